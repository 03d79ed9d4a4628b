"""Pages drawn from rows of text, for a file that has none: A4, laid out in points, painted at any size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFont

from bookdesk.reading.einvoicerows import Row, Style
from bookdesk.reading.sniff import PAGE_LIMIT

WIDTH_PT, HEIGHT_PT = 595.0, 842.0
_MARGIN, _BOTTOM = 56.0, 780.0
_VALUE_AT = 176.0
_RIGHT = WIDTH_PT - _MARGIN
_COLUMNS_END = (344.0, 424.0, 470.0, _RIGHT)
"""Right edges of the four columns of numbers."""
_TEXT_WIDTH = 218.0
"""Points that a table's text may take beside the numbers."""
_SIZES = {Style.TITLE: 18.0, Style.HEADING: 11.0}
_SIZE = 9.0
_LEADING = 1.5
_SPACE_ABOVE = {Style.HEADING: 12.0, Style.NOTE: 4.0, Style.HEADS: 2.0}
_INK, _PALE = (24, 33, 46), (85, 98, 116)
_PALE_STYLES = frozenset({Style.NOTE, Style.HEADS})
_MEASURED_AT = 8.0
"""Pixels a point has where text is measured, so that hinting does not count."""
_FONTS = ("DejaVuSans.ttf", "arial.ttf", "Arial.ttf", "LiberationSans-Regular.ttf")
"""Fonts of the systems that have the letters of every language of Europe."""
_LAST_RESORT = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"

Font = ImageFont.FreeTypeFont


@dataclass(frozen=True, slots=True)
class _Ink:
    """A text at its place in points; `anchor` as Pillow names it: left or right, top."""

    x: float
    y: float
    text: str
    size: float
    anchor: str
    pale: bool


class DrawnPages:
    """Rows of text as pages."""

    def __init__(self, rows: Sequence[Row]) -> None:
        """Lay the rows out; what would need more pages than a document may have is left out."""
        self._pages = _paginated(rows)[:PAGE_LIMIT]

    def __len__(self) -> int:
        """Return the number of pages."""
        return len(self._pages)

    def shown(self, number: int, size: tuple[int, int]) -> bytes:
        """Return page `number` (from 1) in colour, `size` pixels large: three bytes a pixel, rows from the top."""
        scale = size[0] / WIDTH_PT
        image = Image.new("RGB", size, "white")
        pen = ImageDraw.Draw(image)
        for ink in self._pages[number - 1]:
            colour = _PALE if ink.pale else _INK
            place = (ink.x * scale, ink.y * scale)
            pen.text(place, ink.text, font=font_of(ink.size * scale), fill=colour, anchor=ink.anchor)
        return image.tobytes()


def _paginated(rows: Sequence[Row]) -> list[list[_Ink]]:
    pages: list[list[_Ink]] = [[]]
    y = _MARGIN
    for row in rows:
        inks, height = _laid_out(row)
        above = _SPACE_ABOVE.get(row.style, 0.0)
        if pages[-1] and y + above + height > _BOTTOM:
            pages.append([])
            y, above = _MARGIN, 0.0
        pages[-1] += [_Ink(one.x, one.y + y + above, one.text, one.size, one.anchor, one.pale) for one in inks]
        y += above + height
    return pages


def _laid_out(row: Row) -> tuple[list[_Ink], float]:
    """Return the texts of a row, measured from its top, and its height."""
    size = _SIZES.get(row.style, _SIZE)
    step = size * _LEADING
    pale = row.style in _PALE_STYLES
    if row.style is Style.PAIR:
        label, value = row.cells
        lines = _wrapped(value, size, _RIGHT - _VALUE_AT)
        inks = [_Ink(_MARGIN, 0.0, label, size, "la", pale=True), *_column(lines, _VALUE_AT, size, pale=False)]
    else:
        numbers = row.cells[1:]
        lines = _wrapped(row.cells[0], size, _TEXT_WIDTH if numbers else _RIGHT - _MARGIN)
        ends = zip(_COLUMNS_END, numbers, strict=False)
        inks = [*_column(lines, _MARGIN, size, pale=pale), *(_Ink(x, 0.0, one, size, "ra", pale) for x, one in ends)]
    return inks, max(len(lines), 1) * step


def _column(lines: Sequence[str], x: float, size: float, *, pale: bool) -> Iterator[_Ink]:
    for index, line in enumerate(lines):
        yield _Ink(x, index * size * _LEADING, line, size, "la", pale)


def _wrapped(text: str, size: float, width: float) -> list[str]:
    """Break a text into lines of at most `width` points; a longer word is cut."""
    font, limit = font_of(size * _MEASURED_AT), width * _MEASURED_AT
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(joined) <= limit:
            lines[-1] = joined
            continue
        while font.getlength(word) > limit and len(word) > 1:
            fits = max(1, int(len(word) * limit / font.getlength(word)))
            lines.append(word[:fits])
            word = word[fits:]  # noqa: PLW2901 - the rest of the word goes on
        lines.append(word)
    return lines


@lru_cache(64)
def font_of(pixels: float, preferred: tuple[str, ...] = ()) -> Font:
    """Return the first of the `preferred` fonts that this system has, else one with the letters of all of Europe."""
    for name in (*preferred, *_FONTS, str(_LAST_RESORT)):
        try:
            return ImageFont.truetype(name, max(1.0, pixels))
        except OSError:
            continue  # this system does not have it
    raise RuntimeError("the program's own font is missing")
