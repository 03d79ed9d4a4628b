"""Encrypted backup of a practice, or of some of its clients, into a folder that may hold many backups.

    <target>/sets/<time>/manifest.sealed, practice.db, keys.slots, clients/<id>/books.db
    <target>/documents/<client id>/<random name>        shared by all sets: sealed files never change

Databases are copied page by page from one moment, under the same key or another; documents are already sealed and
are copied once. The manifest comes last, and each copy is opened and checked before. Keys come from `security`.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bookdesk.core.clock import Clock
from bookdesk.core.errors import StorageError
from bookdesk.core.failpoints import reach
from bookdesk.core.identifiers import ClientId
from bookdesk.core.progress import Progress, Silent
from bookdesk.store.cipher import Cipher, Connection, SqlCipher, driver
from bookdesk.store.errors import translated, translating
from bookdesk.store.files import ASIDE, sync_folder, write_whole
from bookdesk.store.history import HEADS, Head
from bookdesk.store.manifest import Entry, Manifest, write_manifest
from bookdesk.store.opening import maintaining, put_in_place, remove_database
from bookdesk.store.places import Places
from bookdesk.store.sealing import instant_text

MANIFEST = "manifest.sealed"
_BLOCK = 1 << 20


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
) -> Path:
    """Make a backup and return its folder below `target`; `StorageError` on a full disk, with nothing half kept.

    Without a practice key only the clients are backed up. Clients whose key is missing are listed as left out.
    """
    stamp = instant_text(clock.now()).replace(":", "").replace("-", "").replace(".", "")
    aside, final = target / "sets" / f"{stamp}.part", target / "sets" / stamp
    work = _Work(places, target, aside, keys, cipher or SqlCipher(), progress or Silent())
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
    for unfinished in sets.glob("*.part"):
        shutil.rmtree(unfinished)


@dataclass(slots=True)
class _Work:
    """One backup being made."""

    places: Places
    target: Path
    aside: Path
    keys: BackupKeys
    cipher: Cipher
    progress: Progress
    entries: list[Entry] = field(default_factory=list)
    heads: dict[str, tuple[Head, ...]] = field(default_factory=dict)

    def run(self, made_at: str) -> Manifest:
        """Copy everything there is a key for."""
        if self.keys.practice is not None:
            self._database(self.places.practice, self.keys.practice, self.keys.practice)
            self._slots()
        for number, client_id in enumerate(self.keys.clients, start=1):
            self.progress.step("backing up", number, len(self.keys.clients))
            if self.progress.cancelled():
                raise StorageError("The backup was stopped.", "Start it again: documents already copied are kept.")
            self._client(client_id)
        left_out = tuple(sorted(set(self.places.client_ids()) - set(self.keys.clients)))
        return Manifest(made_at, tuple(self.entries), self.heads, left_out)

    def _client(self, client_id: ClientId) -> None:
        key = self.keys.clients[client_id]
        self._database(self.places.books(client_id), key, self.keys.moved.get(client_id, key))
        documents = self.places.client(client_id) / "documents"
        with translating():
            for source in sorted(documents.iterdir()) if documents.is_dir() else ():
                if not source.name.startswith(ASIDE):
                    self._document(client_id, source)

    def _database(self, source: Path, key: bytes, target_key: bytes) -> None:
        path = source.relative_to(self.places.home)
        final, half = self.aside / path, self.aside / f"{path}.part"
        with translating():
            final.parent.mkdir(parents=True, exist_ok=True)
        copy_database(self.cipher, (source, key), (half, target_key))
        reach("backup: database copied")
        self.heads[path.as_posix()] = check_database(self.cipher, half, target_key)
        put_in_place(half, final)
        self._enter(path.as_posix(), final)

    def _slots(self) -> None:
        with translating():
            write_whole(self.aside / self.places.slots.name, self.places.slots.read_bytes())
        self._enter(self.places.slots.name, self.aside / self.places.slots.name)

    def _document(self, client_id: ClientId, source: Path) -> None:
        kept = self.target / "documents" / client_id / source.name
        if not kept.exists() or kept.stat().st_size != source.stat().st_size:
            kept.parent.mkdir(parents=True, exist_ok=True)
            write_whole(kept, source.read_bytes())
        self._enter(source.relative_to(self.places.home).as_posix(), kept)

    def _enter(self, path: str, stored: Path) -> None:
        with translating():
            self.entries.append(Entry(path, stored.stat().st_size, file_hash(stored)))


def copy_database(cipher: Cipher, source: tuple[Path, bytes], target: tuple[Path, bytes]) -> None:
    """Copy one moment of a database, each side (path, key); writers go on meanwhile."""
    remove_database(target[0])
    with maintaining(cipher, *source) as old, maintaining(cipher, *target) as new:
        new.execute("PRAGMA journal_mode=DELETE")
        _copy_pages(old, new)
        new.execute("PRAGMA journal_mode=WAL")
        new.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy_pages(old: Connection, new: Connection) -> None:
    """Copy all pages; the driver gives no code for what stops it, which is the disk on either side."""
    try:
        old.backup(new)
    except driver.OperationalError as failure:
        raise translated(failure) or StorageError(
            "The copy cannot be written: the disk is full, over its quota, or failing.",
            "Free some space, or choose another disk, then repeat.",
        ) from failure


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
        return [folder for folder in folders if (folder / MANIFEST).is_file()]
