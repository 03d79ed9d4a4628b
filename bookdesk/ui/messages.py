"""What is said and where one may go: plain values that any part of the window may use, also before the desk is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bookdesk.ui.look.tokens import Tone


@dataclass(frozen=True, slots=True)
class Place:
    """Where to go: a screen, the client it shows, one of the screen's named lists, and a record in it.

    `files` are brought along, for the screen to take. `back` is where a record that was opened from a list leads back
    to, where that is not the screen's own. `order` is the column that this list is sorted by, the last first where it
    is `descending`: what comes next is what comes next there. `contact` is whose records are to be shown, or whom a new
    one is for; `act` is a command of that screen with which to begin.
    """

    screen: str
    client_id: str | None = None
    view: str = ""
    item: str = ""
    files: tuple[Path, ...] = ()
    back: Place | None = None
    order: str = ""
    descending: bool = False
    contact: str = ""
    act: str = ""


PRACTICE: Final = "practice"
"""The list of the history that is the practice's own, and no client's."""
ALL_ACTS: Final = "all"
"""The list of everything that happened to a client."""


def history_of(table: str, row_id: str, client_id: str | None = None, *, of_practice: bool = False) -> Place:
    """Return where all that happened to one record is shown: of the client in front, another one, or the practice."""
    return Place("history", client_id, view=PRACTICE if of_practice else "", item=f"{table}:{row_id}")


@dataclass(frozen=True)
class Message:
    """What a toast or banner says: what happened, what to do, and an act that can be done from it."""

    words: str
    tone: Tone = Tone.PLAIN
    remedy: str = ""
    label: str = ""
    act: Callable[[], object] | None = None
