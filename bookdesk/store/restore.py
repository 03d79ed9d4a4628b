"""Brings a backup back into an empty place: checked file by file, opened, and only then put under its name."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from bookdesk.core.errors import NotFound, StorageError, Tampered
from bookdesk.core.failpoints import reach
from bookdesk.core.identifiers import ClientId
from bookdesk.core.progress import Progress, Silent
from bookdesk.store.backup import MANIFEST, BackupKeys, Stopped, check_database, file_hash
from bookdesk.store.cipher import Cipher, SqlCipher
from bookdesk.store.errors import translating
from bookdesk.store.files import copy_hashed, sync_folder
from bookdesk.store.manifest import Entry, Manifest, read_manifest
from bookdesk.store.places import Places


def check_backup(backup: Path, keys: BackupKeys, *, cipher: Cipher | None = None) -> Manifest:
    """Check every file of a backup against its manifest and open its databases; `Tampered` names what is wrong."""
    manifest = read_manifest(backup / MANIFEST, keys.manifest)
    for entry in manifest.entries:
        _check(backup, entry)
    for path, heads in manifest.heads.items():
        key = _key_of(path, keys)
        if key is not None and check_database(cipher or SqlCipher(), backup / path, key) != heads:
            raise _other(path)
    return manifest


def restore_practice(
    backup: Path, places: Places, keys: BackupKeys, *, cipher: Cipher | None = None, progress: Progress | None = None
) -> Manifest:
    """Restore everything into an empty home; `StorageError` where a practice already stands."""
    if places.home.exists() and any(places.home.iterdir()):
        raise StorageError(
            f"{places.home} is not empty.",
            "Restore into a new folder: point BOOKDESK_HOME at one, or move this one away.",
        )
    manifest = read_manifest(backup / MANIFEST, keys.manifest)
    work = _Bringing(backup, manifest, keys, cipher or SqlCipher(), progress or Silent())
    work.bring(manifest.entries, Path(), places.home)
    return manifest


def restore_client(
    backup: Path, places: Places, client_id: ClientId, keys: BackupKeys, *, cipher: Cipher | None = None
) -> Manifest:
    """Restore one client's folder; `StorageError` where it already stands, `NotFound` if the backup lacks it."""
    folder = places.client(client_id)
    refuse_standing(folder)
    manifest = read_manifest(backup / MANIFEST, keys.manifest)
    below = folder.relative_to(places.home)
    entries = tuple(entry for entry in manifest.entries if Path(entry.path).is_relative_to(below))
    if not entries:
        raise NotFound("The backup does not contain this client.", "Choose an older backup.")
    _Bringing(backup, manifest, keys, cipher or SqlCipher(), Silent()).bring(entries, below, folder)
    return manifest


def refuse_standing(folder: Path) -> None:
    """Return quietly, or raise `StorageError` where a client's folder is that is to be brought back."""
    if folder.exists():
        raise StorageError(f"This client's folder already stands here: {folder}.", "Move it away first, then restore.")


@dataclass(frozen=True, slots=True)
class _Bringing:
    """Files on their way back. Each is read once, and no database is opened where it lies: that may be read-only."""

    backup: Path
    manifest: Manifest
    keys: BackupKeys
    cipher: Cipher
    progress: Progress

    def bring(self, entries: tuple[Entry, ...], below: Path, folder: Path) -> None:
        """Fill a folder beside the wanted one, check it, then rename it: a crash leaves no half restored place."""
        aside = folder.with_name(folder.name + ".restoring")
        with translating():
            shutil.rmtree(aside, ignore_errors=True)
            try:
                for number, entry in enumerate(entries, start=1):
                    self._bring(entry, aside / Path(entry.path).relative_to(below))
                    self._step(number, len(entries))
                self._check_heads(entries, below, aside)
                for below_it, _, _ in os.walk(aside):
                    sync_folder(Path(below_it))
                reach("restore: before rename")
                if folder.exists():
                    folder.rmdir()
                aside.rename(folder)
                reach("restore: brought")
                sync_folder(folder.parent)
            except BaseException:
                shutil.rmtree(aside, ignore_errors=True)
                raise

    def _step(self, number: int, of: int) -> None:
        self.progress.step("restoring", number, of)
        if self.progress.cancelled():
            raise Stopped("The restore was stopped.", "Nothing was brought back; start it again.")

    def _bring(self, entry: Entry, target: Path) -> None:
        stored = _stored(self.backup, entry)
        target.parent.mkdir(parents=True, exist_ok=True)
        if not stored.is_file() or copy_hashed(stored, target) != (entry.size, entry.sha256):
            raise _harmed(entry)
        reach("restore: file brought")

    def _check_heads(self, entries: tuple[Entry, ...], below: Path, aside: Path) -> None:
        for entry in entries:
            heads, key = self.manifest.heads.get(entry.path), _key_of(entry.path, self.keys)
            if heads is None or key is None:
                continue
            if check_database(self.cipher, aside / Path(entry.path).relative_to(below), key) != heads:
                raise _other(entry.path)


def _check(backup: Path, entry: Entry) -> None:
    stored = _stored(backup, entry)
    with translating():
        whole = stored.is_file() and stored.stat().st_size == entry.size and file_hash(stored) == entry.sha256
    if not whole:
        raise _harmed(entry)


def _harmed(entry: Entry) -> Tampered:
    return Tampered(f"{entry.path} is missing from this backup, or damaged.", "Use an older backup.")


def _other(path: str) -> Tampered:
    return Tampered(f"{path} in this backup is not the one that was backed up.", "Use an older backup.")


def _stored(backup: Path, entry: Entry) -> Path:
    """Documents are shared by all sets of a target; everything else lies in the set."""
    path = Path(entry.path)
    if path.is_absolute() or ".." in path.parts:
        raise Tampered("A path in this backup leads out of it.", "Do not use this backup.")
    if path.parent.name == "documents":
        return backup.parent.parent / "documents" / path.parts[1] / path.name
    return backup / path


def _key_of(path: str, keys: BackupKeys) -> bytes | None:
    if "/" not in path:
        return keys.practice
    client_id = ClientId(path.split("/")[1])
    return keys.moved.get(client_id) or keys.clients.get(client_id)
