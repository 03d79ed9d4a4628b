"""The table of lines that most documents have: columns, wrapping, page turns and the sums below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bookdesk.sandbox.papers.sheet import GREY, Align, Colour, Sheet
from bookdesk.sandbox.papers.truth import Line, Truth
from bookdesk.sandbox.papers.wording import Wording

_PITCH = 4.4


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, the edge at which its text stands, and what it shows of a line."""

    heading: str
    x: float
    show: Callable[[int, Line], str]
    align: Align = Align.RIGHT
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Style:
    """How the table looks."""

    head_fill: Colour | None = None
    head_colour: Colour = (0.0, 0.0, 0.0)
    stripe: Colour | None = None
    ruled: bool = False
    size: float = 9.0
    row_gap: float = 2.4


@dataclass(frozen=True, slots=True)
class Table:
    """Writes rows between `left` and `right`, not below `bottom`; a full page is turned and continued at `resume`."""

    columns: Sequence[Column]
    left: float
    right: float
    bottom: float
    resume: float
    style: Style
    on_turn: Callable[[], None]

    def write(self, sheet: Sheet, y: float, lines: Sequence[Line]) -> float:
        """Write heading and rows; returns the y below the last."""
        y = self._heading(sheet, y)
        for index, line in enumerate(lines):
            height = self._height(sheet, line)
            if y + height > self.bottom:
                sheet.turn()
                self.on_turn()
                y = self._heading(sheet, self.resume)
            if self.style.stripe and index % 2:
                sheet.block(self.left, y - 4.2, self.right - self.left, height, self.style.stripe)
            self._row(sheet, y, index, line)
            y += height
            if self.style.ruled:
                sheet.rule(self.left, y - 4.2, self.right, weight=0.25, colour=GREY)
        return y

    def _heading(self, sheet: Sheet, y: float) -> float:
        if self.style.head_fill:
            sheet.block(self.left, y - 4.6, self.right - self.left, 6.6, self.style.head_fill)
        else:
            sheet.rule(self.left, y + 1.8, self.right, weight=0.8)
        for column in self.columns:
            x = column.x
            sheet.text(
                x, y, column.heading, self.style.size, bold=True, align=column.align, colour=self.style.head_colour
            )
        return y + 7.4

    def _height(self, sheet: Sheet, line: Line) -> float:
        return len(self._wrapped(sheet, line)) * _PITCH + self.style.row_gap

    def _wrapped(self, sheet: Sheet, line: Line) -> list[str]:
        width = next(column.width for column in self.columns if column.width)
        return sheet.wrapped(line.description, width, self.style.size)

    def _row(self, sheet: Sheet, y: float, index: int, line: Line) -> None:
        for column in self.columns:
            if column.width:
                sheet.column(column.x, y, self._wrapped(sheet, line), self.style.size, pitch=_PITCH)
            else:
                sheet.text(column.x, y, column.show(index, line), self.style.size, align=column.align)


def sums(truth: Truth, words: Wording, *, by_rate: bool = True) -> list[tuple[str, str]]:
    """Return the rows below the table, as label and amount: net, tax by rate, total, paid and due."""
    if truth.inclusive:
        rows = [(words["included"], words.money(truth.tax))]
    else:
        rows = [(words["net"], words.money(truth.net))]
        taxed = [share for share in truth.shares if share.rate]
        if by_rate and len(truth.shares) > 1:
            rows += [(f"{words['tax']} {words.percent(share.rate)}", words.money(share.tax)) for share in taxed]
        else:
            rows += [(words["tax"], words.money(truth.tax))]
    rows += [(f"{words['total']} ({truth.currency})", words.money(truth.total))]
    if truth.prepaid:
        rows += [(words["paid"], words.money(-truth.prepaid)), (words["balance"], words.money(truth.amount_due))]
    return rows
