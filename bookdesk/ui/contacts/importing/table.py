"""What a sheet of customers shows of its rows before they come in."""

from __future__ import annotations

from bookdesk.takeon.customers import Looked, Outcome
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill

_PILLS = {
    Outcome.NEW: Pill("add", "New", Tone.GOOD),
    Outcome.SAME: Pill("check", "Same as here"),
    Outcome.CHANGED: Pill("conflict", "Other than here", Tone.INFO),
    Outcome.REFUSED: Pill("failed", "Refused", Tone.BAD),
}

ROWS: tuple[Column[Looked], ...] = (
    Column("line", "Line", 60, lambda one: str(one.line), number=True, spare=1),
    Column("name", "Customer", 200, lambda one: one.name, grows=True),
    Column("outcome", "", 150, lambda one: _PILLS[one.outcome].words, pill=lambda one: _PILLS[one.outcome]),
    Column("words", "What is to be said", 330, lambda one: one.words, note=lambda one: one.words, muted=True),
)
