"""The rows of a statement of account: what changed what is owed, and what was owed after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bookdesk.core.money import Money
from bookdesk.receivables.statements import AccountStatement
from bookdesk.ui import wording
from bookdesk.ui.pieces.columns import Column


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a statement, its opening or its closing; `key` tells it from the others."""

    key: str
    day: date
    words: str
    amount: Money | None
    balance: Money


ROWS: tuple[Column[Line], ...] = (
    Column("day", "On", 92, lambda one: wording.day(one.day)),
    Column("words", "What", 200, lambda one: one.words, grows=True),
    Column("amount", "Amount", 116, lambda one: wording.amount(one.amount), number=True),
    Column("balance", "Owed", 128, lambda one: wording.money(one.balance), number=True),
)


def lines_of(statements: Sequence[AccountStatement]) -> list[Line]:
    """Return all rows of a customer's statements, currency after currency."""
    found: list[Line] = []
    for one in statements:
        found.append(Line(f"{one.currency} opening", one.since, "Owed before", None, one.opening))
        for place, row in enumerate(one.rows):
            due = f", due {wording.day(row.due)}" if row.due else ""
            words = f"{row.kind.value.capitalize()} {row.number}".strip() + due
            found.append(Line(f"{one.currency} {place}", row.day, words, row.amount, row.balance))
        found.append(Line(f"{one.currency} closing", one.until, "Owed at the end", None, one.closing))
    return found
