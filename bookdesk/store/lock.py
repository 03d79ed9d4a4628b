"""One writer a practice, or a file: the operating system's lock on an open file, which ends with the process."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from bookdesk.core.errors import InUse, StorageError
from bookdesk.store.errors import translating

_NOT_WRITABLE = (errno.EROFS, errno.EACCES, errno.EPERM)
_PATIENCE: Final = 10.0
"""Seconds to wait for whoever writes one small file; a writing takes some hundredths."""
_BRIEFLY: Final = 0.3
"""Seconds to wait for a practice: where BookDesk was killed while it started a child, the child holds the lock of its
parent until it has become another program, which takes some milliseconds."""
_LOOK_AGAIN: Final = 0.002


class ReadOnlyHome(StorageError):
    """The practice lies on a disk, or in a folder, that this user may only read."""


class PracticeLock:
    """Held from construction until `release()` or the end of the process; also a context manager."""

    def __init__(self, path: Path) -> None:
        """Take the lock; `InUse` if another BookDesk (or another part of this one) holds it."""
        with translating():
            self._descriptor = _opened(path)
        held = _wait_for(self._descriptor, _BRIEFLY)
        if held is not None:
            os.close(self._descriptor)
            raise InUse(
                "Another BookDesk holds this practice.",
                "Close it, or use it there; commands that only read work meanwhile.",
            ) from held

    def release(self) -> None:
        """Give the lock back."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        """Use as a block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Release at the end of the block."""
        self.release()


@contextmanager
def in_turn(path: Path) -> Iterator[None]:
    """Yield when nobody else is in a block with this lock file, in this process or another; who comes waits.

    `InUse` after ten seconds. Nobody may come twice: a thread that is in such a block waits for itself.
    """
    with translating():
        descriptor = _opened(path)
    try:
        if (held := _wait_for(descriptor, _PATIENCE)) is not None:
            raise InUse("Another BookDesk is writing just now.", "Wait a moment, then try again.") from held
        yield
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, patience: float) -> OSError | None:
    """Take the lock, and return what refused it where it was held for so many seconds."""
    until = time.monotonic() + patience
    while True:
        try:
            _lock(descriptor)
        except OSError as held:
            if time.monotonic() > until:
                return held
            time.sleep(_LOOK_AGAIN)  # neither system waits for a lock with an end to it
        else:
            return None


def _opened(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as refused:
        if refused.errno in _NOT_WRITABLE:
            raise ReadOnlyHome(
                f"The folder {path.parent} cannot be written to.",
                "Make it writable, or move the practice to a disk of your own. What is there can be read meanwhile.",
            ) from refused
        raise


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
