"""On which days the statements of a month go out: from a chosen day of the next month on, once. Pure.

What is stated is always the month before, so whatever the clock does, a day belongs to one month and no other. Who was
away on the day itself is served within the days after it; later a statement would be old news.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bookdesk.core.dates import add_months
from bookdesk.core.errors import InputError
from bookdesk.receivables.firstday import FirstDay, approval_holds

LATEST: Final = 28
"""The last day that every month has."""
SERVED: Final = 10
"""Days on which they go out, with the chosen one: a desk that was off for a week and a half serves them still."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month that is stated, from `since` through `until`; its statements go out from `begins` through `ends`."""

    since: date
    until: date
    begins: date
    ends: date


def checked_day(day: int) -> int:
    """Return a day of the month that may be chosen; `InputError` for one that some months do not have."""
    if not 1 <= day <= LATEST:
        raise InputError(f"Not every month has a day {day}.", f"Choose one from 1 to {LATEST}.")
    return day


def stated(day: int, today: date) -> Month:
    """Return the month whose statements go out on `today`, or else the one whose statements go out next."""
    first = today.replace(day=1)
    months = (_month(day, add_months(first, ahead)) for ahead in (-1, 0, 1))
    return next(month for month in months if today <= month.ends)


def not_now(day: int | None, first_day: FirstDay, today: date) -> str | None:
    """Return in a sentence why none is written by itself on `today`, or `None` where they are.

    Nobody saw statements on the list that he approved, so they go out from the next day on.
    """
    if day is None:
        return "Monthly statements are switched off."
    approved = first_day.approved
    if approved is None or not approval_holds(first_day):
        return "The first list of reminders is not approved yet."
    if today <= approved.day:
        return f"The first list was approved on {approved.day.isoformat()}: they go out from the next day on."
    month = stated(day, today)
    if not month.begins <= today <= month.ends:
        return f"They go out from {month.begins.isoformat()} on."
    return None


def _month(day: int, first: date) -> Month:
    """Return the month whose statements go out in the one that begins with `first`."""
    begins, until = first.replace(day=checked_day(day)), first - timedelta(days=1)
    return Month(until.replace(day=1), until, begins, begins + timedelta(days=SERVED - 1))
