"""Brings a backup back into an empty place: checked file by file, opened, and only then put under its name."""

from __future__ import annotations

import shutil
from pathlib import Path

from bookdesk.core.errors import NotFound, StorageError, Tampered
from bookdesk.core.failpoints import reach
from bookdesk.core.identifiers import ClientId
from bookdesk.store.backup import MANIFEST, BackupKeys, check_database, file_hash
from bookdesk.store.cipher import Cipher, SqlCipher
from bookdesk.store.errors import translating
from bookdesk.store.files import sync_folder, write_whole
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
            raise Tampered(f"{path} in this backup is not the one that was backed up.", "Use an older backup.")
    return manifest


def restore_practice(backup: Path, places: Places, keys: BackupKeys, *, cipher: Cipher | None = None) -> Manifest:
    """Restore everything into an empty home; `StorageError` where a practice already stands."""
    if places.home.exists() and any(places.home.iterdir()):
        raise StorageError(
            f"{places.home} is not empty.",
            "Restore into a new folder: point BOOKDESK_HOME at one, or move this one away.",
        )
    manifest = check_backup(backup, keys, cipher=cipher)
    _bring(backup, manifest.entries, Path(), places.home)
    return manifest


def restore_client(
    backup: Path, places: Places, client_id: ClientId, keys: BackupKeys, *, cipher: Cipher | None = None
) -> Manifest:
    """Restore one client's folder; `StorageError` where it already stands, `NotFound` if the backup lacks it."""
    folder = places.client(client_id)
    if folder.exists():
        raise StorageError("This client's folder already stands here.", "Move it away first, then restore.")
    manifest = check_backup(backup, keys, cipher=cipher)
    below = folder.relative_to(places.home)
    entries = tuple(entry for entry in manifest.entries if Path(entry.path).is_relative_to(below))
    if not entries:
        raise NotFound("The backup does not contain this client.", "Choose an older backup.")
    _bring(backup, entries, below, folder)
    return manifest


def _bring(backup: Path, entries: tuple[Entry, ...], below: Path, folder: Path) -> None:
    """Fill a folder beside the wanted one, then rename it: a crash leaves no half restored place."""
    aside = folder.with_name(folder.name + ".restoring")
    with translating():
        shutil.rmtree(aside, ignore_errors=True)
        try:
            for entry in entries:
                target = aside / Path(entry.path).relative_to(below)
                target.parent.mkdir(parents=True, exist_ok=True)
                write_whole(target, _stored(backup, entry).read_bytes())
                reach("restore: file brought")
            reach("restore: before rename")
            if folder.exists():
                folder.rmdir()
            aside.rename(folder)
            reach("restore: brought")
            sync_folder(folder.parent)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise


def _check(backup: Path, entry: Entry) -> None:
    stored = _stored(backup, entry)
    with translating():
        whole = stored.is_file() and stored.stat().st_size == entry.size and file_hash(stored) == entry.sha256
    if not whole:
        raise Tampered(f"{entry.path} is missing from this backup, or damaged.", "Use an older backup.")


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
