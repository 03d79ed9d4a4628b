"""Where a value stands on a page, told by what is around it and by what it looks like, not by what it says. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from bookdesk.capture.lines import Line, Sheet, Token
from bookdesk.capture.memory.marks import FIGURES, Marker
from bookdesk.reading.words import Box

_LEFT = (0.6, 0.25, 0.15)
"""Weights of the words to the left, the nearest first."""
_ROWS_ABOVE = 8
_ABOVE = 3
"""Words above that are kept."""
_REACH = 0.04
"""Share of a page by which a value moves between two documents of one layout without being another one."""
_LEFT_SAYS, _ABOVE_SAYS, _ACROSS_SAYS, _DOWN_SAYS, _FORM_SAYS = 0.35, 0.15, 0.2, 0.15, 0.15
_NEUTRAL = 0.5
_OTHER_PAGE = 0.3
_LONGEST_FORM = 12


@dataclass(frozen=True, slots=True)
class Spot:
    """A value's surroundings as marks, its place as shares of the page, its form (`A9-9` for `INV2026-14`).

    `page` counts from the first page (0), `from_last` from the last one (0).
    """

    left: tuple[int, ...]
    above: tuple[int, ...]
    x0: float
    x1: float
    y: float
    page: int
    from_last: int
    form: str


def spot_of(sheet: Sheet, line: int, first: int, last: int, marker: Marker) -> Spot:
    """Return the spot of tokens `first` to `last` of line number `line`."""
    row = sheet.lines[line]
    cell = row.cell(first, last)
    before = row.tokens[max(0, first - len(_LEFT)) : first]
    x0, y0, x1, y1 = cell.box
    return Spot(
        tuple(marker.word(token.text) for token in reversed(before)),
        _above(sheet, row, cell.box, marker),
        x0,
        x1,
        (y0 + y1) / 2,
        row.page - sheet.lines[0].page,
        sheet.last_page - row.page,
        form_of(cell.text),
    )


def form_of(text: str) -> str:
    """Return the form of a value: runs of letters as `A`, of digits as `9`, the signs between as they are."""
    kinds = ("A" if sign.isalpha() else "9" if sign.isdigit() else sign for sign in text if not sign.isspace())
    return "".join(kind for kind, _ in groupby(kinds))[:_LONGEST_FORM]


def alike(one: Spot, other: Spot) -> float:
    """Return how alike two spots are, 0 to 1."""
    across = _near(min(abs(one.x0 - other.x0), abs(one.x1 - other.x1)))
    same_page = one.page == other.page or one.from_last == other.from_last
    down = _near(abs(one.y - other.y)) * (1.0 if same_page else _OTHER_PAGE)
    return (
        _LEFT_SAYS * _left_alike(one.left, other.left)
        + _ABOVE_SAYS * _above_alike(one.above, other.above)
        + _ACROSS_SAYS * across
        + _DOWN_SAYS * down
        + _FORM_SAYS * (1.0 if one.form == other.form else _form_alike(one.form, other.form))
    )


def _above(sheet: Sheet, row: Line, box: Box, marker: Marker) -> tuple[int, ...]:
    """Return the words above in the column: those of the nearest line that has a word without figures there."""
    figures = False
    for line in reversed(sheet.lines[max(0, row.number - _ROWS_ABOVE) : row.number]):
        if line.page != row.page:
            break
        over = [token for token in line.tokens if _shares(token, box)]
        words = [mark for token in over if (mark := marker.word(token.text)) != FIGURES]
        if words:
            return (*([FIGURES] if figures else []), *words[:_ABOVE])
        figures = figures or bool(over)
    return (FIGURES,) if figures else ()


def _shares(token: Token, box: Box) -> bool:
    return min(token.box[2], box[2]) > max(token.box[0], box[0])


def _near(distance: float) -> float:
    return math.exp(-((distance / _REACH) ** 2))


def _left_alike(one: Sequence[int], other: Sequence[int]) -> float:
    if not one and not other:
        return _NEUTRAL
    return sum(
        weight
        for index, weight in enumerate(_LEFT)
        if (one[index] if index < len(one) else None) == (other[index] if index < len(other) else None)
    )


def _above_alike(one: Sequence[int], other: Sequence[int]) -> float:
    if not one and not other:
        return _NEUTRAL
    return len(set(one) & set(other)) / len(set(one) | set(other))


def _form_alike(one: str, other: str) -> float:
    """Return 0 to 0.7: how much of the two forms is common at their beginnings."""
    common = 0
    for mine, its in zip(one, other, strict=False):
        if mine != its:
            break
        common += 1
    return 0.7 * common / max(len(one), len(other), 1)
