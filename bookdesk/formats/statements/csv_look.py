"""What a separated file looks like before it is read: its columns with samples, their roles, and what stays open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bookdesk.core.amounts import DecimalMark
from bookdesk.core.errors import InputError
from bookdesk.formats.statements.csv_amounts import AmbiguousAmounts, Reading, mark_of
from bookdesk.formats.statements.csv_dates import AmbiguousDates
from bookdesk.formats.statements.csv_grid import Grid, Row, grid_of
from bookdesk.formats.statements.csv_layout import Layout, layout_of
from bookdesk.formats.statements.csv_profile import CsvProfile, DateOrder, Role
from bookdesk.formats.statements.csv_reader import order_in, reading_of
from bookdesk.formats.statements.text import decode

_SAMPLES = 3
_MONEY = (Role.AMOUNT, Role.DEBIT, Role.CREDIT, Role.FLAG, Role.BALANCE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its place (from 0), its heading, what it is taken for, and the first cells that hold anything."""

    place: int
    heading: str
    role: Role
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CsvLook:
    """A file's columns and how its dates and amounts are read.

    `skipped` rows stand before the data. `date_order` or `decimal_mark` None with an example means that nothing in the
    file settles it; without an example there was nothing to settle. `no_columns` says that no date or amount was found.
    """

    delimiter: str
    skipped: int
    rows: int
    columns: tuple[Column, ...]
    date_order: DateOrder | None
    date_example: str
    decimal_mark: DecimalMark | None
    amount_example: str
    inverted: bool
    no_columns: str = ""


def look_at_csv(data: bytes, profile: CsvProfile) -> CsvLook:
    """Return what the file looks like under a profile; `InputError` where it has no columns at all."""
    grid = grid_of(decode(data), profile.delimiter)
    try:
        layout = layout_of(grid, profile)
    except InputError as error:
        return _without_layout(grid, profile, error)
    order, date_example = _order(layout, profile)
    mark, amount_example = _mark(layout, profile)
    settled = order is not None and not amount_example
    reading = reading_of(layout, profile, order, mark) if settled and order is not None else None
    roles = _roles(layout, reading)
    return CsvLook(
        grid.delimiter,
        _before(grid, layout),
        len(layout.rows),
        _columns(layout.header or _headings(layout), layout.rows, grid.width, roles),
        order,
        date_example,
        mark,
        amount_example,
        inverted=reading is not None and reading.inverted,
    )


def _without_layout(grid: Grid, profile: CsvProfile, error: InputError) -> CsvLook:
    """Show the columns all the same, so that a person can say what they hold."""
    rows = grid.rows[profile.skip_rows :]
    header, body = (rows[0].cells, rows[1:]) if rows else ((), ())
    columns = _columns(header, body, grid.width, {})
    skipped = profile.skip_rows + 1
    return CsvLook(
        grid.delimiter, skipped, len(body), columns, None, "", None, "", inverted=False, no_columns=error.what
    )


def _headings(layout: Layout) -> tuple[str, ...]:
    """Return the row above the data, which may have headings in words that are not known."""
    return layout.preamble[-1].cells if layout.preamble else ()


def _before(grid: Grid, layout: Layout) -> int:
    """Return how many rows stand before the first one of the data."""
    first = layout.rows[0].line if layout.rows else None
    return next((place for place, row in enumerate(grid.rows) if row.line == first), len(grid.rows))


def _order(layout: Layout, profile: CsvProfile) -> tuple[DateOrder | None, str]:
    try:
        return order_in(layout, profile), ""
    except AmbiguousDates as open_question:
        return None, open_question.example


def _mark(layout: Layout, profile: CsvProfile) -> tuple[DecimalMark | None, str]:
    try:
        return mark_of(layout, profile), ""
    except AmbiguousAmounts as open_question:
        return None, open_question.example


def _roles(layout: Layout, reading: Reading | None) -> dict[int, Role]:
    """Return what each column is taken for; of several that may hold money, those that the reading uses."""
    found: dict[int, Role] = {}
    for role, places in layout.columns.items():
        for place in places:
            found.setdefault(place, role)
    if reading is None:
        return found
    used = {
        reading.amount: Role.AMOUNT,
        reading.debit: Role.DEBIT,
        reading.credit: Role.CREDIT,
        reading.flag: Role.FLAG,
        reading.balance: Role.BALANCE,
    }
    others = {place: role for place, role in found.items() if role not in _MONEY}
    return others | {place: role for place, role in used.items() if place is not None}


def _columns(header: Sequence[str], rows: Sequence[Row], width: int, roles: dict[int, Role]) -> tuple[Column, ...]:
    return tuple(
        Column(
            place,
            header[place] if place < len(header) else "",
            roles.get(place, Role.IGNORED),
            _samples(rows, place),
        )
        for place in range(max(width, len(header)))
    )


def _samples(rows: Sequence[Row], place: int) -> tuple[str, ...]:
    filled = (row.cells[place] for row in rows if place < len(row.cells) and row.cells[place])
    return tuple(cell for cell, _ in zip(filled, range(_SAMPLES), strict=False))
