"""Dates as people type them: short, without a year, relative, or by name.

    today, t, yesterday, tomorrow     the day they say
    eom                               the last day of the month
    +30, -3, +2w, +1m                 days, weeks or months from the day that is counted from
    12, 3/11, 3.11.                   without month or year: the nearest such day
    0311, 031126, 03112026            digits alone, in the order of the person's country
    3/11/2026, 3 Nov 26, 2026-11-03   what `dates.human_date` reads

What may be two days says so, unless the order of the person's country is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from bookdesk.core.dates import DateReading, DayOrder, NotADate, add_months, end_of_month, human_date

_BY_NAME = {"today": 0, "t": 0, "yesterday": -1, "tomorrow": 1}
_RELATIVE = re.compile(r"([+-])\s*([0-9]{1,4})\s*([dwm]?)")
_SHORT = re.compile(r"([0-9]{1,2})(?:\s*[./ -]\s*([0-9]{1,2}))?\s*[./-]?")
_DIGITS = re.compile(r"([0-9]{2})([0-9]{2})((?:[0-9]{2}){0,2})")
_MOST_MONTHS = 1200
_FAR = (date.min + timedelta(days=20_000), date.max - timedelta(days=20_000))
"""Days that are counted from lie between these, so that no sum leaves the calendar."""


def typed_date(text: str, base: date, order: DayOrder | None = None) -> DateReading:
    """Read a date as typed; `base` is what is counted from, `order` how the person writes. `NotADate` for all else."""
    folded = text.strip().casefold()
    if not _FAR[0] <= base <= _FAR[1]:
        raise NotADate(text)
    if folded in _BY_NAME:
        return DateReading((base + timedelta(days=_BY_NAME[folded]),))
    if folded == "eom":
        return DateReading((end_of_month(base),))
    if relative := _RELATIVE.fullmatch(folded):
        return DateReading((_moved(base, relative),))
    if short := _SHORT.fullmatch(folded):
        return _nearest(text, short, base, order)
    digits = _DIGITS.fullmatch(folded)
    if digits and not _is_compact_iso(folded):
        return _of_digits(text, digits, base, order)
    return human_date(text, order)


def _moved(base: date, found: re.Match[str]) -> date:
    count = int(found[1] + found[2])
    if found[3] == "m":
        return add_months(base, max(-_MOST_MONTHS, min(count, _MOST_MONTHS)))
    return base + timedelta(days=count * (7 if found[3] == "w" else 1))


def _nearest(text: str, found: re.Match[str], base: date, order: DayOrder | None) -> DateReading:
    """Return the day of any month, or the day and month of any year, that lies nearest to `base`."""
    first = int(found[1])
    if found[2] is None:
        months = [add_months(base.replace(day=1), step) for step in (-1, 0, 1)]
        return _reading(text, (_closest(base, [_day(month.year, month.month, first) for month in months]),))
    if "." in found[0]:  # only those who write the day first write dots
        order = DayOrder.DAY_FIRST
    second = int(found[2])
    day_first, month_first = _in_year_near(base, second, first), _in_year_near(base, first, second)
    by_order = {DayOrder.DAY_FIRST: (day_first, month_first), DayOrder.MONTH_FIRST: (month_first, day_first)}
    if order is None:
        return _reading(text, (day_first, month_first))
    wanted, other = by_order[order]
    return _reading(text, (wanted or other,))  # 31/1 can only be meant one way, whatever the country


def _of_digits(text: str, found: re.Match[str], base: date, order: DayOrder | None) -> DateReading:
    """Return day, month and perhaps year written without anything between them."""
    if not found[3]:
        return _nearest(text, _short(f"{found[1]}/{found[2]}"), base, order)
    return human_date(f"{found[1]}/{found[2]}/{found[3]}", order)


def _short(text: str) -> re.Match[str]:
    found = _SHORT.fullmatch(text)
    if found is None:
        raise NotADate(text)
    return found


def _in_year_near(base: date, month: int, day: int) -> date | None:
    return _closest(base, [_day(base.year + step, month, day) for step in (-1, 0, 1)])


def _reading(text: str, days: Sequence[date | None]) -> DateReading:
    found = tuple(dict.fromkeys(day for day in days if day is not None))
    if not found:
        raise NotADate(text)
    return DateReading(found)


def _closest(base: date, days: Sequence[date | None]) -> date | None:
    there = [day for day in days if day is not None]
    return min(there, key=lambda day: abs((day - base).days), default=None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_compact_iso(text: str) -> bool:
    """Whether eight digits start with a year, as in 20261103."""
    return len(text) == len("20261103") and text[:2] in {"19", "20"} and int(text[4:6]) <= 12  # noqa: PLR2004 - months
