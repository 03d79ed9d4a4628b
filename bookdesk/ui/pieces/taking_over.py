"""What is said after something was taken over from the old system, or was not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QLocale, QObject

from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.ledger.owner import NotStarted
from bookdesk.office.newclient import can_start, start_books
from bookdesk.takeon.service import Taken
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces import countries
from bookdesk.ui.pieces.dates import typed_day
from bookdesk.ui.pieces.prompt import Prompt

SHEET_AGAIN = "Choose a sheet again"
_NAMED = 8
"""Names that a note has room for."""


def ask_posting_day(
    prompt: Prompt, sheet: Path, today: date, locale: QLocale, then: Callable[[Path, date], None]
) -> None:
    """Ask on which day the documents of a sheet are posted; one that is none, or still to come, is asked for again."""

    def day_of(text: str) -> date:
        day = typed_day(text, today, locale)
        if day > today:
            raise InputError(f"{wording.day(day)} is still to come.", "Write a day until today.")
        return day

    prompt.ask(
        f"On which day is {sheet.name} posted? Usually the last one in the old system.",
        "Take over",
        lambda text: then(sheet, day_of(text)),
        hint=f"e.g. {wording.day(today.replace(day=1) - timedelta(days=1))}",
        check=day_of,
    )


def taken_over(taken: Taken) -> Message:
    """Return how many rows came and what is open of them in all, to be held against the old system."""
    words = f"{wording.count(taken.count, taken.what.removesuffix('s'), taken.what)} taken over"
    words += f", open in all {wording.sums(taken.totals)}." if taken.totals else "."
    held = "Compare it with the old system's ageing." if taken.totals else ""
    names = [*taken.made[:_NAMED], *([f"and {len(taken.made) - _NAMED} more"] if len(taken.made) > _NAMED else [])]
    made = f"New by this sheet, check their spelling: {', '.join(names)}." if names else ""
    notes = " ".join(filter(None, (held, made, taken.of_accounts)))
    return Message(words, Tone.WARN if names or taken.typed else Tone.GOOD, notes)


def not_taken_over(
    error: BookDeskError, desktop: Desktop, owner: QObject, again: Callable[[], object], label: str = ""
) -> Message:
    """Return why nothing was taken over; `again` is what mends it, under this label, or goes on once books are started.

    Books that were not started yet are offered the chart of the client's country.
    """
    named = desktop.office.named
    if isinstance(error, NotStarted):
        return _not_started(error, desktop, owner, again)
    return Message(named(error.what), Tone.BAD, named(error.remedy), label, again if label else None)


def _not_started(error: NotStarted, desktop: Desktop, owner: QObject, then: Callable[[], object]) -> Message:
    client_id = desktop.client_id
    entry = desktop.office.entry(client_id)
    country = countries.name_of(entry.profile.country or "")
    if not can_start(entry):
        return Message(error.what, Tone.BAD, f"There is none for {country or 'its country'} yet.")

    def go_on(_: None) -> None:
        then()

    def start() -> None:
        desktop.act(client_id, owner, start_books, go_on)

    remedy = f"{country}: a small chart and the dated tax codes, to be added to."
    return Message(error.what, Tone.WARN, remedy, "Start with this chart", start)
