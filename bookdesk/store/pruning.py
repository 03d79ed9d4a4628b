"""Takes old backups away: first the set, in one step, then the documents that no set lists any more.

Whatever ends it half-way, a set that is there has all its documents. Where one set cannot be read, or another is being
made, no document goes: it might be theirs.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bookdesk.core.errors import BookDeskError
from bookdesk.core.failpoints import reach
from bookdesk.store.backup import MANIFEST, UNFINISHED, backup_sets
from bookdesk.store.errors import translating
from bookdesk.store.files import sync_folder
from bookdesk.store.manifest import Manifest, read_manifest_by


@dataclass(frozen=True, slots=True)
class Swept:
    """What went: names of sets, how many documents and bytes. `sure` says that every remaining set could be read."""

    sets: tuple[str, ...] = ()
    documents: int = 0
    size: int = 0
    sure: bool = True


def remove_sets(target: Path, names: Collection[str], *keys: bytes) -> Swept:
    """Remove these sets, then what no remaining one lists; a set whose manifest none of the `keys` opens stays."""
    gone = [folder for folder in backup_sets(target) if folder.name in names and _opened(folder, keys) is not None]
    size = sum(_remove(folder) for folder in gone)
    unlisted = _unlisted(target, keys)
    with translating():
        for path in unlisted or ():
            size += path.stat().st_size
            path.unlink()
            reach("prune: document removed")
    return Swept(tuple(folder.name for folder in gone), len(unlisted or ()), size, unlisted is not None)


def would_go(target: Path, names: Collection[str], *keys: bytes) -> Swept:
    """Return what `remove_sets` would remove."""
    gone = [folder for folder in backup_sets(target) if folder.name in names and _opened(folder, keys) is not None]
    unlisted = _unlisted(target, keys, without=frozenset(folder.name for folder in gone))
    with translating():
        size = sum(_size(folder) for folder in gone) + sum(path.stat().st_size for path in unlisted or ())
    return Swept(tuple(folder.name for folder in gone), len(unlisted or ()), size, unlisted is not None)


def _remove(folder: Path) -> int:
    """Rename a set out of the list, which happens whole or not at all, then remove it; returns its bytes."""
    aside = folder.with_name(f"{folder.name}{UNFINISHED}")
    with translating():
        size = _size(folder)
        folder.rename(aside)
        sync_folder(folder.parent)
        reach("prune: set renamed")
        shutil.rmtree(aside)
        reach("prune: set removed")
    return size


def _unlisted(target: Path, keys: Sequence[bytes], without: Collection[str] = ()) -> list[Path] | None:
    """Return the documents that no set lists; None where it cannot be known."""
    with translating():
        if any(path.suffix == UNFINISHED for path in (target / "sets").glob("*")):
            return None
    listed: set[tuple[str, str]] = set()
    for folder in backup_sets(target):
        manifest = _opened(folder, keys)
        if manifest is None:
            return None
        if folder.name not in without:
            listed |= set(_documents(manifest))
    with translating():
        return [path for path in sorted(_stored(target)) if (path.parent.name, path.name) not in listed]


def _documents(manifest: Manifest) -> Iterator[tuple[str, str]]:
    for entry in manifest.entries:
        path = Path(entry.path)
        if path.parent.name == "documents":
            yield path.parts[1], path.name


def _stored(target: Path) -> Iterator[Path]:
    folder = target / "documents"
    return (path for path in folder.glob("*/*") if path.is_file()) if folder.is_dir() else iter(())


def _opened(folder: Path, keys: Sequence[bytes]) -> Manifest | None:
    try:
        return read_manifest_by(folder / MANIFEST, keys)
    except BookDeskError:
        return None


def _size(folder: Path) -> int:
    return sum((Path(where) / name).stat().st_size for where, _, names in os.walk(folder) for name in names)
