"""Which days an invoice of a schedule bills, and how they are called in its text. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count

from bookdesk.core.dates import MONTHS_IN_YEAR, add_months, end_of_month
from bookdesk.core.vocabulary import Every
from bookdesk.formats.paper.figures import Figures
from bookdesk.formats.paper.wording import LANGUAGES
from bookdesk.invoicing.entered import EnteredLine
from bookdesk.invoicing.schedules import Schedule

PERIOD = "{period}"
"""What stands for the billed days in the text of a line."""
_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: MONTHS_IN_YEAR}
_DASH = " \u2013 "


@dataclass(frozen=True, slots=True)
class Period:
    """Days that are billed, both included."""

    first: date
    last: date

    def text(self, locale: str | None) -> str:
        """Return the period in the customer's language: `July 2026`, `July 2026 - September 2026`, or its two days."""
        figures = Figures(_known(locale))
        if self.first.day == 1 and self.last == end_of_month(self.last):
            first, last = figures.month(self.first), figures.month(self.last)
            return first if first == last else f"{first}{_DASH}{last}"
        return f"{figures.day(self.first)}{_DASH}{figures.day(self.last)}"


def period(schedule: Schedule, days: Sequence[date]) -> Period:
    """Return what an invoice for these days bills: from the first of them until the day before the one after the last.

    A schedule on the last day of the month bills the month that ends, any other what begins on its day.
    """
    first, last = min(days), max(days)
    if schedule.month_end:
        months = _MONTHS[schedule.every] * schedule.interval
        return Period(add_months(first.replace(day=1), 1 - months), last)
    following = next(day for day in map(schedule.day, count()) if day > last)
    return Period(first, following - timedelta(days=1))


def billed(lines: Sequence[EnteredLine], of: Period, times: int, locale: str | None) -> tuple[EnteredLine, ...]:
    """Return the lines of a schedule for a period: its name in their text, its days, and `times` as much of each."""
    said = of.text(locale)
    return tuple(
        replace(
            one,
            description=one.description.replace(PERIOD, said),
            detail=one.detail.replace(PERIOD, said) if one.detail else None,
            quantity=one.quantity * times,
            served_from=of.first,
            served_to=of.last,
        )
        for one in lines
    )


def _known(locale: str | None) -> str:
    language = (locale or "").partition("-")[0]
    return locale if locale and language in LANGUAGES else LANGUAGES[0]
