"""Encrypted backup of a practice, or of some of its clients, into a folder that may hold many backups.

    <target>/sets/<time>/manifest.sealed, practice.db, keys.slots, clients/<id>/books.db
    <target>/documents/<client id>/<random name>        shared by all sets: sealed files never change

Databases are copied in steps from one moment, under the same key or another, while writers go on; documents are already
sealed and are copied once. Each copy is opened and checked, and one document of each client is opened with the key in
it; the manifest comes last. Keys come from `security`.
"""

from __future__ import annotations

import hashlib
import shutil
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bookdesk.core.clock import Clock
from bookdesk.core.errors import BookDeskError, StorageError
from bookdesk.core.failpoints import reach
from bookdesk.core.identifiers import ClientId
from bookdesk.core.progress import Progress, Silent
from bookdesk.store.cipher import Cipher, Connection, SqlCipher, driver
from bookdesk.store.documents import DocumentStore
from bookdesk.store.errors import translated, translating
from bookdesk.store.files import ASIDE, sync_folder, write_whole
from bookdesk.store.history import HEADS, Head
from bookdesk.store.kinds import CLIENT
from bookdesk.store.manifest import Entry, Manifest, read_manifest, write_manifest
from bookdesk.store.opening import maintaining, put_in_place, remove_database
from bookdesk.store.places import Places
from bookdesk.store.references import places_of
from bookdesk.store.sealing import instant_text

MANIFEST = "manifest.sealed"
UNFINISHED = ".part"
"""How the name of a set ends that is being made, or is going."""
_BLOCK = 1 << 20
_PAGES = 1_000
"""Pages of a database (4 MB) that are copied in one go."""
_REST = 0.002
"""Seconds in which others get at the disk between two goes."""


@dataclass(frozen=True, slots=True)
class BackupKeys:
    """`manifest` seals the list; the others open the files. `moved` has other keys for the copies, by client id."""

    manifest: bytes
    practice: bytes | None
    clients: Mapping[ClientId, bytes]
    moved: Mapping[ClientId, bytes] = field(default_factory=dict)


def back_up(  # noqa: PLR0913 - the ports have defaults
    places: Places,
    target: Path,
    keys: BackupKeys,
    *,
    clock: Clock,
    cipher: Cipher | None = None,
    progress: Progress | None = None,
    thorough: bool = False,
) -> Path:
    """Make a backup and return its folder below `target`; `StorageError` on a full disk, with nothing half kept.

    Without a practice key only the clients are backed up. Clients whose key is missing are listed as left out. What the
    newest set says of documents is believed where their size is as it says; `thorough` reads them all again, and writes
    anew those that were harmed there.
    """
    stamp = instant_text(clock.now()).replace(":", "").replace("-", "").replace(".", "")
    aside, final = target / "sets" / f"{stamp}{UNFINISHED}", target / "sets" / stamp
    known = {} if thorough else _known(target, keys.manifest)
    work = _Work(places, target, aside, keys, cipher or SqlCipher(), progress or Silent(), known, thorough)
    try:
        with translating():
            _sweep(target / "sets")
            aside.mkdir(parents=True)
        manifest = work.run(instant_text(clock.now()))
        reach("backup: before manifest")
        write_manifest(aside / MANIFEST, manifest, keys.manifest)
        with translating():
            reach("backup: before rename")
            aside.rename(final)
            sync_folder(final.parent)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    reach("backup: made")
    return final


def _sweep(sets: Path) -> None:
    """Remove what a killed backup left."""
    for unfinished in sets.glob(f"*{UNFINISHED}"):
        shutil.rmtree(unfinished)


def _known(target: Path, key: bytes) -> dict[str, Entry]:
    """Return what the newest set says of each file; nothing where it cannot be read."""
    with suppress(BookDeskError):
        sets = backup_sets(target)
        return {entry.path: entry for entry in read_manifest(sets[-1] / MANIFEST, key).entries} if sets else {}
    return {}


@dataclass(slots=True)
class _Work:
    """One backup being made."""

    places: Places
    target: Path
    aside: Path
    keys: BackupKeys
    cipher: Cipher
    progress: Progress
    known: Mapping[str, Entry]
    thorough: bool
    entries: list[Entry] = field(default_factory=list)
    heads: dict[str, tuple[Head, ...]] = field(default_factory=dict)
    doubtful: list[str] = field(default_factory=list)

    def run(self, made_at: str) -> Manifest:
        """Copy everything there is a key for."""
        if self.keys.practice is not None:
            self._database(self.places.practice, self.keys.practice, self.keys.practice)
            self._slots()
        for number, client_id in enumerate(self.keys.clients, start=1):
            self.progress.step("backing up", number, len(self.keys.clients))
            self._go_on()
            self._client(client_id)
        left_out = tuple(sorted(set(self.places.client_ids()) - set(self.keys.clients)))
        return Manifest(made_at, tuple(self.entries), self.heads, left_out, tuple(self.doubtful))

    def _go_on(self) -> None:
        if self.progress.cancelled():
            raise Stopped("The backup was stopped.", "Start it again: documents already copied are kept.")

    def _client(self, client_id: ClientId) -> None:
        key = self.keys.clients[client_id]
        self._database(self.places.books(client_id), key, self.keys.moved.get(client_id, key))
        documents = self.places.client(client_id) / "documents"
        with translating():
            for source in sorted(documents.iterdir()) if documents.is_dir() else ():
                if not source.name.startswith(ASIDE):
                    self._go_on()
                    self._document(client_id, source)
        self._sample(client_id)

    def _sample(self, client_id: ClientId) -> None:
        """Open one document of the backup with the key that stands in its copy of the books."""
        path = self.aside / self.places.books(client_id).relative_to(self.places.home)
        key = self.keys.moved.get(client_id, self.keys.clients[client_id])
        with maintaining(self.cipher, path, key) as copy:
            sealed = _any_document(copy)
        if sealed is not None:
            try:
                DocumentStore(self.target / "documents" / client_id).read(*sealed)
            except StorageError:
                self.doubtful.append(client_id)

    def _database(self, source: Path, key: bytes, target_key: bytes) -> None:
        path = source.relative_to(self.places.home)
        final, half = self.aside / path, self.aside / f"{path}.part"
        with translating():
            final.parent.mkdir(parents=True, exist_ok=True)
        copy_database(self.cipher, (source, key), (half, target_key), self._go_on)
        reach("backup: database copied")
        self.heads[path.as_posix()] = check_database(self.cipher, half, target_key)
        put_in_place(half, final)
        self._enter(path.as_posix(), final)

    def _slots(self) -> None:
        with translating():
            write_whole(self.aside / self.places.slots.name, self.places.slots.read_bytes())
        self._enter(self.places.slots.name, self.aside / self.places.slots.name)

    def _document(self, client_id: ClientId, source: Path) -> None:
        path, kept = (
            source.relative_to(self.places.home).as_posix(),
            self.target / "documents" / client_id / source.name,
        )
        size, known = source.stat().st_size, self.known.get(path)
        there = kept.exists() and kept.stat().st_size == size
        if there and known is not None and known.size == size:
            self.entries.append(known)
            return
        if not there or (self.thorough and file_hash(kept) != file_hash(source)):
            kept.parent.mkdir(parents=True, exist_ok=True)
            write_whole(kept, source.read_bytes())
        self._enter(path, kept)

    def _enter(self, path: str, stored: Path) -> None:
        with translating():
            self.entries.append(Entry(path, stored.stat().st_size, file_hash(stored)))


class Stopped(StorageError):
    """The person stopped the backup, or the desk was left."""


def _go_on() -> None:
    """Stop for nobody."""


def copy_database(
    cipher: Cipher, source: tuple[Path, bytes], target: tuple[Path, bytes], go_on: Callable[[], None] = _go_on
) -> None:
    """Copy one moment of a database, each side (path, key); writers go on meanwhile. `go_on` may raise to stop it."""
    remove_database(target[0])
    with maintaining(cipher, *source) as old, maintaining(cipher, *target) as new:
        new.execute("PRAGMA journal_mode=DELETE")
        _copy_pages(old, new, go_on)
        new.execute("PRAGMA journal_mode=WAL")
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy_pages(old: Connection, new: Connection, go_on: Callable[[], None]) -> None:
    """Copy all pages; the driver gives no code for what stops it, which is the disk on either side.

    The old file is read in one transaction: without it each commit of somebody else would begin the copy anew.
    """

    def between(_status: int, _left: int, _pages: int) -> None:
        go_on()
        time.sleep(_REST)

    old.execute("BEGIN")
    old.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    try:
        old.backup(new, pages=_PAGES, progress=between)
    except driver.OperationalError as failure:
        raise translated(failure) or StorageError(
            "The copy cannot be written: the disk is full, over its quota, or failing.",
            "Free some space, or choose another disk, then repeat.",
        ) from failure
    finally:
        old.execute("COMMIT")


def _any_document(copy: Connection) -> tuple[str, str, str] | None:
    """Return name, key (hex) and hash of some document that a client's books refer to; older books lack some tables."""
    names = copy.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    there = {name for (name,) in names}
    for place in (one for one in places_of(CLIENT.metadata) if one.table.name in there):
        found = copy.execute(
            f'SELECT "{place.name}", "{place.key}", "{place.sha256}" FROM "{place.table.name}"'  # noqa: S608 - our names
            f' WHERE "{place.name}" IS NOT NULL AND "{place.key}" IS NOT NULL ORDER BY random() LIMIT 1'
        ).fetchone()
        if found is not None:
            return str(found[0]), str(found[1]), str(found[2])
    return None


def check_database(cipher: Cipher, path: Path, key: bytes) -> tuple[Head, ...]:
    """Open a copy, check all its pages and return its heads; `StorageError` if it is not sound."""
    with maintaining(cipher, path, key) as connection:
        if connection.execute("PRAGMA cipher_integrity_check").fetchall() or not _sound(connection):
            raise StorageError(f"The copy of {path.stem} is damaged.", "Check the disk, then repeat.")
        rows = connection.execute(HEADS).fetchall()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return tuple(Head(*row) for row in rows)


def _sound(connection: Connection) -> bool:
    return bool(connection.execute("PRAGMA quick_check").fetchall() == [("ok",)])


def file_hash(path: Path) -> str:
    """Return the SHA-256 (hex) of a file's bytes."""
    running = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            running.update(block)
    return running.hexdigest()


def backup_sets(target: Path) -> list[Path]:
    """Return the finished backups below `target`, oldest first."""
    with translating():
        folders = sorted((target / "sets").iterdir()) if (target / "sets").is_dir() else []
        return [folder for folder in folders if folder.suffix != UNFINISHED and (folder / MANIFEST).is_file()]
