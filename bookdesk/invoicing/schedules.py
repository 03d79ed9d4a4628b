"""Invoices that recur: on which days, and which of them are due on a day, each once whatever the clock does. Pure.

All days are plain dates in the client's time zone. Each is counted from the first day, never from the one before, so
that a 31st is the last day of shorter months and a 31st again afterwards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, islice

from bookdesk.core.dates import add_months, end_of_month
from bookdesk.core.errors import InputError
from bookdesk.core.vocabulary import CatchUp, Every

_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Pause:
    """From `first` to `last`, both included, nothing is billed nor caught up later; no `last` is until further."""

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        """Refuse a pause that ends before it begins."""
        if self.last is not None and self.last < self.first:
            raise InputError(f"The pause ends on {self.last}, before it begins.", "Exchange the two days.")

    def covers(self, day: date) -> bool:
        """Whether that day is not billed."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Schedule:
    """Every `interval` weeks, months, quarters or years from `first` on.

    It ends after the day `until`, after `times` invoices (a paused day counts as none), or never. `month_end` bills on
    the last day of the month where `first` is a shorter month's last, as 28 February or 30 April.
    """

    id: str
    first: date
    every: Every
    interval: int = 1
    until: date | None = None
    times: int | None = None
    pauses: tuple[Pause, ...] = ()
    catch_up: CatchUp = CatchUp.EACH
    month_end: bool = False

    def __post_init__(self) -> None:
        """Refuse a schedule that never bills."""
        if self.interval < 1 or (self.times is not None and self.times < 1):
            raise InputError("A schedule bills every one or more, and at least once.", "Write whole numbers from 1 up.")
        if self.until is not None and self.until < self.first:
            raise InputError(f"The schedule ends on {self.until}, before its first day.", "Let it end later.")
        if self.month_end and (self.every is Every.WEEK or self.first != end_of_month(self.first)):
            raise InputError(
                f"{self.first} is not the last day of a month, or the schedule counts weeks.",
                "Begin on the last day of a month, or bill on a fixed day.",
            )

    def day(self, index: int) -> date:
        """Return the day of an occurrence, counted from 0, paused or not."""
        if self.every is Every.WEEK:
            return self.first + timedelta(weeks=self.interval * index)
        found = add_months(self.first, _MONTHS[self.every] * self.interval * index)
        return end_of_month(found) if self.month_end else found

    def key(self, day: date) -> str:
        """Return what an invoice of that day is known by.

        It says schedule and day, not a count, so that a schedule that was changed bills no day a second time.
        """
        return f"{self.id}/{day.isoformat()}"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """An invoice to be made: `day` is the last of the `days` that it bills, `keys` are theirs.

    Whoever makes it writes all its keys, unique in the books, together with the invoice: a second start that had seen
    the same then fails as a whole, and nothing is billed twice.
    """

    day: date
    days: tuple[date, ...]
    keys: tuple[str, ...]


def days(schedule: Schedule) -> Iterator[date]:
    """Yield the days that are billed, in order; without end where the schedule has none."""
    return islice(_unpaused(schedule), schedule.times)


def due(schedule: Schedule, today: date, made: Collection[str]) -> tuple[Occurrence, ...]:
    """Return what is to be made as at `today`, oldest first; `made` are the keys written so far.

    It depends on nothing else, so it is the same after a day or 40 days offline, and a clock that was set back finds
    made what was made.
    """
    missed = [day for day in _until(schedule, today) if schedule.key(day) not in made]
    if schedule.catch_up is CatchUp.ONE:
        return (_occurrence(schedule, missed),) if missed else ()
    return tuple(_occurrence(schedule, [day]) for day in missed)


def coming(schedule: Schedule, today: date, most: int) -> tuple[date, ...]:
    """Return the next days after `today`, at most so many: what a person sees before he switches a schedule on."""
    return tuple(islice((day for day in days(schedule) if day > today), most))


def ended(schedule: Schedule, today: date, made: Collection[str]) -> bool:
    """Whether the schedule will never bill again; one that is paused until further has not ended."""
    waits = any(pause.last is None for pause in schedule.pauses) and not _exhausted(schedule)
    return not waits and not due(schedule, today, made) and not coming(schedule, today, 1)


def _exhausted(schedule: Schedule) -> bool:
    """Whether `times` or `until` are reached before a pause until further begins."""
    begins = min(pause.first for pause in schedule.pauses if pause.last is None)
    billed = sum(1 for _ in days(schedule))
    return billed == schedule.times or (schedule.until is not None and schedule.until < begins)


def _unpaused(schedule: Schedule) -> Iterator[date]:
    for index in count():
        day = schedule.day(index)
        covering = [pause for pause in schedule.pauses if pause.covers(day)]
        if (schedule.until is not None and day > schedule.until) or any(pause.last is None for pause in covering):
            return
        if not covering:
            yield day


def _until(schedule: Schedule, today: date) -> Iterator[date]:
    for day in days(schedule):
        if day > today:
            return
        yield day


def _occurrence(schedule: Schedule, billed: list[date]) -> Occurrence:
    return Occurrence(billed[-1], tuple(billed), tuple(schedule.key(day) for day in billed))
