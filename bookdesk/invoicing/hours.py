"""Time sheets as lines of an invoice: rows of a CSV sheet in, lines and refused rows out, none of them lost. Pure.

Columns are found by their heading, in any order: day, person, project, hours, rate, note. A row that cannot be used is
refused by itself, with its line in the file and the reason; the others are used.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from bookdesk.core.amounts import human_amount
from bookdesk.core.currencies import exponent
from bookdesk.core.dates import DayOrder, human_date, in_words
from bookdesk.core.errors import InputError
from bookdesk.core.money import MICRO, Money
from bookdesk.core.texts import clean
from bookdesk.ledger.salestax import half_up

HEADINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "day": ("day", "date", "datum", "tag"),
        "person": ("person", "name", "user", "employee", "staff", "mitarbeiter"),
        "project": ("project", "job", "matter", "task", "projekt"),
        "hours": ("hours", "time", "duration", "stunden", "dauer"),
        "rate": ("rate", "hourly rate", "price", "satz", "stundensatz"),
        "note": ("note", "notes", "description", "comment", "notiz", "beschreibung"),
    }
)
"""Our names for columns and the headings they are known by, compared without case."""
REQUIRED = ("day", "person", "project", "hours")
DAY_HAS = 24
_MINUTES = 60
_CLOCK = re.compile(r"(?P<h>[0-9]{1,2}):(?P<mm>[0-5][0-9])")
_LARGEST_RATE = Decimal(1_000_000)
_RATE_DECIMALS = 6
"""Unit prices are integers of 10^-6."""


class Grouping(StrEnum):
    """What becomes one line; work at another rate is always a line of its own."""

    PROJECT = "project"
    PERSON = "person"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the sheet: `hours` exactly as worked (20 minutes are a third), `rate` in major units per hour."""

    line: int
    day: date
    person: str
    project: str
    hours: Fraction
    rate: Decimal
    note: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that is not used: where it begins in the file, what stood there, and why not."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole of a file: each row with anything in it is in one of the two."""

    entries: tuple[Entry, ...]
    refused: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class HoursLine:
    """A line to invoice: `amount` is hours x rate rounded once, from the exact sum of its entries."""

    text: str
    hours: Fraction
    rate: Decimal
    amount: Money
    entries: tuple[Entry, ...]

    @property
    def quantity(self) -> int:
        """The hours as quantities are kept and printed: an integer of 10^-6, rounded."""
        return half_up(self.hours * MICRO)


def read(text: str, order: DayOrder | None = None, usual: Mapping[str, Decimal] = MappingProxyType({})) -> Sheet:
    """Read a sheet; `order` decides dates that may be read two ways, `usual` are rates by person where a row has none.

    `InputError` where the headings are not those of a time sheet: then no row could be read.
    """
    rows = _rows(text)
    _, headings, _ = next(rows, (0, [], ""))
    columns = [_column(clean(heading)) for heading in headings]
    _refuse_headings(columns)
    entries: list[Entry] = []
    refused: list[Refusal] = []
    for line, cells, broken in rows:
        shown = clean(" | ".join(cells))
        if broken:
            refused.append(Refusal(line, shown, broken))
            continue
        try:
            entries.append(_entry(line, cells, columns, order, usual))
        except InputError as error:
            refused.append(Refusal(line, shown, str(error)))
    return Sheet(tuple(entries), tuple(refused))


def lines(entries: Sequence[Entry], by: Grouping, currency: str) -> tuple[HoursLine, ...]:
    """Return the lines of `entries` in the order in which each first stands in the sheet; every entry is in one."""
    groups: dict[tuple[object, Decimal], list[Entry]] = {}
    for index, one in enumerate(entries):
        key = {Grouping.PROJECT: one.project, Grouping.PERSON: one.person, Grouping.NONE: index}[by]
        groups.setdefault((key, one.rate), []).append(one)
    return tuple(_line(members, by, currency) for members in groups.values())


def _line(members: Sequence[Entry], by: Grouping, currency: str) -> HoursLine:
    first, hours = members[0], sum((one.hours for one in members), Fraction(0))
    amount = Money(half_up(hours * Fraction(first.rate) * 10 ** exponent(currency)), currency)
    single = " ".join(part for part in (f"{in_words(first.day)}, {first.person}, {first.project}", first.note) if part)
    text = {Grouping.PROJECT: first.project, Grouping.PERSON: first.person, Grouping.NONE: single}[by]
    return HoursLine(text, hours, first.rate, amount, tuple(members))


def _rows(text: str) -> Iterator[tuple[int, list[str], str]]:
    """Yield the line on which each row begins, its cells, and what is wrong where the sheet itself is broken there."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    headings = text.partition("\n")[0]
    separator = max(",;\t", key=headings.count)
    written = text.split("\n")
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    while True:
        begins = reader.line_num
        try:
            cells, broken = next(reader), ""
        except StopIteration:
            return
        except csv.Error:
            cells = written[begins : reader.line_num]
            broken = "Its quotes do not match. Write each one in a cell twice."
        if any(clean(cell) for cell in cells):
            yield begins + 1, cells, broken


def _column(heading: str) -> str:
    plain = heading.replace("_", " ").casefold()
    return next((name for name, known in HEADINGS.items() if plain in known), "")


def _refuse_headings(columns: Sequence[str]) -> None:
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise InputError(
            f"No column for {', '.join(missing)} was found.",
            f"Name it by one of: {', '.join(heading for name in missing for heading in HEADINGS[name])}.",
        )
    if twice := next((name for name in HEADINGS if columns.count(name) > 1), None):
        raise InputError(f"Two columns stand for {twice}.", "Leave one of them out.")


def _entry(
    line: int, cells: Sequence[str], columns: Sequence[str], order: DayOrder | None, usual: Mapping[str, Decimal]
) -> Entry:
    """Read a row; `InputError` says what is wrong with it."""
    if any(cells[len(columns) :]):
        raise InputError("It has more cells than there are headings.", "Put cells with a comma in quotes.")
    row = {name: clean(cell) for name, cell in zip(columns, cells, strict=False)}
    for name in REQUIRED:
        if not row.get(name):
            raise InputError(f"The {name} is empty.", "Fill it in.")
    return Entry(
        line,
        _day(row["day"], order),
        row["person"],
        row["project"],
        _hours(row["hours"]),
        _rate(row.get("rate", ""), usual.get(row["person"])),
        row.get("note", ""),
    )


def _day(text: str, order: DayOrder | None) -> date:
    value = human_date(text, order).value
    if value is None:
        raise InputError(f"{text!r} may be two days.", "Write it as year, month, day: 2026-06-30.")
    return value


def _hours(text: str) -> Fraction:
    """Read `1.5`, `1,5` or `1:30`; one day has 24 of them, so that three decimals are never thousands."""
    if ":" in text:
        clock = _CLOCK.fullmatch(text)
        values = [int(clock["h"]) + Fraction(int(clock["mm"]), _MINUTES)] if clock else []
    else:
        reading = human_amount(text)
        values = [Fraction(value) for value in reading.alternatives if not reading.unit and not reading.side]
    possible = [value for value in values if 0 < value <= DAY_HAS]
    if len(possible) != 1:
        raise InputError(f"{text!r} are no hours of one day.", "Write them as 1.5 or 1:30, at most 24.")
    return possible[0]


def _rate(text: str, usual: Decimal | None) -> Decimal:
    if not text:
        if usual is None:
            raise InputError("The rate is empty, and the person has no usual one.", "Fill it in.")
        return usual
    reading = human_amount(text)
    if reading.ambiguous:
        raise InputError(f"{text!r} may be two rates.", "Write it with two decimals.")
    value = reading.alternatives[0]
    if reading.unit or reading.side or not 0 <= value <= _LARGEST_RATE or reading.decimals > _RATE_DECIMALS:
        raise InputError(f"{text!r} is no rate for an hour.", "Write it as a number alone: 120.00.")
    return value
