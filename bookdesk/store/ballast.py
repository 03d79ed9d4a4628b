"""Room kept back for the day the disk is full: a file in the home that is let go so that what is begun can be finished.

Without it nothing works on a full disk, not even rejecting or deleting: both write to the history first.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from bookdesk.core.errors import BookDeskError
from bookdesk.store.errors import NoRoom, translating
from bookdesk.store.files import ASIDE, sync_folder
from bookdesk.store.room import DiskRoom, Room, Space

NAME: Final = "ballast"
SIZE: Final = 32 << 20
_BLOCK: Final = 1 << 20
_TO_LEAVE: Final = 4 << 20
"""Bytes that are enough for key files and for logs that are brought into their databases."""
_DEPTH: Final = 4
"""How deep below the home a file of the practice lies at most."""
RELEASED: Final = "The reserve was let go for it: do what you began once more, then free some space on this disk."


def laid(home: Path) -> bool:
    """Whether the reserve is there."""
    path = home / NAME
    return path.is_file() and path.stat().st_size == SIZE


def lay(home: Path, room: Room | None = None) -> bool:
    """Make the reserve where there is plenty of room, and return whether it is there.

    It holds random bytes: a file system that compresses, or keeps blocks of zeros once, would keep nothing back.
    """
    if laid(home):
        return True
    space = (room or DiskRoom()).space(home)
    if Space(space.free - SIZE, space.total).low:
        return False
    aside = home / f"{ASIDE}{NAME}"
    try:
        with translating():
            _fill(aside)
            aside.replace(home / NAME)
            sync_folder(home)
    except BookDeskError:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        return False
    return True


def _fill(path: Path) -> None:
    with path.open("wb") as file:
        for _ in range(SIZE // _BLOCK):
            file.write(os.urandom(_BLOCK))
        file.flush()
        os.fsync(file.fileno())


def release(home: Path) -> bool:
    """Let the reserve go, and return whether there was one."""
    with suppress(OSError):
        (home / NAME).unlink()
        sync_folder(home)
        return True
    return False


def make_way(home: Path, room: Room | None = None) -> None:
    """Let the reserve go before somebody leaves, where the disk is as good as full."""
    if not laid(home):
        return
    with suppress(BookDeskError):
        if (room or DiskRoom()).space(home).free < _TO_LEAVE:
            release(home)


def relieve(failure: BaseException, path: Path) -> None:
    """Let the reserve go where a file of the practice could not be written for want of room, and have it said."""
    if not isinstance(failure, NoRoom) or failure.remedy == RELEASED:
        return
    home = next((one for one in (path, *path.parents)[:_DEPTH] if (one / "keys.slots").is_file()), None)
    if home is not None and release(home):
        failure.remedy = RELEASED


@contextmanager
def relieving(path: Path) -> Iterator[None]:
    """Let the reserve go where what is done in the block fails for want of room; the failure goes on and tells it."""
    try:
        yield
    except NoRoom as failure:
        relieve(failure, path)
        raise
