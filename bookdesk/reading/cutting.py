"""A part of a page as a page of its own: its words, and its picture. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import Final

from bookdesk.reading.layout import Piece, arrange, straightened
from bookdesk.reading.showwire import CHANNELS, PagePicture
from bookdesk.reading.words import Box, Page, quarter_back, turned_back

Area = tuple[int, int, int, int]
"""x0, y0, x1, y1 of a part of a page as it is shown, in ten-thousandths of its sides, origin top left."""
WHOLE: Final = 10_000
_LEAST_TILT, _MOST_TILT = 0.5, 20.0
"""Degrees from which on lines that are askew count as such, and beyond which they are no lines."""
_FEWEST_LINES = 3
_LONG = 3.0
"""Heights between the middles of its first and last word that make a line long enough to tell its slope."""


def is_area(sides: object) -> bool:
    """Whether these are the four sides of a part of a page that is not empty."""
    if not isinstance(sides, list | tuple) or [type(side) for side in sides] != [int] * 4:
        return False
    x0, y0, x1, y1 = sides
    return bool(0 <= x0 < x1 <= WHOLE and 0 <= y0 < y1 <= WHOLE)


def cut_page(page: Page, area: Area) -> Page:
    """Return the part of a page as a page: the words whose middles lie in it, in lines of their own.

    It is turned and askew as the page is, so that `on_paper` leads to the part as it is shown. A paper that lies askew
    by itself on a page that does not is straightened.
    """
    x0, y0, x1, y1 = (side / WHOLE for side in area)
    wide, high = (x1 - x0) * page.width_pt, (y1 - y0) * page.height_pt
    upright = _upright(page, (x0, y0, x1, y1))
    found = list(_inside(page, upright))
    pieces = [piece for piece, _ in found]
    width, height = upright[2] - upright[0], upright[3] - upright[1]
    tilt = _tilt(found) if not (page.skew or page.rotation) else 0.0
    words = arrange(straightened(pieces, tilt, width, height), page.number, width, height)
    return replace(page, width_pt=wide, height_pt=high, words=words, skew=page.skew + tilt, look="")


def _tilt(found: Sequence[tuple[Piece, int]]) -> float:
    """Return the degrees clockwise that straighten the lines of these words, each with its line's number."""
    lines: dict[int, list[Piece]] = {}
    for piece, line in found:
        lines.setdefault(line, []).append(piece)
    slopes = [math.degrees(math.atan2(b.middle - a.middle, _middle_of(b) - _middle_of(a))) for a, b in _ends(lines)]
    tilt = round(-median(slopes), 2) if len(slopes) >= _FEWEST_LINES else 0.0
    return tilt if _LEAST_TILT <= abs(tilt) <= _MOST_TILT else 0.0


def _ends(lines: Mapping[int, Sequence[Piece]]) -> Iterator[tuple[Piece, Piece]]:
    """Yield the first and last word of each line that is long enough to have a slope."""
    for line in lines.values():
        first, last = min(line, key=_middle_of), max(line, key=_middle_of)
        if _middle_of(last) - _middle_of(first) >= _LONG * first.height:
            yield first, last


def _middle_of(piece: Piece) -> float:
    return (piece.x0 + piece.x1) / 2


def cut_picture(picture: PagePicture, area: Area, number: int) -> PagePicture:
    """Return the part of a picture as the picture of page `number`."""
    x0, y0, x1, y1 = area
    left, right = x0 * picture.width // WHOLE, max(x1 * picture.width // WHOLE, x0 * picture.width // WHOLE + 1)
    top, bottom = y0 * picture.height // WHOLE, max(y1 * picture.height // WHOLE, y0 * picture.height // WHOLE + 1)
    row = picture.width * CHANNELS
    rows = (picture.pixels[at * row + left * CHANNELS : at * row + right * CHANNELS] for at in range(top, bottom))
    return PagePicture(number, right - left, bottom - top, b"".join(rows))


def _upright(page: Page, box: Box) -> Box:
    """Return where a box of the page as it is shown lies upright and straight, in points; sides as long as there."""
    width, height = (page.width_pt, page.height_pt)[:: -1 if page.rotation % 180 else 1]
    quarter = -page.rotation % 360
    ends = [quarter_back(x, y, quarter) for x, y in (box[:2], box[2:])]
    across, down = sorted(x * width for x, _ in ends), sorted(y * height for _, y in ends)
    x, y = turned_back(sum(across) / 2, sum(down) / 2, width, height, -page.skew)
    wide, high = (across[1] - across[0]) / 2, (down[1] - down[0]) / 2
    return (x - wide, y - high, x + wide, y + high)


def _inside(page: Page, upright: Box) -> Iterator[tuple[Piece, int]]:
    """Yield the words whose middles lie in it, each with the number of its line."""
    width, height = (page.width_pt, page.height_pt)[:: -1 if page.rotation % 180 else 1]
    x0, y0, x1, y1 = upright
    for word in page.words:
        piece = Piece(
            max(word.x0 * width, x0) - x0,
            max(word.y0 * height, y0) - y0,
            min(word.x1 * width, x1) - x0,
            min(word.y1 * height, y1) - y0,
            word.text,
            word.confidence,
        )
        if _middle(word.x0, word.x1, width, x0, x1) and _middle(word.y0, word.y1, height, y0, y1):
            yield piece, word.line


def _middle(begin: float, end: float, side: float, low: float, high: float) -> bool:
    return low <= (begin + end) / 2 * side < high
