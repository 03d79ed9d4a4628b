"""Amounts, dates and counts as the person at this desk reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QDate, QLocale

from bookdesk.core.currencies import EXPONENTS
from bookdesk.core.money import Money

if TYPE_CHECKING:  # what it needs of the store must not be waited for before the first page is painted
    from bookdesk.capture.arrivals import Came

MINUS = "\N{MINUS SIGN}"
_GROUP = 3


def amount(money: Money | None) -> str:
    """Return an amount without its currency, thousands apart: `−1,234.50`; nothing for none."""
    if money is None:
        return ""
    whole, _, decimals = money.text.lstrip("-").partition(".")
    locale = QLocale()
    mark = f"{locale.decimalPoint()}{decimals}" if decimals else ""
    return f"{MINUS if money.minor < 0 else ''}{_grouped(whole, locale.groupSeparator())}{mark}"


def apart(written: str) -> str:
    """Return a number that is written as the locale does, with its thousands apart."""
    locale = QLocale()
    sign = MINUS if written.startswith(MINUS) else ""
    whole, mark, decimals = written.removeprefix(MINUS).partition(locale.decimalPoint())
    return f"{sign}{_grouped(whole, locale.groupSeparator())}{mark}{decimals}"


def money(value: Money | None) -> str:
    """Return an amount with its currency: `1,234.50 AUD`."""
    return f"{amount(value)} {value.currency}" if value is not None else ""


def sums(values: Iterable[Money]) -> str:
    """Return several sums, each with its currency; `–` for none."""
    return "  ·  ".join(money(value) for value in values) or "–"


def day(value: date | None) -> str:
    """Return a date in the short form of the locale, the year with four digits; nothing for none."""
    if value is None:
        return ""
    return QLocale().toString(QDate(value.year, value.month, value.day), day_form(QLocale()))


def day_form(locale: QLocale) -> str:
    """Return the short form of dates in a locale, the year with four digits, as Qt writes forms."""
    form = locale.dateFormat(QLocale.FormatType.ShortFormat)
    return form if "yyyy" in form else form.replace("yy", "yyyy")


def moment(value: datetime | None) -> str:
    """Return an instant as day and time on this computer's clock."""
    if value is None:
        return ""
    local = value.astimezone()
    return f"{day(local.date())} {local:%H:%M}"


def how_it_came(came: Came | None, zone: str) -> str:
    """Return in a sentence how a document came to the client of a `zone`; nothing where somebody handed it in."""
    if came is None:
        return ""
    from bookdesk.capture.arrivals import came_in_words  # noqa: PLC0415 - as above

    return came_in_words(came, moment_at(came.sent_at, zone) if came.sent_at is not None else "")


def clock_time(value: datetime | None = None) -> str:
    """Return the time of day on this computer's clock."""
    return f"{(value or datetime.now(UTC)).astimezone():%H:%M}"


def moment_at(value: datetime, zone: str, *, with_day: bool = True) -> str:
    """Return an instant by the clock of a client's IANA `zone`, with its town where this computer's clock differs."""
    there = value.astimezone(ZoneInfo(zone))
    town = "" if there.utcoffset() == value.astimezone().utcoffset() else zone.rpartition("/")[2].replace("_", " ")
    return " ".join(filter(None, (day(there.date()) if with_day else "", f"{there:%H:%M}", town and f"({town})")))


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 bill`, `12 bills`."""
    return f"{_grouped(str(number), QLocale().groupSeparator())} {one if number == 1 else many or one + 's'}"


def from_today(value: date | None, today: date) -> str:
    """Return how far a due date is: `3 days late`, `today`, `in 5 days`."""
    if value is None:
        return ""
    days = (value - today).days
    if days == 0:
        return "today"
    return f"in {count(days, 'day')}" if days > 0 else f"{count(-days, 'day')} late"


def local(sentence: str) -> str:
    """Return a sentence of a service with its dates and amounts as they are read at this desk.

    Services write `2026-06-30` and `1234.50 AUD`, whoever reads them. What is part of a name stays, as in
    `run-2026-06-30.csv` or `INV-2026-06-30`.
    """
    return _AMOUNT.sub(_local_amount, _INSTANT.sub(_local_moment, sentence))


_INSTANT = re.compile(r"(?<![\w./-])(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}:[\d.]+Z)?(?![\w/-]|\.\w)")
_AMOUNT = re.compile(r"(?<![\w.,-])(-?\d+(?:\.\d{1,3})?) ([A-Z]{3})\b")


def _local_moment(found: re.Match[str]) -> str:
    try:
        return moment(datetime.fromisoformat(found[0])) if found[2] else day(date.fromisoformat(found[1]))
    except ValueError:
        return found[0]


def _local_amount(found: re.Match[str]) -> str:
    try:
        return money(Money.of(Decimal(found[1]), found[2])) if found[2] in EXPONENTS else found[0]
    except ValueError:
        return found[0]


def _grouped(digits: str, separator: str) -> str:
    first = len(digits) % _GROUP
    groups = [digits[:first]] if first else []
    groups += [digits[start : start + _GROUP] for start in range(first, len(digits), _GROUP)]
    return separator.join(groups)
