"""The backups in a folder as the keys of one user tell of them: listed, brought back to be tried, and taken away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bookdesk.core.errors import BookDeskError
from bookdesk.core.progress import Progress
from bookdesk.security.practice import OpenPractice
from bookdesk.security.safety import manifest_key, manifest_keys
from bookdesk.store.backup import MANIFEST, BackupKeys, backup_sets
from bookdesk.store.errors import translating
from bookdesk.store.manifest import Manifest, read_manifest_by
from bookdesk.store.places import Places
from bookdesk.store.pruning import Swept, remove_sets, would_go
from bookdesk.store.restore import restore_practice


@dataclass(frozen=True, slots=True)
class BackupSet:
    """One backup in a folder. `size` is what it has when it is brought back, in bytes.

    One that today's keys do not open, or of a newer program, is known by its folder only.
    """

    folder: Path
    made_at: datetime
    clients: frozenset[str] = frozenset()
    left_out: int = 0
    size: int = 0
    readable: bool = True


def backups_in(practice: OpenPractice, target: Path) -> tuple[BackupSet, ...]:
    """Return the finished backups in a folder, oldest first."""
    keys = manifest_keys(practice)
    return tuple(_described(folder, keys) for folder in backup_sets(target))


def _described(folder: Path, keys: Sequence[bytes]) -> BackupSet:
    try:
        manifest = read_manifest_by(folder / MANIFEST, keys)
    except BookDeskError:
        with translating():
            return BackupSet(folder, datetime.fromtimestamp(folder.stat().st_mtime, UTC), readable=False)
    made_at = datetime.fromisoformat(manifest.made_at)
    return BackupSet(folder, made_at, manifest.clients, len(manifest.left_out), manifest.size)


def prune(practice: OpenPractice, target: Path, names: Collection[str], *, dry_run: bool = False) -> Swept:
    """Take these backups away, with the documents that no other one lists; with `dry_run` only tell what would go."""
    return (would_go if dry_run else remove_sets)(target, names, *manifest_keys(practice))


def bring_aside(practice: OpenPractice, backup: Path, places: Places, progress: Progress | None = None) -> Manifest:
    """Bring a backup back beside the practice with the keys this user holds; databases of others are brought unopened.

    `Tampered` names what is missing, harmed or another; `Locked` where today's keys do not open it.
    """
    key = practice.practice_key.reveal()
    clients = {entry.client_id: practice.client_key(entry.client_id).reveal() for entry in practice.clients()}
    keys = BackupKeys(manifest_key(practice.practice_key), key, clients)
    return restore_practice(backup, places, keys, progress=progress)
