"""Ledger balance = statement balance + deposits in transit - unpresented payments. Pure.

What the bank shows before the books do (a line matched with an entry of a later day) is taken off again; what the
bank shows and the books do not know at all makes the difference.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Posted:
    """What an entry did to the bank's ledger account: debit positive.

    `cleared_on` is the day from which bank and books both have all of its match: with one line, that line's day.
    """

    entry: str
    day: date
    amount: int
    narration: str
    cleared_on: date | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the statement. `posted_on` is the day from which its match was complete; None if it was not matched."""

    line: str
    day: date
    amount: int
    text: str
    posted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How ledger and statement compare at the end of a day, in minor units; `difference` is zero if they agree."""

    day: date
    statement_balance: int
    ledger_balance: int
    in_transit: tuple[Posted, ...]
    unpresented: tuple[Posted, ...]
    early: tuple[Shown, ...]
    unmatched: tuple[Shown, ...]
    difference: int

    @property
    def outstanding(self) -> int:
        """The sum of deposits in transit less unpresented payments."""
        return sum(item.amount for item in (*self.in_transit, *self.unpresented))


def compare(
    day: date, statement_balance: int, ledger_balance: int, posted: Iterable[Posted], shown: Iterable[Shown]
) -> Outcome:
    """Compare at the end of `day`: what cleared later was outstanding then, what was booked later was early."""
    waiting = sorted((item for item in posted if _outstanding(item, day)), key=lambda item: (item.day, item.entry))
    lines = sorted((item for item in shown if item.day <= day), key=lambda item: (item.day, item.line))
    early = tuple(item for item in lines if item.posted_on is not None and item.posted_on > day)
    expected = statement_balance + sum(item.amount for item in waiting) - sum(item.amount for item in early)
    return Outcome(
        day,
        statement_balance,
        ledger_balance,
        in_transit=tuple(item for item in waiting if item.amount > 0),
        unpresented=tuple(item for item in waiting if item.amount < 0),
        early=early,
        unmatched=tuple(item for item in lines if item.posted_on is None),
        difference=ledger_balance - expected,
    )


def _outstanding(item: Posted, day: date) -> bool:
    """Return whether an entry was in the books at the end of `day` but not on the statement."""
    return item.day <= day and (item.cleared_on is None or item.cleared_on > day)
