"""Lines read by columns that a person drew on the page: a frame around the rows, and bounds between the columns. Pure.

The columns are proposed from the rows that end in an amount: where no word of any of them stands, there is a bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from typing import Final

from bookdesk.capture.candidates import Find, Finds, tidy_amount
from bookdesk.capture.items import Column, Item
from bookdesk.capture.labels import Label
from bookdesk.capture.lines import Line, Sheet
from bookdesk.capture.roles import Role
from bookdesk.core.amounts import DecimalMark, NotAnAmount, human_amount

NARROWEST: Final = 0.008
"""Share of a page that a column is wide, and the frame is high, at least."""
_MOST_COLUMNS: Final = 12
_VALUES: Final = frozenset({Column.QUANTITY, Column.UNIT_PRICE, Column.RATE, Column.NET})
_SUMS: Final = (Role.TOTAL, Role.NET, Role.DUE, Role.PREPAID)
_NUMBER: Final = re.compile(r"[-+(]?[0-9][0-9.,' ]*")
_LETTERS: Final = re.compile(r"[^\W\d_]")
_OF_A_UNIT: Final = 5
"""Letters that stand behind a count as its unit at most, such as `hours`."""
_CENTS: Final = 2
_APART: Final = 4
"""Lines without an amount that may stand between two rows of one table: the rest of a description."""
_ALIGNED: Final = 0.02
"""Share of the page's width by which right edges of amounts of one column differ at most."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A frame from `top` to `bottom` of a page (from 1) with bounds from left to right, all as shares of the page.

    `holds` says what each column holds: one fewer than there are bounds.
    """

    page: int
    top: float
    bottom: float
    bounds: tuple[float, ...]
    holds: tuple[Column, ...]

    def with_bound(self, number: int, x: float) -> Grid:
        """Return it with one bound elsewhere, as far as its neighbours let it."""
        low = self.bounds[number - 1] + NARROWEST if number else 0.0
        high = self.bounds[number + 1] - NARROWEST if number + 1 < len(self.bounds) else 1.0
        bounds = (*self.bounds[:number], min(max(x, low), high), *self.bounds[number + 1 :])
        return replace(self, bounds=bounds)

    def with_frame(self, top: float, bottom: float) -> Grid:
        """Return it with another height, as far as the page and the other edge let it."""
        top = min(max(top, 0.0), 1.0 - NARROWEST)
        return replace(self, top=top, bottom=min(max(bottom, top + NARROWEST), 1.0))

    def parted(self, x: float) -> Grid:
        """Return it with a new bound at `x`; as it is where there is no room or there are columns enough."""
        if len(self.holds) >= _MOST_COLUMNS or not self.bounds[0] < x < self.bounds[-1]:
            return self
        if min(abs(x - one) for one in self.bounds) < NARROWEST:
            return self
        at = self.column_at(x)
        bounds = (*self.bounds[: at + 1], x, *self.bounds[at + 1 :])
        return replace(self, bounds=bounds, holds=(*self.holds[: at + 1], Column.OTHER, *self.holds[at + 1 :]))

    def joined(self, number: int) -> Grid:
        """Return it without one of the inner bounds; the left column's kind stays, unless it had none."""
        if not 0 < number < len(self.bounds) - 1:
            return self
        left, right = self.holds[number - 1 : number + 1]
        kept = right if left is Column.OTHER else left
        holds = (*self.holds[: number - 1], kept, *self.holds[number + 1 :])
        return replace(self, bounds=(*self.bounds[:number], *self.bounds[number + 1 :]), holds=holds)

    def named(self, column: int, holds: Column) -> Grid:
        """Return it with column `column` (from 0) holding something else; another that held it holds nothing."""
        others = (Column.OTHER if one is holds and one is not Column.DESCRIPTION else one for one in self.holds)
        made = list(others)
        made[column] = holds
        return replace(self, holds=tuple(made))

    def column_at(self, x: float) -> int:
        """Return the column at `x`, the outermost one where it is beside the frame."""
        inner = self.bounds[1:-1]
        return sum(x >= bound for bound in inner)


# -- reading


@dataclass
class _Row:
    words: list[str] = field(default_factory=list)
    values: dict[Column, Decimal] = field(default_factory=dict)


def lines_in(grid: Grid, sheet: Sheet, mark: DecimalMark | None) -> tuple[Item, ...]:
    """Return the lines within the frame, top to bottom; `mark` is the page's decimal mark, None where nothing tells.

    A row begins where a column that has a value has one again. A line that only has words belongs to the row above
    it, before the first row to that one; one with words where figures should be is a line of heads and is left out.
    """
    return tuple(item for row in _rows(grid, sheet, mark) if (item := _item(row, grid)) is not None)


def _rows(grid: Grid, sheet: Sheet, mark: DecimalMark | None) -> Iterator[_Row]:
    row = _Row()
    for line in _framed(grid, sheet):
        cells = _cells(grid, line)
        found = {one: value for one in _VALUES if (value := _value(one, cells.get(one, ""), mark)) is not None}
        if not found and any(cells.get(one) for one in _VALUES):
            continue  # words where figures should be: the heads
        if row.values.keys() & found.keys():
            yield row
            row = _Row()
        row.values |= found
        if words := cells.get(Column.DESCRIPTION):
            row.words.append(words)
    yield row


def _framed(grid: Grid, sheet: Sheet) -> Iterator[Line]:
    for line in sheet.lines:
        middle = (line.box[1] + line.box[3]) / 2
        if line.page == grid.page and grid.top <= middle <= grid.bottom:
            yield line


def _cells(grid: Grid, line: Line) -> Mapping[Column, str]:
    """Return the words of a line by what their column holds; beside the frame nothing is read."""
    cells: dict[Column, list[str]] = {}
    for token in line.tokens:
        middle = (token.box[0] + token.box[2]) / 2
        if grid.bounds[0] <= middle <= grid.bounds[-1]:
            cells.setdefault(grid.holds[grid.column_at(middle)], []).append(token.text)
    return {column: " ".join(texts) for column, texts in cells.items()}


def _value(column: Column, text: str, mark: DecimalMark | None) -> Decimal | None:
    """Return the figure of a cell; of an amount that may be two values none."""
    if column in {Column.QUANTITY, Column.RATE}:
        found = _NUMBER.match(text)  # `3 pc`, `10 %`
        text = found[0].strip() if found else ""
    try:
        return human_amount(tidy_amount(text), mark).value if text else None
    except NotAnAmount:
        return None


def _item(row: _Row, grid: Grid) -> Item | None:
    quantity, price = row.values.get(Column.QUANTITY), row.values.get(Column.UNIT_PRICE)
    net = row.values.get(Column.NET)
    if net is None and Column.NET not in grid.holds and price is not None:
        net = price if quantity is None else quantity * price
    if net is None:
        return None
    return Item(" ".join(row.words), quantity, price, net, row.values.get(Column.RATE))


# -- proposing


def proposed(sheet: Sheet, page: int, finds: Finds, labels: Sequence[Label]) -> Grid:
    """Return the columns of a page's longest table as they seem to be; half the page where no row is seen."""
    rows = _longest(_ending_in_amounts(sheet, page, finds, labels))
    if not rows:
        return Grid(page, 0.3, 0.7, (0.05, 0.75, 0.95), (Column.DESCRIPTION, Column.NET))
    lines = [line for line, _ in rows]
    spans = _spans(lines)
    bounds = (
        max(spans[0][0] - 0.01, 0.0),
        *((left[1] + right[0]) / 2 for left, right in pairwise(spans)),
        min(spans[-1][1] + 0.01, 1.0),
    )
    high = max(line.box[3] - line.box[1] for line in lines)
    top, bottom = lines[0].box[1] - high / 2, lines[-1].box[3] + high / 2
    grid = Grid(page, max(top, 0.0), min(bottom, 1.0), bounds, tuple(Column.OTHER for _ in spans))
    return replace(grid, holds=_kinds(grid, lines))


def _ending_in_amounts(sheet: Sheet, page: int, finds: Finds, labels: Sequence[Label]) -> Iterator[tuple[Line, Find]]:
    """Yield the lines of a page that end in an amount with cents and name no sum.

    `GST` may stand in a row as its tax code, so a label of tax says something only where the line begins with it.
    """
    sums = {
        label.line
        for label in labels
        if any(label.weight(role) for role in _SUMS) or (label.first == 0 and label.weight(Role.TAX))
    }
    last: dict[int, Find] = {}
    for find in finds.amounts:
        if find.decimals == _CENTS and (find.line not in last or find.last > last[find.line].last):
            last[find.line] = find
    for line in sheet.lines:
        find_there = last.get(line.number)
        if line.page == page and line.number not in sums and find_there is not None:
            yield line, find_there


def _longest(rows: Iterator[tuple[Line, Find]]) -> list[tuple[Line, Find]]:
    """Return the longest run of rows whose amounts stand under each other."""
    runs: list[list[tuple[Line, Find]]] = []
    for row in rows:
        near = runs and row[0].number - runs[-1][-1][0].number <= _APART
        if near and abs(row[1].box[2] - runs[-1][-1][1].box[2]) <= _ALIGNED:
            runs[-1].append(row)
        else:
            runs.append([row])
    return max(runs, key=len, default=[])


def _spans(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Return from where to where something stands in any of the lines, left to right."""
    found: list[tuple[float, float]] = []
    for x0, x1 in sorted((cell.box[0], cell.box[2]) for line in lines for cell in line.cells):
        if found and x0 <= found[-1][1] + NARROWEST / 2:
            found[-1] = (found[-1][0], max(found[-1][1], x1))
        else:
            found.append((x0, x1))
    return _joined_to(found, _MOST_COLUMNS)


def _joined_to(spans: list[tuple[float, float]], most: int) -> list[tuple[float, float]]:
    """Return so many spans at most; what stands closest together becomes one."""
    while len(spans) > most:
        at = min(range(len(spans) - 1), key=lambda index: spans[index + 1][0] - spans[index][1])
        spans[at : at + 2] = [(spans[at][0], spans[at + 1][1])]
    return spans


def _kinds(grid: Grid, lines: Sequence[Line]) -> tuple[Column, ...]:
    """Return what the columns hold by what most of their cells look like; amounts from the right."""
    texts = [_texts(grid, lines, column) for column in range(len(grid.holds))]
    looks = [_look(column) for column in texts]
    words = [at for at, look in enumerate(looks) if look is Column.DESCRIPTION] or [
        at for at, look in enumerate(looks) if look is Column.QUANTITY and any(map(_LETTERS.search, texts[at]))
    ]  # `2 x Ice`
    longest = max(words, key=lambda at: sum(map(len, texts[at])), default=-1)
    kinds, amounts = [Column.OTHER] * len(looks), [Column.UNIT_PRICE, Column.NET]
    for at in reversed(range(len(looks))):
        look = looks[at]
        if at == longest or (look in {Column.RATE, Column.QUANTITY} and at > longest and look not in kinds):
            kinds[at] = Column.DESCRIPTION if at == longest else look
        elif look is Column.NET and at > longest and amounts:
            kinds[at] = amounts.pop()
    return tuple(kinds)


def _texts(grid: Grid, lines: Sequence[Line], column: int) -> list[str]:
    told = (
        " ".join(t.text for t in line.tokens if grid.column_at((t.box[0] + t.box[2]) / 2) == column) for line in lines
    )
    return [text for text in told if text]


def _look(texts: Sequence[str]) -> Column:
    """Return what cells look like: words, a rate, an amount with cents, a count."""
    looks = [_look_of(text) for text in texts]
    return max(dict.fromkeys(looks), key=looks.count, default=Column.OTHER)


def _look_of(text: str) -> Column:
    if text.rstrip().endswith("%"):
        return Column.RATE
    try:
        read = human_amount(tidy_amount(text))
    except NotAnAmount:
        few = len(_LETTERS.findall(text)) <= _OF_A_UNIT
        return Column.QUANTITY if few and _NUMBER.match(text) else Column.DESCRIPTION
    return Column.NET if read.decimals == _CENTS else Column.QUANTITY
