"""What a file's bookings show before they are taken in."""

from __future__ import annotations

from bookdesk.banking.previewing import Novelty, SampleLine
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill

_NOVELTY = {
    Novelty.NEW: Pill("add", "New", Tone.GOOD),
    Novelty.KNOWN: Pill("check", "Here already"),
    Novelty.EARLY: Pill("info", "Before the opening", Tone.INFO),
}


def novelty_pill(one: SampleLine) -> Pill:
    """Return what would become of a booking."""
    return _NOVELTY[one.novelty]


SAMPLES: tuple[Column[SampleLine], ...] = (
    Column("day", "Day", 92, lambda one: wording.day(one.day)),
    Column(
        "words", "What the bank says", 240, lambda one: one.description, note=lambda one: one.description, grows=True
    ),
    Column("payee", "Payee", 140, lambda one: one.payee or "", muted=True, spare=2),
    Column("amount", "Amount", 104, lambda one: wording.amount(one.amount), number=True),
    Column("balance", "Balance", 104, lambda one: wording.amount(one.balance), number=True, muted=True, spare=1),
    Column("novelty", "", 140, lambda one: novelty_pill(one).words, pill=novelty_pill),
)
