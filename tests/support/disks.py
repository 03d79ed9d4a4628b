"""Disks that fail while something is written to them: full, under a quota, turned read-only by the kernel.

Each is real and is mounted where the process is: start whoever uses one by `unshare --mount`, so that what it mounts
goes with it. A disk is fine when it is made; `tighten` lets it fail, `loosen` heals it.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Protocol

from bookdesk.core import failpoints
from tests.support.scarce import fill

MEGABYTES: Final = 24
_IMAGE: Final = 32
"""Megabytes."""
_FIRST: Final = 8_192


class NoSuchDisk(Exception):
    """This user, or this system, cannot have such a disk; the reason is told."""


class Disk(Protocol):
    """A folder on a disk that can be made to fail."""

    folder: Path

    def degrees(self) -> Iterator[int]:
        """Yield how badly it is to fail: each one lets a little more be written than the one before."""
        ...

    def tighten(self, degree: int) -> None:
        """Let it fail from now on, or from the moment on that `degree` says."""
        ...

    def loosen(self) -> None:
        """Let it be as it was made. Whoever has files open on it closes them before."""
        ...


def _growing() -> Iterator[int]:
    room = 0
    while True:
        yield room
        room = room * 3 + _FIRST


class FullDisk:
    """A disk of 24 MB that is full but for so many bytes: ENOSPC, SQLITE_FULL."""

    def __init__(self, folder: Path) -> None:
        """Mount it at `folder`."""
        self.folder = folder
        self._filler: Path | None = None
        folder.mkdir(parents=True)
        _run("mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", folder)

    def degrees(self) -> Iterator[int]:
        """Yield bytes that are left."""
        return _growing()

    def tighten(self, degree: int) -> None:
        """Fill it but for `degree` bytes."""
        self._filler = fill(self.folder, degree)

    def loosen(self) -> None:
        """Give the room back."""
        if self._filler is not None:
            self._filler.unlink()
            self._filler = None


class LimitedDisk:
    """A disk on which this process may let no file grow beyond so many bytes: EFBIG, SQLITE_IOERR."""

    def __init__(self, folder: Path) -> None:
        """Use a plain folder."""
        self.folder = folder
        folder.mkdir(parents=True)

    def degrees(self) -> Iterator[int]:
        """Yield bytes that a file may have."""
        return _growing()

    def tighten(self, degree: int) -> None:
        """Let no file grow beyond `degree` bytes."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (degree, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))

    def loosen(self) -> None:
        """Take the limit away."""
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))


class BrokenDisk:
    """A disk that the kernel turns read-only in the middle of work, as it does where one gives errors: EROFS.

    Files that are open for writing stay open and cannot be written to; what was never brought to the disk for good is
    lost (ext4, `mount -o abort`).
    """

    def __init__(self, folder: Path) -> None:
        """Make the disk in a file beside `folder` and mount it there."""
        self.folder, self._image = folder, folder.with_name(f"{folder.name}.img")
        folder.mkdir(parents=True)
        with self._image.open("wb") as image:
            image.truncate(_IMAGE << 20)
        _run("mkfs.ext4", "-q", "-F", self._image)
        self._mount()

    def degrees(self) -> Iterator[int]:
        """Yield how many fail-points are passed before: each of the first, then fewer and fewer."""
        degree, more = 0, 1
        while True:
            yield degree
            degree, more = degree + more, max(more, degree // 3)

    def tighten(self, degree: int) -> None:
        """Turn it read-only at the so-many-eth fail-point from now on, or at once for none."""
        _run("sync", "-f", self.folder)  # what was laid out is there; what comes now has to see to that itself
        passed = 0

        def hook(name: str) -> None:
            nonlocal passed
            del name
            passed += 1
            if passed == degree:
                self._abort()

        if degree:
            failpoints.install(hook)
        else:
            self._abort()

    def loosen(self) -> None:
        """Check it and mount it anew, as after the start of a computer."""
        failpoints.install(None)
        _run("umount", self.folder)
        _run("e2fsck", "-f", "-p", self._image, most=1)
        self._mount()

    def _mount(self) -> None:
        _run("mount", "-o", "loop,errors=remount-ro", self._image, self.folder)

    def _abort(self) -> None:
        _run("mount", "-o", "remount,abort", self.folder)


def _run(*words: object, most: int = 0) -> None:
    if shutil.which(str(words[0])) is None:
        raise NoSuchDisk(f"{words[0]} is not on this machine")
    done = subprocess.run([str(word) for word in words], check=False, capture_output=True, text=True)
    if done.returncode > most:
        raise NoSuchDisk(f"{words[0]} cannot do it here: {done.stderr.strip() or done.stdout.strip()}")


DISKS: dict[str, type[FullDisk | LimitedDisk | BrokenDisk]] = {
    "full": FullDisk,
    "limited": LimitedDisk,
    "read-only": BrokenDisk,
}
