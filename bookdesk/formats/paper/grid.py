"""Tables of any columns over pages: columns as wide as their figures, texts wrapped in what is left, heads repeated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from reportlab.lib.units import mm

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
"""Points that a column of texts keeps, however many there are."""


@dataclass(frozen=True, slots=True)
class _Column:
    """A column as it is set: where it begins and ends."""

    title: SetLine
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
    whole = _HEAD + sum(row.height for row in rows) + (last.height if last else 0.0)
    first = _HEAD + (rows[0].height if rows else 0.0)
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
    natural = [_natural(sheet.figures, table, place) for place in range(len(table.columns))]
    widths = _widths(sheet.width - 2 * _EDGE - (len(natural) - 1) * _GAP, natural, table.columns)
    found, x = [], sheet.left + _EDGE
    for column, width in zip(table.columns, widths, strict=True):
        found.append(_Column(set_line(column.title, bold=True), x, x + width, column.figures))
        x += width + _GAP
    return tuple(found)


def _natural(figures: Figures, table: LetterTable, place: int) -> float:
    """Return how wide a column is if nothing in it is wrapped."""
    rows = [*((row, False) for row in table.rows), *([(table.last, True)] if table.last is not None else [])]
    texts = [set_line(written(figures, row[place]), bold=bold).width * BODY.size for row, bold in rows]
    return max(set_line(table.columns[place].title, bold=True).width * COLUMN.size, *texts, 0.0)


def _widths(room: float, natural: Sequence[float], columns: Sequence[LetterColumn]) -> list[float]:
    """Return what each column gets: figures all they need, the widest text what is over, texts less where it is not."""
    texts = [place for place, column in enumerate(columns) if not column.figures]
    over = room - sum(natural)
    found = list(natural)
    if over >= 0 or not texts:
        found[max(texts, key=natural.__getitem__) if texts else 0] += max(over, 0.0)
        return found
    left = room - sum(width for place, width in enumerate(natural) if place not in texts)
    for done, place in enumerate(sorted(texts, key=natural.__getitem__)):
        fair = left / (len(texts) - done)
        found[place] = max(min(natural[place], fair), _NARROWEST)
        left -= found[place]
    return found


def _row(figures: Figures, columns: Sequence[_Column], cells: Sequence[Cell], *, bold: bool) -> _Row:
    found: list[tuple[SetLine, ...]] = []
    for column, cell in zip(columns, cells, strict=True):
        text = written(figures, cell)
        if column.figures:
            found.append((set_line(text, bold=bold),) if text else ())
        else:
            found.append(tuple(wrapped(text, column.right - column.left + 0.01, BODY.size, bold=bold)))
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


def _head(sheet: Sheet, columns: Sequence[_Column]) -> Piece:
    def draw(pen: Pen, down: float) -> None:
        pen.panel(sheet.left, down, (sheet.width, _HEAD - 2), pen.colours.tint)
        inner = down + (_HEAD - 2 - COLUMN.leading) / 2
        for column in columns:
            if column.figures:
                pen.right(column.right, inner, column.title, COLUMN)
            else:
                pen.left(column.left, inner, column.title, COLUMN)

    return Piece(_HEAD, draw)


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
