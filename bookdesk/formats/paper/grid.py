"""Tables of any columns over pages: columns as wide as their figures, texts wrapped in what is left, heads repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from reportlab.lib.units import mm

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.formats.paper.faces import SetLine, set_line
from bookdesk.formats.paper.figures import Figures
from bookdesk.formats.paper.letter import Cell, LetterColumn, LetterTable
from bookdesk.formats.paper.pages import Pages
from bookdesk.formats.paper.pen import Pen, Piece
from bookdesk.formats.paper.sheet import BODY, BOLD, COLUMN, HEADING, InvoiceSheet, Sheet
from bookdesk.formats.paper.wrapping import wrapped

_GAP: Final = 14.0
_EDGE: Final = 7.0
_ABOVE: Final = 3.8
_HEAD: Final = 20.0
_NARROWEST: Final = 42.0
"""Points that a column of texts, and a title, keeps, however many there are."""
_SLACK: Final = 0.01
"""Points by which sums of widths may differ from the width of the whole."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A column as it is set: where it begins and ends, its title in lines."""

    title: tuple[SetLine, ...]
    left: float
    right: float
    figures: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it is set: the lines of each of its cells."""

    cells: tuple[tuple[SetLine, ...], ...]

    @property
    def height(self) -> float:
        """Points, with the room above and below."""
        return max(len(cell) for cell in self.cells) * BODY.leading + 2 * _ABOVE


def plan(sheet: InvoiceSheet, pages: Pages) -> None:
    """Put the instalments of an invoice below what is there, where it has any."""
    words = sheet.words
    if not sheet.paper.plan:
        return
    columns = (LetterColumn(words["part"]), LetterColumn(words["due"]), LetterColumn(words["amount"], figures=True))
    rows = tuple((row.name, row.due or words["when_reached"], row.amount) for row in sheet.paper.plan)
    put_table(sheet, pages, LetterTable(columns, rows, heading=words["plan"]))


def put_table(sheet: Sheet, pages: Pages, table: LetterTable) -> None:
    """Put a table below what is there. No row is parted, sums stay with the row above them, a short one is whole."""
    columns = _columns(sheet, table)
    rows = [_row(sheet.figures, columns, row, bold=False) for row in table.rows]
    last = None if table.last is None else _row(sheet.figures, columns, table.last, bold=True)
    heading = wrapped(table.heading, sheet.width, HEADING.size, bold=True)
    top = _head_height(columns)
    whole = top + sum(row.height for row in rows) + (last.height if last else 0.0)
    first = top + (rows[0].height if rows else 0.0)
    pages.place(_heading(sheet, heading), gap=5 * mm, ahead=whole if whole <= pages.whole / 3 else first)
    pages.put(_head(sheet, columns))
    for place, row in enumerate(rows):
        needed = row.height + (last.height if last and place == len(rows) - 1 else 0.0)
        _put_row(sheet, pages, columns, row, needed)
    if last:
        _put_row(sheet, pages, columns, last, last.height, sums=True)


def _put_row(  # noqa: PLR0913 - what a row is put with
    sheet: Sheet, pages: Pages, columns: Sequence[_Column], row: _Row, needed: float, *, sums: bool = False
) -> None:
    if needed > pages.room:
        pages.turn()
        pages.put(_head(sheet, columns))
    pages.place(_drawn(sheet, columns, row, sums=sums))


def _columns(sheet: Sheet, table: LetterTable) -> tuple[_Column, ...]:
    needs = [_needs(sheet.figures, table, place) for place in range(len(table.columns))]
    widths = _widths(sheet.width - 2 * _EDGE - (len(needs) - 1) * _GAP, needs, table.columns)
    found, x = [], sheet.left + _EDGE
    for column, width in zip(table.columns, widths, strict=True):
        title = tuple(wrapped(column.title, width + _SLACK, COLUMN.size, bold=True))
        found.append(_Column(title, x, x + width, column.figures))
        x += width + _GAP
    return tuple(found)


def _needs(figures: Figures, table: LetterTable, place: int) -> tuple[float, float]:
    """Return how wide a column is if nothing in it is wrapped, and the least it needs: all of its figures."""
    rows = [*((row, False) for row in table.rows), *([(table.last, True)] if table.last is not None else [])]
    texts = [set_line(written(figures, row[place]), bold=bold).width * BODY.size for row, bold in rows]
    cells = max(texts, default=0.0)
    whole = max(set_line(table.columns[place].title, bold=True).width * COLUMN.size, cells)
    return whole, max(cells, min(whole, _NARROWEST)) if table.columns[place].figures else min(whole, _NARROWEST)


def _widths(room: float, needs: Sequence[tuple[float, float]], columns: Sequence[LetterColumn]) -> list[float]:
    """Return what each column gets: all it wants and the widest text what is over, or less in proportion.

    `InputError` where not even the figures have room beside each other.
    """
    wanted = [whole for whole, _ in needs]
    over = room - sum(wanted)
    if over >= 0:
        texts = [place for place, column in enumerate(columns) if not column.figures]
        wanted[max(texts, key=wanted.__getitem__) if texts else 0] += over
        return wanted
    spare = sum(whole - least for whole, least in needs)
    if spare < -over:
        raise InputError("The figures of a table do not fit beside each other.", "Leave a column out.")
    return [whole + over * (whole - least) / spare for whole, least in needs]


def _row(figures: Figures, columns: Sequence[_Column], cells: Sequence[Cell], *, bold: bool) -> _Row:
    found: list[tuple[SetLine, ...]] = []
    for column, cell in zip(columns, cells, strict=True):
        text = written(figures, cell)
        if column.figures:
            found.append((set_line(text, bold=bold),) if text else ())
        else:
            found.append(tuple(wrapped(text, column.right - column.left + _SLACK, BODY.size, bold=bold)))
    return _Row(tuple(found) if any(found) else ((set_line(""),),) * len(columns))


def written(figures: Figures, cell: Cell) -> str:
    """Return what stands in a cell, as people of the place write it."""
    match cell:
        case None:
            return ""
        case Money():
            return figures.amount(cell)
        case date():
            return figures.short_day(cell)
        case Decimal() | int():
            return figures.number(Decimal(cell))
        case _:
            return cell


def _heading(sheet: Sheet, lines: Sequence[SetLine]) -> Piece:
    def draw(pen: Pen, down: float) -> None:
        for place, line in enumerate(lines):
            pen.left(sheet.left, down + place * HEADING.leading, line, HEADING)

    return Piece(len(lines) * HEADING.leading + (3 if lines else 0), draw)


def _head_height(columns: Sequence[_Column]) -> float:
    return _HEAD + (max(1, *(len(column.title) for column in columns)) - 1) * COLUMN.leading


def _head(sheet: Sheet, columns: Sequence[_Column]) -> Piece:
    height = _head_height(columns)

    def draw(pen: Pen, down: float) -> None:
        pen.panel(sheet.left, down, (sheet.width, height - 2), pen.colours.tint)
        for column in columns:
            top = down + height - 2 - (_HEAD - 2 - COLUMN.leading) / 2 - len(column.title) * COLUMN.leading
            for place, line in enumerate(column.title):
                y = top + place * COLUMN.leading
                if column.figures:
                    pen.right(column.right, y, line, COLUMN)
                else:
                    pen.left(column.left, y, line, COLUMN)

    return Piece(height, draw)


def _drawn(sheet: Sheet, columns: Sequence[_Column], row: _Row, *, sums: bool) -> Piece:
    kind = BOLD if sums else BODY

    def draw(pen: Pen, down: float) -> None:
        if sums:
            pen.panel(sheet.left, down, (sheet.width, row.height), pen.colours.tint)
        for column, lines in zip(columns, row.cells, strict=True):
            for place, line in enumerate(lines):
                y = down + _ABOVE + place * kind.leading
                if column.figures:
                    pen.right(column.right, y, line, kind)
                else:
                    pen.left(column.left, y, line, kind)
        if not sums:
            pen.rule(sheet.left, down + row.height, sheet.width, weight=0.4)

    return Piece(row.height, draw)
