"""What this system says of a folder, and the refusal to keep a practice where it would be damaged."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Final

from bookdesk.core.errors import StorageError
from bookdesk.core.folders import FolderFacts, Mount, Unfit, linux_mounts, mac_mounts, unfit

FactsOf = Callable[[Path], FolderFacts]
"""The port: what a system says of a folder."""
_ONEDRIVE: Final = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_REMOTE_DRIVE: Final = 4
"""DRIVE_REMOTE of GetDriveTypeW."""
_RECALLED: Final = 0x00400000 | 0x00040000
"""FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS and _ON_OPEN: the file is elsewhere until it is read."""
_WAIT: Final = 5


def system_facts(folder: Path) -> FolderFacts:
    """Ask this system; what it does not answer is taken for harmless."""
    path = Path(os.path.realpath(folder))
    around = [path, *path.parents]
    user = Path(os.path.realpath(Path.home()))
    return FolderFacts(
        path=path,
        user=user,
        mounts=_mounts(),
        roots=(*_onedrive(), *_icloud(user)),
        names={one: frozenset(_names(one)) for one in around},
        remote=_remote(path),
        recalled=any(_recalled(one) for one in around),
    )


def refuse_unfit(home: Path, facts_of: FactsOf = system_facts) -> None:
    """Return quietly where a practice may be made, or brought back to; `StorageError` with the reason otherwise."""
    why = unfit(facts_of(home))
    if why is not None:
        raise StorageError(
            f"{home} {why.words}: {_harm(why)}",
            "Choose a folder on a disk of this computer. Backups may go there: they are whole, encrypted files.",
        )


def refuse_moved(home: Path, facts_of: FactsOf = system_facts) -> None:
    """Return quietly where a practice may be written to; `StorageError` for one that was moved to an unfit folder."""
    why = unfit(facts_of(home))
    if why is not None:
        raise StorageError(
            f"The practice in {home} is not opened for writing, since the folder {why.words}: {_harm(why)}",
            "Move it to a disk of this computer and open it there. Until then it can be read, and a backup made of it"
            " before is as good as ever.",
        )


def _harm(why: Unfit) -> str:
    if why.network:
        return "a connection that breaks, or a second computer, damages the books."
    return "it copies files while they are being written, which damages the books."


def _mounts() -> tuple[Mount, ...]:
    mounts: tuple[Mount, ...] = ()
    with suppress(OSError, subprocess.SubprocessError):
        if sys.platform == "linux":
            mounts = linux_mounts(Path("/proc/mounts").read_text("utf-8", "replace"))
        elif sys.platform == "darwin":
            told = subprocess.run(("/sbin/mount",), capture_output=True, text=True, timeout=_WAIT, check=False)
            mounts = mac_mounts(told.stdout)
    return mounts


def _onedrive() -> Iterator[tuple[PurePath, str]]:
    for name in _ONEDRIVE:
        if os.environ.get(name):
            yield Path(os.path.realpath(os.environ[name])), "OneDrive"


def _icloud(user: Path) -> list[tuple[PurePath, str]]:
    """Return desktop and documents where iCloud keeps them: it then shows them in its own folder, too."""
    cloud = user / "Library" / "Mobile Documents" / "com~apple~CloudDocs"
    return [(user / name, "iCloud") for name in ("Desktop", "Documents") if (cloud / name).exists()]


def _names(folder: Path) -> Iterator[str]:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(".") or entry.name.casefold() == "desktop.ini":
                yield from _marks(entry)


def _marks(entry: os.DirEntry[str]) -> Iterator[str]:
    with suppress(OSError):
        yield f"{entry.name}/" if entry.is_dir() else entry.name
        if entry.name == ".sync" and Path(entry.path, "ID").is_file():
            yield ".sync/ID"
        if entry.name.casefold() == "desktop.ini" and b"OneDrive" in Path(entry.path).read_bytes().replace(b"\0", b""):
            yield "desktop.ini of OneDrive"


def _recalled(path: Path) -> bool:
    with suppress(OSError):
        return bool(getattr(path.stat(), "st_file_attributes", 0) & _RECALLED)
    return False


if sys.platform == "win32":
    import ctypes

    def _remote(path: Path) -> bool:
        return bool(ctypes.windll.kernel32.GetDriveTypeW(path.anchor) == _REMOTE_DRIVE)
else:

    def _remote(path: Path) -> bool:
        """Nowhere else does the drive's letter say it: the table of mounts does."""
        del path
        return False
