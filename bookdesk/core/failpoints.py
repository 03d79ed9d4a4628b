"""Named points in the steps where a crash hurts most: tests stop, kill or fail the program exactly there.

Nothing is installed in the program as it runs, and nothing outside this process can install anything: no variable of
the environment, no setting, no argument reaches it. A point costs some thirty nanoseconds then.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

Hook = Callable[[str], None]
"""Told the name of each point as it is reached; it may raise, wait or end the process."""

POINTS: Final = (
    "file: written aside",
    "file: in place",
    "document: sealed",
    "change: begun",
    "change: before seal",
    "change: sealed",
    "change: committed",
    "capture: document sealed",
    "capture: row committed",
    "approve: signed",
    "approve: committed",
    "release: file written",
    "release: before commit",
    "release: committed",
    "mail: sending",
    "mail: answered",
    "mailbox: documents kept",
    "mailbox: noted",
    "folder: documents kept",
    "backup: database copied",
    "backup: before manifest",
    "backup: before rename",
    "backup: made",
    "prune: set renamed",
    "prune: set removed",
    "prune: document removed",
    "restore: file brought",
    "restore: before rename",
    "restore: brought",
    "migration: copied",
    "migration: migrated",
    "migration: before swap",
    "migration: swapped",
    "move: set aside",
    "move: taken in",
    "move: acknowledged",
    "rotate: copied",
    "rotate: committed",
    "rotate: practice copied",
    "rotate: key file written",
    "rotate: before swap",
    "rotate: swapped",
    "erase: key destroyed",
    "swap: before",
    "slots: between copies",
    "slots: written",
)
"""All names, the step before the colon; a test reaches each of them."""


class _Installed:
    """Holds the one hook."""

    hook: Hook | None = None


def reach(name: str) -> None:
    """Tell the installed hook, if there is one, that the program has come to this point."""
    if _Installed.hook is not None:
        _Installed.hook(name)


def install(hook: Hook | None) -> None:
    """Have every point tell `hook` from now on; none puts the program back as it is without tests."""
    _Installed.hook = None if hook is None else staticmethod(hook)
