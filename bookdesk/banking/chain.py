"""Up to which day the bank's own balances prove the lines, or where they first do not follow. Pure.

Two kinds of witness: balances that stand beside lines, and closing balances of statements. A day is proved when one of
its own balances is what opening balance and lines lead to at its end; it breaks the chain when all its lines have one
and none of them is. A closing balance may have been told some days after the last booking of its statement.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class BankDay:
    """A day's lines: how many, their sum, and the balances the bank shows beside them, in minor units.

    `statement` is one that the day's lines came with.
    """

    day: date
    amount: int
    lines: int
    balances: tuple[int, ...]
    statement: str


@dataclass(frozen=True, slots=True)
class Closing:
    """A statement's closing balance: at its last booking's day or later, but not after it was imported (`until`).

    One that is `doubtful` may be of a day that is not known; it proves, but where it does not fit, it breaks nothing.
    """

    statement: str
    day: date
    until: date
    balance: int
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Break:
    """The first day on which the bank's balance is not what the lines lead to, and the statement that says so."""

    day: date
    statement: str
    stated: int
    expected: int

    @property
    def missing(self) -> int:
        """What bookings up to that day are missing, or too many, in sum."""
        return self.stated - self.expected


@dataclass(frozen=True, slots=True)
class Chain:
    """`proven_to` is the last proved day before any break; None where nothing is proved."""

    proven_to: date | None
    broken: Break | None = None


def prove(opening: int, days: Sequence[BankDay], closings: Sequence[Closing]) -> Chain:
    """Hold the days (oldest first) and the bank's balances against each other."""
    sums = accumulate((one.amount for one in days), initial=opening)
    next(sums)
    ends = dict(zip((one.day for one in days), sums, strict=True))
    ordered = list(ends)
    found = [_beside_lines(one, ends[one.day]) for one in days]
    found += [_closed(closing, ordered, ends, opening) for closing in closings]
    breaks = [one for one in found if isinstance(one, Break)]
    broken = min(breaks, key=lambda one: one.day, default=None)
    proved = [one for one in found if isinstance(one, date) and (broken is None or one < broken.day)]
    return Chain(max(proved, default=None), broken)


def _beside_lines(told: BankDay, end: int) -> date | Break | None:
    """Return the day if a balance beside its lines is that of its end, a break if none is, None if that is open.

    Any of them may be the last of the day: banks list a day in either direction. It may also be a line without one.
    """
    if end in told.balances:
        return told.day
    if len(told.balances) < told.lines:
        return None
    return Break(told.day, told.statement, told.balances[-1], end)


def _closed(closing: Closing, ordered: Sequence[date], ends: Mapping[date, int], opening: int) -> date | Break | None:
    """Return the closing's day if it is what the lines lead to then, or later before the import; else a break."""
    at = bisect_right(ordered, closing.day)
    expected = ends[ordered[at - 1]] if at else opening
    later = ordered[at : bisect_right(ordered, closing.until)]
    if closing.balance in {expected, *(ends[day] for day in later)}:
        return closing.day
    return None if closing.doubtful else Break(closing.day, closing.statement, closing.balance, expected)
