"""What is paid again and again and entered once: wages, tax, loans, rent; its days, month ends included. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bookdesk.core.dates import add_business_days, add_months, end_of_month, is_business_day
from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import CommitmentSort, Rhythm, Shift

_DAYS = {Rhythm.WEEKLY: 7, Rhythm.FORTNIGHTLY: 14}
_MONTHS = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3, Rhythm.YEARLY: 12}


@dataclass(frozen=True, slots=True)
class Commitment:
    """A payment that recurs from `first` until `last`; `amount` is positive where money comes in.

    `month_end` keeps it on the last day of the month, also where `first` is the last of a short one (30 April, then 31
    May). A 31st without it falls back to the last day of a shorter month and returns to the 31st after.
    """

    id: str
    name: str
    sort: CommitmentSort
    amount: Money
    first: date
    rhythm: Rhythm
    last: date | None = None
    month_end: bool = False
    shift: Shift = Shift.BEFORE

    def __post_init__(self) -> None:
        """Refuse what never is."""
        if self.last is not None and self.last < self.first:
            raise InputError(f"{self.name} ends before it begins.", "Give a last day that is not before the first.")
        if self.month_end and self.rhythm not in _MONTHS:
            raise InputError(
                f"{self.name} is to stand at month ends but does not count in months.",
                "Let it recur every month, quarter or year, or leave the month end out.",
            )


def due_days(one: Commitment, first: date, last: date) -> Iterator[date]:
    """Yield its days from `first` to `last`, as the calendar has them, before any is shifted."""
    for number in range((last - one.first).days + 1):
        day = _nth(one, number)
        if day > last or (one.last is not None and day > one.last) or (number and one.rhythm is Rhythm.ONCE):
            return
        if day >= first:
            yield day


def paid_days(one: Commitment, first: date, last: date, holidays: Collection[date] = ()) -> Iterator[date]:
    """Yield the days from `first` to `last` on which the bank moves it."""
    around = timedelta(days=_FURTHEST)
    for day in due_days(one, first - around, last + around):
        moved = _moved(day, one.shift, holidays)
        if first <= moved <= last:
            yield moved


_FURTHEST = 14
"""Days within which some bank works, whatever the holidays."""


def _moved(day: date, shift: Shift, holidays: Collection[date]) -> date:
    if is_business_day(day, holidays):
        return day
    return add_business_days(day, -1 if shift is Shift.BEFORE else 1, holidays)


def _nth(one: Commitment, number: int) -> date:
    """Return its day of that number, always counted from the first, so that a short month leaves no trace."""
    months = _MONTHS.get(one.rhythm)
    if months is None:
        return one.first + timedelta(days=_DAYS.get(one.rhythm, 0) * number)
    day = add_months(one.first, months * number)
    return end_of_month(day) if one.month_end else day
