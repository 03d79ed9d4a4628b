"""Dates as people print them, and the calendar of the trade: terms, due dates, business days, months.

A printed date may leave open which number is the day (`03/04/2026`); it then has both readings, and the supplier's
country or another date of the page decides.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bookdesk.core.errors import InputError

MONTHS_IN_YEAR = 12
_SATURDAY = 5
_CENTURY = 100
_TWO_DIGIT_PIVOT = 70
_PLAUSIBLE = range(1970, 2100)
_SHORT_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class NotADate(InputError, ValueError):
    """The text is no date."""

    def __init__(self, text: str) -> None:
        """Name the text; the remedy shows the exact form."""
        super().__init__(f"{text!r} is not a date.", "Write it as year, month, day: 2026-06-30.")


class DayOrder(StrEnum):
    """Which of two numbers comes first."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a printed date may mean: one day, or both orders; `shows` is the order that the text itself proves."""

    alternatives: tuple[date, ...]
    shows: DayOrder | None = None

    @property
    def ambiguous(self) -> bool:
        """Whether day and month may be swapped."""
        return len(self.alternatives) > 1

    @property
    def value(self) -> date | None:
        """The one day that fits, or None."""
        return None if self.ambiguous else self.alternatives[0]


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date within a longer text, at [start, end)."""

    start: int
    end: int
    reading: DateReading


_NAMES = (
    "january jan januar jänner janvier janv januari enero ene gennaio gen",
    "february feb februar février fevrier févr fevr februari febrero febbraio",
    "march mar märz maerz mär mrz mars maart mrt marzo",
    "april apr avril avr abril abr aprile",
    "may mai mei mayo maggio mag",
    "june jun juni juin junio giugno giu",
    "july jul juli juillet juil julio luglio lug",
    "august aug août aout augustus agosto ago",
    "september sept sep septembre septiembre settembre set",
    "october oct oktober okt octobre octubre ottobre ott",
    "november nov novembre noviembre",
    "december dec dezember dez décembre decembre déc december diciembre dic dicembre",
)
_MONTH = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_NAME = "|".join(sorted(_MONTH, key=len, reverse=True))
_YEAR = r"(?:19|20)[0-9]{2}"
_DATE = re.compile(
    rf"(?:(?<![0-9A-Za-z./-])|(?<=[0-9A-Za-z]/)(?=[0-9]{{1,2}}\.[0-9]{{1,2}}\.{_YEAR}))(?:"  # or behind a stroke
    rf"(?P<iso_y>{_YEAR})(?P<iso_by>[-/.])(?P<iso_m>[0-9]{{1,2}})(?P=iso_by)(?P<iso_d>[0-9]{{1,2}})(?:T[0-9:.Z+-]*)?"
    rf"|(?P<a>[0-9]{{1,2}})\s?(?P<by>[-/.])\s?(?P<b>[0-9]{{1,2}})\s?(?P=by)\s?(?P<y>{_YEAR}|[0-9]{{2}})"
    rf"|(?P<dn_d>[0-9]{{1,2}})(?:st|nd|rd|th|er|º|ª)?[\s.,/-]*(?:de\s|of\s)?(?P<dn_m>{_NAME})(?![^\W\d_])\.?[\s.,/'\u2019-]*(?:de\s|del\s)?"
    rf"(?P<dn_y>{_YEAR}|[0-9]{{2}}(?!,\s?(?:20)?[0-9]{{2}}(?![.,:0-9])))"  # of `1 Aug 31, 18` the 1 is something else
    rf"|(?P<nd_m>{_NAME})(?![^\W\d_])\.?[\s.,/-]*(?P<nd_d>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:\s?,\s?|\s|[-/.])(?P<nd_y>{_YEAR}|[0-9]{{2}})"
    rf"|(?P<c_y>{_YEAR})(?P<c_m>0[1-9]|1[0-2])(?P<c_d>[0-3][0-9])"
    r")(?![0-9A-Za-z]|[./-][0-9](?![0-9]?:[0-9]{2}))",  # but the time of day may follow as in 26-Oct-18/20:02
    re.IGNORECASE,
)


def dates_in(text: str, order: DayOrder | None = None) -> tuple[FoundDate, ...]:
    """Return the dates within `text`, in reading order; impossible ones (31.02.) are left out."""
    found: list[FoundDate] = []
    for match in _DATE.finditer(text):
        reading = _reading(match, order)
        if reading is not None:
            found.append(FoundDate(match.start(), match.end(), reading))
    return tuple(found)


def human_date(text: str, order: DayOrder | None = None) -> DateReading:
    """Read a date as printed; `order` decides what the text leaves open. `NotADate` where it is none.

    Knows ISO and compact ISO, numbers by dot, slash or dash, names of months in English, German, French, Dutch,
    Spanish and Italian, and two-digit years (1970 to 2069).
    """
    text = text.strip()
    match = _DATE.fullmatch(text)
    reading = _reading(match, order) if match else None
    if reading is None:
        raise NotADate(text)
    return reading


def day_order_of(readings: Iterable[DateReading]) -> DayOrder | None:
    """Return the order that the unmistakable dates of a page prove; None without evidence or with a contradiction."""
    shown = {reading.shows for reading in readings if reading.shows}
    return shown.pop() if len(shown) == 1 else None


def _reading(match: re.Match[str], order: DayOrder | None) -> DateReading | None:
    """Return what the groups of a match mean; None where no calendar has the day."""
    for prefix in ("iso", "c", "dn", "nd"):
        if match[f"{prefix}_y"]:
            return _known(match[f"{prefix}_y"], _month(match[f"{prefix}_m"]), int(match[f"{prefix}_d"]))
    year, first, second = match["y"], int(match["a"]), int(match["b"])
    if match["by"] == ".":  # only day-first countries print dots; a second number above 12 is a stray exception
        return _known(year, second, first) or _known(year, first, second)
    return _either(_day(year, second, first), _day(year, first, second), order)


def _either(day_first: date | None, month_first: date | None, order: DayOrder | None) -> DateReading | None:
    if day_first and month_first and day_first != month_first:
        chosen = {DayOrder.DAY_FIRST: (day_first,), DayOrder.MONTH_FIRST: (month_first,)}
        return DateReading(chosen[order] if order else (day_first, month_first))
    if day_first:
        return DateReading((day_first,), DayOrder.DAY_FIRST if not month_first else None)
    return DateReading((month_first,), DayOrder.MONTH_FIRST) if month_first else None


def _month(text: str) -> int:
    """Return the month of a number or name; 0, which no calendar has, for look-alike letters."""
    return int(text) if text.isdigit() else _MONTH.get(text.casefold(), 0)


def _known(year: str, month: int, day: int) -> DateReading | None:
    value = _day(year, month, day)
    return DateReading((value,)) if value else None


def _day(year: str, month: int, day: int) -> date | None:
    """Return the day if the calendar has it and an office would know the year."""
    full = int(year)
    if full < _CENTURY:
        full += 2000 if full < _TWO_DIGIT_PIVOT else 1900
    if (
        full not in _PLAUSIBLE
        or not 1 <= month <= MONTHS_IN_YEAR
        or not 1 <= day <= calendar.monthrange(full, month)[1]
    ):
        return None
    return date(full, month, day)


class TermsKind(StrEnum):
    """How a supplier counts."""

    NET = "net"
    END_OF_MONTH = "eom"
    DAY_OF_NEXT_MONTH = "next"


@dataclass(frozen=True, slots=True)
class Terms:
    """When a bill is due: `days` after its date, after the end of its month, or the day of the next month.

    The three are what Xero, QuickBooks and MYOB keep for a contact.
    """

    kind: TermsKind
    days: int

    def __post_init__(self) -> None:
        """Refuse what no calendar has."""
        if not (1 if self.kind is TermsKind.DAY_OF_NEXT_MONTH else 0) <= self.days <= _longest(self.kind):
            raise ValueError(f"{self.days} is no number of days for {self.kind.value} terms")

    def __str__(self) -> str:
        """Return the stored form, as `net 30`, `eom 10`, `next 20`."""
        return f"{self.kind.value} {self.days}"

    @classmethod
    def parse(cls, text: str) -> Terms:
        """Read the stored form; `ValueError` for anything else."""
        kind, _, days = text.partition(" ")
        if not (days.isascii() and days.isdigit()):
            raise ValueError(f"{text!r} are no terms: write net 30, eom 10 or next 20")
        return cls(TermsKind(kind), int(days))


def _longest(kind: TermsKind) -> int:
    return 31 if kind is TermsKind.DAY_OF_NEXT_MONTH else 366


def due_date(document_date: date, terms: Terms) -> date:
    """Return when a document of `document_date` falls due; a 31st in a shorter month is its last day."""
    if terms.kind is TermsKind.NET:
        return document_date + timedelta(days=terms.days)
    if terms.kind is TermsKind.END_OF_MONTH:
        return end_of_month(document_date) + timedelta(days=terms.days)
    return on_day(add_months(document_date.replace(day=1), 1), terms.days)


def end_of_month(day: date) -> date:
    """Return the last day of its month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def on_day(month: date, day: int) -> date:
    """Return the numbered `day` of that month, or its last day where it is shorter."""
    return month.replace(day=min(day, end_of_month(month).day))


def add_months(day: date, months: int) -> date:
    """Return the same day of another month, or its last day where that month is shorter."""
    index = day.year * MONTHS_IN_YEAR + day.month - 1 + months
    return on_day(date(index // MONTHS_IN_YEAR, index % MONTHS_IN_YEAR + 1, 1), day.day)


def is_business_day(day: date, holidays: Collection[date] = ()) -> bool:
    """Whether banks work: Monday to Friday and no holiday."""
    return day.weekday() < _SATURDAY and day not in holidays


def add_business_days(day: date, count: int, holidays: Collection[date] = ()) -> date:
    """Go `count` business days on (or back); 0 returns the day itself if banks work, else the next one."""
    step = timedelta(days=-1 if count < 0 else 1)
    while count == 0 and not is_business_day(day, holidays):
        day += step
    for _ in range(abs(count)):
        day += step
        while not is_business_day(day, holidays):
            day += step
    return day


def business_days_between(start: date, end: date, holidays: Collection[date] = ()) -> int:
    """Count the business days after `start` up to and including `end`; negative where `end` is earlier."""
    if end < start:
        return -business_days_between(end, start, holidays)
    days = (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
    return sum(1 for day in days if is_business_day(day, holidays))


def in_words(day: date) -> str:
    """Return a day as no reader can misread it, whatever the machine's language: `1 Jul 2026`."""
    return f"{day.day} {_SHORT_NAMES[day.month - 1]} {day.year}"
