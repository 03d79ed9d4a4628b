"""Lines of text as pages, for a letter that has none: A4, each letter as wide as the others, columns kept. Pure.

Reading and painting use the same places, so that a field is shown where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bookdesk.core.errors import UnreadableDocument
from bookdesk.reading.htmltext import COLUMNS
from bookdesk.reading.layout import Piece, arrange
from bookdesk.reading.words import Page, Source

WIDTH_PT: Final = 595.0
HEIGHT_PT: Final = 842.0
SIZE_PT: Final = 9.0
"""Height of a letter."""
_MARGIN = 56.0
_ADVANCE = (WIDTH_PT - 2 * _MARGIN) / COLUMNS
"""Points of a letter's width."""
_LEADING = 13.0
_LINES = int((HEIGHT_PT - 2 * _MARGIN) / _LEADING)
"""Lines of a page."""
_MOST_PAGES = 20
"""Pages of a letter; what stands behind them is no bill, but what was written before it."""
_WORD = re.compile(r"\S+")


def sheets_of(lines: Sequence[str]) -> list[list[Piece]]:
    """Return the words of each page, in points; `UnreadableDocument` where there are none."""
    cut = [lines[start : start + _LINES] for start in range(0, len(lines), _LINES)]
    sheets = [list(_pieces(sheet)) for sheet in cut[:_MOST_PAGES]]
    if not any(sheets):
        raise UnreadableDocument("There is no text to read.", "Ask the sender for the document itself.")
    return sheets


def page_of(sheet: Sequence[Piece], number: int) -> Page:
    """Return the words of page `number` (from 1) as a page."""
    return Page(number, WIDTH_PT, HEIGHT_PT, Source.TEXT, arrange(sheet, number, WIDTH_PT, HEIGHT_PT))


def _pieces(sheet: Sequence[str]) -> Iterator[Piece]:
    for number, line in enumerate(sheet):
        top = _MARGIN + number * _LEADING
        for word in _WORD.finditer(line[:COLUMNS]):
            left = _MARGIN + word.start() * _ADVANCE
            yield Piece(left, top, left + len(word[0]) * _ADVANCE, top + SIZE_PT, word[0])
