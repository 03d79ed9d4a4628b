"""Dates as people type them into a field: short, relative, or by name. Pure apart from the locale handed in."""

from __future__ import annotations

import re
from datetime import date, timedelta

from PySide6.QtCore import QLocale

from bookdesk.core.dates import DayOrder, NotADate, add_months, end_of_month, human_date
from bookdesk.core.errors import InputError
from bookdesk.ui.wording import day_form

_RELATIVE = re.compile(r"([+-])\s*(\d{1,4})\s*([dwm]?)", re.IGNORECASE)
_NET = re.compile(r"^net\s+(?=\d)")
"""Terms as they are spoken: `net 30` is `+30`."""
_SHORT = re.compile(r"(\d{1,2})(?:\s*[./-]\s*(\d{1,2}))?[./-]?")
_WAY = "Write it like 3/11, 3/11/2026, +30, eom or today."


def day_order(locale: QLocale) -> DayOrder:
    """Return whether day or month comes first where this person lives."""
    form = locale.dateFormat(QLocale.FormatType.ShortFormat).lower()
    return DayOrder.MONTH_FIRST if form.find("m") < form.find("d") else DayOrder.DAY_FIRST


def typed_day(text: str, base: date, locale: QLocale) -> date:
    """Return the date that was meant; days alone and dates without a year are the nearest to `base`.

    `+30` and `net 30` count from `base`. `InputError` where the text is no date.
    """
    folded = text.strip().lower()
    if folded in ("today", "t"):
        return base
    if folded == "eom":
        return end_of_month(base)
    relative = _RELATIVE.fullmatch(_NET.sub("+", folded))
    if relative is not None:
        return _relative(base, relative)
    short = _SHORT.fullmatch(folded)
    if short is not None:
        return _nearest(short, base, day_order(locale))
    shown = locale.toDate(text.strip(), day_form(locale))
    if shown.isValid():
        return date(shown.year(), shown.month(), shown.day())
    try:
        found = human_date(text, day_order(locale)).value
    except NotADate as error:
        raise InputError(f"{text} is no date.", _WAY) from error
    if found is None:
        raise InputError(f"{text} can be read in two ways.", _WAY)
    return found


def _relative(base: date, found: re.Match[str]) -> date:
    count = int(found[1] + found[2])
    if found[3] == "m":
        return add_months(base, count)
    return base + timedelta(days=count * (7 if found[3] == "w" else 1))


def _nearest(found: re.Match[str], base: date, order: DayOrder) -> date:
    first, second = int(found[1]), int(found[2]) if found[2] else None
    if second is None:
        candidates = [_day(add_months(base.replace(day=1), step), first) for step in (-1, 0, 1)]
    else:
        day, month = (second, first) if order is DayOrder.MONTH_FIRST else (first, second)
        candidates = [_of(base.year + step, month, day) for step in (-1, 0, 1)]
    days = [one for one in candidates if one is not None]
    if not days:
        raise InputError(f"{found[0]} is no date.", _WAY)
    return min(days, key=lambda one: abs((one - base).days))


def _day(month: date, day: int) -> date | None:
    return _of(month.year, month.month, day)


def _of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
