"""What an intake tells while it goes on. Each says whose client it is about, so that no screen shows another's.

They come on threads of the runner, in the order in which things happened to each document.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bookdesk.capture.service import Intake as Standing
from bookdesk.core.errors import BookDeskError


@dataclass(frozen=True, slots=True)
class Counts:
    """How far an intake is: `of` files were found, `sealed` have their number, `read` have an outcome.

    Files that cannot be taken are not among them; they are counted in `skipped`.
    """

    sealed: int = 0
    read: int = 0
    of: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """A file is sealed and has its intake number: whatever happens now, it is in the books."""

    client_id: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that was not taken, and why, in whole sentences.

    `is_statement` says that it belongs to the bank; `path` is where it lies, if it is a file of its own.
    """

    client_id: str
    name: str
    reason: str
    is_statement: bool = False
    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """A document is being read."""

    client_id: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class PageRead:
    """So many pages of a document with several are read."""

    client_id: str
    document_id: str
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Done:
    """A document has its outcome: to review, duplicate, not payable or failed, with the reason."""

    client_id: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Progressed:
    """How far the intake is now."""

    client_id: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that concerns not one document but the work itself; told once, whatever number it keeps waiting."""

    client_id: str
    error: BookDeskError


@dataclass(frozen=True, slots=True)
class Paused:
    """Nothing further is read until `resume`: somebody paused it, or a problem did."""

    client_id: str


@dataclass(frozen=True, slots=True)
class Resumed:
    """Reading goes on."""

    client_id: str


@dataclass(frozen=True, slots=True)
class Finished:
    """Everything that was dropped has its outcome, but for `waiting` documents that are sealed and not read."""

    client_id: str
    counts: Counts
    waiting: int


Event = Taken | LeftOut | Started | PageRead | Done | Progressed | Problem | Paused | Resumed | Finished


class Listener(Protocol):
    """Whoever shows how an intake goes on."""

    def hear(self, event: Event) -> None:
        """Take the message; called from threads of the runner, never from two of one client at once."""
        ...
