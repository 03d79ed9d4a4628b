"""The lines of a paper as a table over pages: heads repeated, sums carried forward, long descriptions split."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bookdesk.core.money import Money
from bookdesk.formats.paper.content import PaperLine
from bookdesk.formats.paper.faces import SetLine, set_line
from bookdesk.formats.paper.pages import Pages
from bookdesk.formats.paper.pen import Pen, Piece, Type
from bookdesk.formats.paper.sheet import BODY, BOLD, COLUMN, SMALL, InvoiceSheet
from bookdesk.formats.paper.wrapping import fitted, wrapped

_GAP: Final = 14.0
"""Points between columns."""
_EDGE: Final = 7.0
"""Points between the outer columns and the edges of the shaded head."""
_ABOVE: Final = 3.8
_HEAD: Final = 20.0
_CARRY: Final = 19.0
_WIDEST: Final = 92.0
"""Points of the column of quantities; a unit that makes it wider is shortened."""
_NARROWEST: Final = 90.0
"""Points that are left to the description, whatever the figures need."""
_TOGETHER: Final = 2
"""Lines of a description that stay together at a page's foot and head."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title set, and the x at which it ends, or begins where `left` is set."""

    title: SetLine
    x: float
    left: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line: its texts, its figures with where they end, and what it adds to the sum."""

    texts: tuple[tuple[SetLine, Type], ...]
    cells: tuple[tuple[float, SetLine], ...]
    amount: Money
    text_x: float

    def height(self, start: int, end: int) -> float:
        """Points that its texts from `start` to before `end` need."""
        inner = sum(kind.leading for _, kind in self.texts[start:end])
        return inner + (_ABOVE if start == 0 else 0) + (_ABOVE if end == len(self.texts) else 0)

    def fitting(self, start: int, room: float) -> int:
        """Return before which of its texts a page of this room ends; `start` where it should not be begun there."""
        end = start
        while end < len(self.texts) and self.height(start, end + 1) <= room:
            end += 1
        if end < len(self.texts):
            end = min(end, len(self.texts) - _TOGETHER)
        return end if end - start >= _TOGETHER or end == len(self.texts) else start


@dataclass(frozen=True, slots=True)
class Table:
    """The whole of it, laid out but not yet on pages."""

    sheet: InvoiceSheet
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def onto(self, pages: Pages, after: float) -> None:
        """Put it on pages so that `after` points are left below its last row, or stand on a page with it."""
        sheet = self.sheet
        if pages.room < _HEAD + _CARRY + self.rows[0].height(0, 1) + _ABOVE:
            pages.turn()
        pages.put(self._head())
        summed = Money.zero(sheet.paper.total.currency)
        for place, row in enumerate(self.rows):
            last = place == len(self.rows) - 1
            start = 0
            while start < len(row.texts):
                end = self._end(pages, row, start, after if last else 0.0)
                if end == start:
                    self._turn(pages, summed)
                    end = max(self._end(pages, row, start, 0.0), start + 1)
                pages.put(self._part(row, start, end))
                summed += row.amount if start == 0 else Money.zero(summed.currency)
                start = end
        if after > pages.room:
            self._turn(pages, summed)

    def _end(self, pages: Pages, row: Row, start: int, after: float) -> int:
        """How far the row goes on this page. The last one keeps `after` with it where a page can hold both."""
        whole = row.height(start, len(row.texts))
        if after and whole + max(after, _CARRY) <= pages.room:
            return len(row.texts)
        fresh = pages.whole - _HEAD - _CARRY
        if after and start == 0 and whole + after <= fresh and pages.room < fresh:
            return start
        if whole + _CARRY > pages.room and start == 0 and whole <= fresh / 4:
            return start
        return row.fitting(start, pages.room - _CARRY)

    def _turn(self, pages: Pages, summed: Money) -> None:
        """End the page with what is carried forward, and begin the next with it."""
        pages.put(self._carry("carried", summed))
        pages.turn()
        pages.put(self._head())
        pages.put(self._carry("brought", summed))

    def _head(self) -> Piece:
        sheet = self.sheet

        def draw(pen: Pen, down: float) -> None:
            pen.panel(sheet.left, down, (sheet.width, _HEAD - 2), pen.colours.tint)
            for column in self.columns:
                (pen.left if column.left else pen.right)(
                    column.x, down + (_HEAD - 2 - COLUMN.leading) / 2, column.title, COLUMN
                )

        return Piece(_HEAD, draw)

    def _part(self, row: Row, start: int, end: int) -> Piece:
        sheet, ends = self.sheet, end == len(row.texts)

        def draw(pen: Pen, down: float) -> None:
            bottom = down + row.height(start, end)
            down += _ABOVE if start == 0 else 0
            for x, cell in row.cells if start == 0 else ():
                pen.right(x, down, cell, BODY)
            for line, kind in row.texts[start:end]:
                pen.left(row.text_x, down, line, kind)
                down += kind.leading
            if ends:
                pen.rule(sheet.left, bottom, sheet.width, weight=0.4)

        return Piece(row.height(start, end), draw)

    def _carry(self, word: str, summed: Money) -> Piece:
        sheet = self.sheet
        label = set_line(sheet.words[word], bold=True)
        amount = set_line(sheet.figures.amount(summed), bold=True)

        def draw(pen: Pen, down: float) -> None:
            inner = down + (_CARRY - BOLD.leading) / 2
            pen.left(self.rows[0].text_x, inner, label, COLUMN)
            pen.right(sheet.right - _EDGE, inner, amount, BOLD)
            if word == "brought":
                pen.rule(sheet.left, down + _CARRY, sheet.width, weight=0.4)

        return Piece(_CARRY, draw)


def table(sheet: InvoiceSheet) -> Table:
    """Return the lines of the paper laid out: columns as wide as their figures, the description has the rest."""
    lines = sheet.paper.lines
    figures = _figures(sheet)
    needed = [_needed(title, cells) for title, cells in figures]
    ends = _ends(sheet.right - _EDGE, needed)
    text_x = sheet.left + _EDGE + set_line(str(len(lines)), bold=True).width * COLUMN.size + _GAP
    text_x = max(text_x, sheet.left + _EDGE + set_line(sheet.words["position"], bold=True).width * COLUMN.size + _GAP)
    width = max(ends[0] - needed[0] - _GAP - text_x, _NARROWEST)
    rows = tuple(
        Row(
            tuple(_texts(line, width)) or ((set_line(""), BODY),),
            (_position(sheet, place), *_row_cells(ends, figures, place)),
            line.amount,
            text_x,
        )
        for place, line in enumerate(lines)
    )
    titles = [Column(set_line(sheet.words["position"], bold=True), sheet.left + _EDGE, left=True)]
    titles.append(Column(set_line(sheet.words["description"], bold=True), text_x, left=True))
    titles += [Column(title, x) for x, (title, _) in zip(ends, figures, strict=True)]
    return Table(sheet, tuple(titles), rows)


def _row_cells(
    ends: Sequence[float], figures: Sequence[tuple[SetLine, list[SetLine]]], place: int
) -> Iterator[tuple[float, SetLine]]:
    for x, (_, cells) in zip(ends, figures, strict=True):
        if cells[place].runs:
            yield x, cells[place]


def _position(sheet: InvoiceSheet, place: int) -> tuple[float, SetLine]:
    number = set_line(str(place + 1))
    return sheet.left + _EDGE + number.width * BODY.size, number


def _texts(line: PaperLine, width: float) -> list[tuple[SetLine, Type]]:
    texts = [(one, BODY) for one in wrapped(line.description, width, BODY.size)]
    return texts + [(one, SMALL) for one in wrapped(line.detail, width, SMALL.size)]


def _figures(sheet: InvoiceSheet) -> list[tuple[SetLine, list[SetLine]]]:
    """Return the columns at the right that any line fills: the title, and what stands in each row."""
    figures, lines, words = sheet.figures, sheet.paper.lines, sheet.words
    columns = [
        ("quantity", [_quantity(sheet, line) for line in lines]),
        ("price", ["" if one.price is None else figures.price(one.price, sheet.decimals) for one in lines]),
        ("rate", ["" if one.rate is None else figures.rate(one.rate) for one in lines]),
        ("amount", [figures.amount(one.amount) for one in lines]),
    ]
    return [
        (set_line(words[name], bold=True), [_cell(cell, short=name == "quantity") for cell in cells])
        for name, cells in columns
        if any(cells)
    ]


def _quantity(sheet: InvoiceSheet, line: PaperLine) -> str:
    return "" if line.quantity is None else f"{sheet.figures.number(line.quantity)} {line.unit}".strip()


def _cell(text: str, *, short: bool) -> SetLine:
    """What stands in a column of figures; a unit may be shortened, an amount never is."""
    if not text:
        return SetLine((), 0)
    return fitted(text, _WIDEST, BODY.size) if short else set_line(text)


def _needed(title: SetLine, cells: Sequence[SetLine]) -> float:
    return max(title.width * COLUMN.size, max(cell.width for cell in cells) * BODY.size)


def _ends(right: float, needed: Sequence[float]) -> list[float]:
    """Return where each column ends, the last one at `right`."""
    ends = [right]
    for width in reversed(needed[1:]):
        ends.insert(0, ends[0] - width - _GAP)
    return ends
