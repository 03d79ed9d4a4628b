"""How much room a disk has, as a port; and how little is too little."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from bookdesk.core.errors import StorageError
from bookdesk.store.errors import translating

MEGABYTE: Final = 1_000_000
FLOOR: Final = 500 * MEGABYTE
"""Below this nothing new is taken in: what is begun needs room to be finished, and the system needs some, too."""
LOW: Final = 2_000 * MEGABYTE
"""Below this the desk warns."""
_SHARE, _LOW_SHARE = 50, 5
"""On a disk that is small as a whole (a stick, a fixed volume) a fiftieth is the floor, and a fifth is low."""


@dataclass(frozen=True, slots=True)
class Space:
    """The room of one disk, in bytes."""

    free: int
    total: int

    @property
    def short(self) -> bool:
        """Whether nothing new is to be taken in."""
        return self.free < min(FLOOR, self.total // _SHARE)

    @property
    def low(self) -> bool:
        """Whether a person should make room soon."""
        return self.free < min(LOW, self.total // _LOW_SHARE)


class Room(Protocol):
    """Tells how much room there is."""

    def space(self, folder: Path) -> Space:
        """Return the room of the disk that holds `folder`, or will hold it."""
        ...


class DiskRoom:
    """Asks the system."""

    def space(self, folder: Path) -> Space:
        """Return what the system says of the nearest folder that exists."""
        with translating():
            there = next((path for path in (folder, *folder.parents) if path.exists()), folder)
            usage = shutil.disk_usage(there)
        return Space(usage.free, usage.total)


def require_room(folder: Path, room: Room | None = None) -> None:
    """Return quietly where something new may be taken in; `StorageError` with what is left otherwise."""
    space = (room or DiskRoom()).space(folder)
    if space.short:
        raise StorageError(
            f"The practice's disk is full but for {space.free // MEGABYTE} MB: nothing new is taken in.",
            "Free some space on this disk; what is there can be worked on meanwhile.",
        )


def require_space_for(folder: Path, size: int, what: str, room: Room | None = None) -> None:
    """Return quietly where `size` bytes fit and leave the floor; `StorageError` says how much is needed otherwise."""
    space = (room or DiskRoom()).space(folder)
    left = min(FLOOR, space.total // _SHARE)
    if space.free < size + left:
        need, free = (size + left) // MEGABYTE + 1, space.free // MEGABYTE
        raise StorageError(
            f"There is no room for {what}: it needs {need} MB free, and there are {free} MB.",
            "Free some space on this disk; it is tried again then.",
        )
