"""What suggestions, open items and the parts of a match show of themselves."""

from __future__ import annotations

from collections.abc import Sequence

from bookdesk.banking.matched_items import MatchedItem
from bookdesk.banking.proposing import Proposal
from bookdesk.banking.targets import Kind, Target
from bookdesk.banking.whose import Said
from bookdesk.core.money import Money
from bookdesk.ui import wording
from bookdesk.ui.bank.table import band, said_of, why_of
from bookdesk.ui.pieces.columns import Column

PROPOSALS: tuple[Column[Proposal], ...] = (
    Column("rank", "", 32, lambda one: str(one.rank), muted=True),
    Column("what", "What it may be", 200, said_of, note=why_of, grows=True),
    Column("band", "", 92, lambda one: band(one).words, pill=band),
)
_KINDS = {
    Kind.PAYMENT: "Payment",
    Kind.RUN: "Payment run",
    Kind.BILL: "Bill",
    Kind.CREDIT_NOTE: "Credit note",
    Kind.INVOICE: "Invoice",
    Kind.RECEIPT: "On account",
    Kind.ENTRY: "Entry",
}
TARGETS: tuple[Column[Target], ...] = (
    Column("kind", "Kind", 88, lambda one: _KINDS[one.kind], muted=True, spare=3),
    Column("who", "Whom", 120, lambda one: one.contact, grows=True),
    Column("number", "Number", 92, lambda one: one.number, spare=1),
    Column("due", "Due", 92, lambda one: wording.day(one.due), spare=2),
    Column("amount", "Open", 100, lambda one: wording.amount(one.amount), number=True),
)


def fitting(targets: Sequence[Target], text: str, near: Money | None, said: str = "") -> list[Target]:
    """Return the open items that contain every word typed.

    Those that the line's text `said` speaks of come first, by number, then by name; among them the nearest amount.
    """
    words = text.casefold().split()
    found = [one for one in targets if all(word in _text(one) for word in words)]
    if near is None:
        return found
    line = Said(said)

    def rank(one: Target) -> tuple[bool, int, int]:
        likeness = line.likeness(one.contact, one.number, one.reference)
        return one.amount.currency != near.currency, -likeness, abs(one.amount.minor - near.minor)

    return sorted(found, key=rank)


def _text(one: Target) -> str:
    return f"{one.number} {one.contact} {_KINDS[one.kind]} {one.amount.text} {wording.amount(one.amount)}".casefold()


MATCHED: tuple[Column[MatchedItem], ...] = (
    Column("words", "Matched with", 200, lambda one: one.words, note=lambda one: one.words, grows=True),
    Column("day", "Of", 92, lambda one: wording.day(one.day), spare=1),
    Column("amount", "Amount", 100, lambda one: wording.amount(one.amount), number=True),
)
