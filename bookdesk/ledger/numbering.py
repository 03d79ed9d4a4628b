"""Numbers of issued documents: a series as data, its next number, and what an auditor asks about those used. Pure.

A number is given when a document is issued, never to a draft, and stays used when the document is cancelled: there is
no function here that gives one back. Whether a series may have gaps is for the client's law to say (in many countries
of the EU it may not, in Australia and the US it may); here they are only told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from bookdesk.core.dates import MONTHS_IN_YEAR
from bookdesk.core.errors import InputError, RuleBroken
from bookdesk.core.vocabulary import NumberedKind, YearShown

LONGEST = 21
"""Characters of a number; QuickBooks Online keeps no longer one (its DocNumber), DATEV and Xero do."""
MOST_DIGITS = 9
_AFFIX = re.compile(r"[A-Za-z0-9./_-]*")
_DIGITS = re.compile(r"[0-9]+")
_CENTURY = 100
_FULL_YEAR = 4


@dataclass(frozen=True, slots=True)
class Series:
    """How numbers look: `prefix`, then the financial year and `separator` where it is shown, then at least `digits`.

    `start_month` is that of the financial year (7 in Australia, 4 for most of the UK). A series that `restarts` counts
    from `first` in each year; one that does not counts on. `short_year` shows two digits of the year.
    """

    prefix: str = ""
    digits: int = 4
    year: YearShown = YearShown.NONE
    short_year: bool = False
    separator: str = "-"
    restarts: bool = False
    start_month: int = 1
    first: int = 1

    def __post_init__(self) -> None:
        """Refuse what gives the same number twice, or one that nobody else can keep."""
        if not (_AFFIX.fullmatch(self.prefix) and _AFFIX.fullmatch(self.separator)) or self.separator.isalnum():
            raise InputError(
                "A number has letters, digits, dots, dashes and strokes only.",
                "Leave other signs and spaces out of its beginning.",
            )
        if not (1 <= self.digits <= MOST_DIGITS and self.first >= 1 and 1 <= self.start_month <= MONTHS_IN_YEAR):
            raise InputError(
                f"A number has 1 to {MOST_DIGITS} digits, counts from 1 up, and its year starts in month 1 to 12.",
                "Correct digits, first number or month.",
            )
        if self.restarts and self.year is YearShown.NONE:
            raise InputError(
                "A series that restarts each year without showing the year gives every number again.",
                "Show the year in the number, or let the series count on.",
            )
        self.text(Number(self.first, None if self.year is YearShown.NONE else 1))

    def year_of(self, day: date) -> int | None:
        """Return the financial year that a number of that `day` shows, None where it shows none."""
        if self.year is YearShown.NONE:
            return None
        starts = day.year - (day.month < self.start_month)
        return starts + (self.year is YearShown.ENDS and self.start_month > 1)

    def shown(self, day: date) -> int | None:
        """Return the year of that `day` as a number has it: two digits where the series shows two."""
        year = self.year_of(day)
        return year % _CENTURY if year is not None and self.short_year else year

    def text(self, number: Number) -> str:
        """Write a number; `RuleBroken` where it became longer than anybody keeps."""
        written = f"{self.prefix}{self._year_text(number.year)}{number.counter:0{self.digits}d}"
        if len(written) > LONGEST:
            raise RuleBroken(
                f"The number {written} has more than {LONGEST} characters.",
                "Shorten the beginning of the series, or start a new series.",
            )
        return written

    def parse(self, text: str) -> Number | None:
        """Read a number of this series; None for anything that this series would not have written."""
        if not text.startswith(self.prefix):
            return None
        rest, year = text.removeprefix(self.prefix), None
        if self.year is not YearShown.NONE:
            width = _FULL_YEAR // 2 if self.short_year else _FULL_YEAR
            shown, rest = rest[:width], rest[width:].removeprefix(self.separator)
            if not _DIGITS.fullmatch(shown):
                return None
            year = int(shown)
        if not _DIGITS.fullmatch(rest) or len(text) > LONGEST:
            return None
        number = Number(int(rest), year)
        return number if self.text(number) == text else None

    def _year_text(self, year: int | None) -> str:
        if year is None:
            return ""
        return f"{year % _CENTURY:02d}{self.separator}" if self.short_year else f"{year:04d}{self.separator}"


@dataclass(frozen=True, slots=True, order=True)
class Number:
    """A number taken apart; `year` is as written, so two digits where the series shows two."""

    counter: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Used:
    """A number that stands on a document; `elsewhere` it was given by the program used before."""

    text: str
    cancelled: bool = False
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers that no document has, from `first` to `last`, both as written."""

    first: str
    last: str
    count: int


@dataclass(frozen=True, slots=True)
class Review:
    """What is to be said about the numbers of a series; `strangers` are of another form."""

    gaps: tuple[Gap, ...]
    duplicates: tuple[str, ...]
    cancelled: tuple[str, ...]
    strangers: tuple[str, ...]


def refuse_overlap(series: Mapping[NumberedKind, Series]) -> None:
    """Raise `InputError` where two kinds could ever come by the same number.

    After its prefix a number goes on with a digit; prefixes that differ before that keep two series apart for ever.
    """
    for (one, first), (other, second) in combinations(series.items(), 2):
        short, long = sorted((first.prefix, second.prefix), key=len)
        rest = long.removeprefix(short)
        if long.startswith(short) and (not rest or rest[0].isdigit()):
            raise InputError(
                f"Numbers of kind {one} and of kind {other} could be the same.",
                "Begin one of them with other letters, such as INV- and CN-.",
            )


def following(series: Series, used: Iterable[Used], issued: date) -> str:
    """Return the number for a document issued on that day: one more than the highest used, gaps are never filled.

    `used` holds all numbers ever given, cancelled ones and those of the program before included; other forms do not
    count. `RuleBroken` where the series is full.
    """
    year = series.shown(issued)
    counters = [
        number.counter
        for number in (series.parse(one.text) for one in used)
        if number is not None and (not series.restarts or number.year == year)
    ]
    return series.text(Number(max([series.first - 1, *counters]) + 1, year))


def review(series: Series, used: Sequence[Used]) -> Review:
    """Tell gaps, numbers given twice (without case), cancelled ones, and those of another form.

    Up to the highest number given elsewhere nothing is missing: those documents are in the program used before.
    """
    parsed = [(series.parse(one.text), one) for one in used]
    known = [(number, one) for number, one in parsed if number is not None]
    times = Counter(one.text.casefold() for one in used)
    return Review(
        tuple(gap for year in _years(series, known) for gap in _gaps(series, year, known)),
        tuple(sorted({one.text for one in used if times[one.text.casefold()] > 1})),
        tuple(one.text for one in used if one.cancelled),
        tuple(one.text for number, one in parsed if number is None),
    )


def _years(series: Series, known: Sequence[tuple[Number, Used]]) -> list[int | None]:
    """Return the years that are counted apart; a series that counts on has one count, under no year."""
    return sorted({number.year for number, _ in known}, key=lambda year: year or 0) if series.restarts else [None]


def _gaps(series: Series, year: int | None, known: Sequence[tuple[Number, Used]]) -> list[Gap]:
    counted = sorted((number, one.elsewhere) for number, one in known if not series.restarts or number.year == year)
    before = max([series.first - 1, *(number.counter for number, elsewhere in counted if elsewhere)])
    found: list[Gap] = []
    for number, _ in counted:
        missing = number.counter - before - 1
        if missing > 0:
            first, last = Number(before + 1, number.year), Number(number.counter - 1, number.year)
            found.append(Gap(series.text(first), series.text(last), missing))
        before = max(before, number.counter)
    return found
