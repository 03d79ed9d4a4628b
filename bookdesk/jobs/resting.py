"""When a file in a watched folder is complete: it looks the same twice in a row. Pure.

Nobody says that he has finished writing a file. So a file counts as complete when its size and time of change are what
they were at the last look, and when it is not called as programs call what they still write. An empty one is given more
time: scanners make the file first, and write it once all pages are through.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

UNFINISHED: Final = (".tmp", ".temp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".opdownload")
"""Endings under which browsers, scanners and file transfers write."""
_HIDDEN: Final = (".", "~$", "~")
_OFFLINE: Final = 0x1000 | 0x40000 | 0x400000
"""FILE_ATTRIBUTE_OFFLINE, _RECALL_ON_OPEN, _RECALL_ON_DATA_ACCESS: the cloud has it, and opening it would fetch it."""
_DATALESS: Final = 0x40000000  # SF_DATALESS, the same on macOS


@dataclass(frozen=True, slots=True)
class Sight:
    """A file as it was seen: bytes, and nanoseconds of its last change."""

    size: int
    changed: int


def is_foreign(name: str) -> bool:
    """Return whether a file of this name is not for us: hidden, a program's own, or not yet complete."""
    lowered = name.casefold()
    return lowered.startswith(_HIDDEN) or lowered.endswith(UNFINISHED) or lowered in {"thumbs.db", "desktop.ini"}


def is_elsewhere(attributes: int, flags: int) -> bool:
    """Return whether only a cloud has the file's bytes, by its attributes on Windows and its flags on macOS."""
    return bool(attributes & _OFFLINE or flags & _DATALESS)


@dataclass
class Rest:
    """Remembers one folder's files from look to look; `patience` is how many looks an empty one is left alone."""

    patience: int = 6
    _last: dict[str, Sight] = field(default_factory=dict)
    _done: dict[str, Sight] = field(default_factory=dict)
    _empty: dict[str, int] = field(default_factory=dict)

    def look(self, seen: Mapping[str, Sight]) -> list[str]:
        """Return the files at rest that were not dealt with as they are, by name; of empty ones what stayed empty."""
        self._empty = {name: self._empty.get(name, 0) + 1 for name, sight in seen.items() if not sight.size}
        at_rest = [
            name
            for name, sight in seen.items()
            if self._last.get(name) == sight and (sight.size or self._empty[name] >= self.patience)
        ]
        self._last = dict(seen)
        self._done = {name: sight for name, sight in self._done.items() if seen.get(name) == sight}
        return sorted(name for name in at_rest if name not in self._done)

    def done(self, name: str, sight: Sight) -> None:
        """Let a file alone as long as it stays as it is."""
        self._done[name] = sight

    def forget(self) -> None:
        """Know nothing any more, as after the folder was away."""
        self._last.clear()
