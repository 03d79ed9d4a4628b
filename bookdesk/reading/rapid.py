"""The second reader: lines are found on the page, each is cut out and spelled by itself.

What finds lines and what spells them is handed in (`reading.rapid_engine` has the real ones), so that the way from a
page to lines and from columns back to places is the same for every engine of this kind.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from bookdesk.reading.layout import Piece
from bookdesk.reading.pictures import Gray, Picture
from bookdesk.reading.spelling import NONE, Guesses, Spelled, spelled

Corners = npt.NDArray[np.float64]
"""Four points (x, y) in pixels: top left, top right, bottom right, bottom left."""
FindLines = Callable[[Gray], Sequence[Corners]]
SpellLines = Callable[[npt.NDArray[np.float32]], Sequence[Guesses]]
"""Takes lines of one size (lines, 3, `LINE_HEIGHT`, width; black -1, white 1) and returns the guesses for each."""

LINE_HEIGHT = 48
"""Pixels of a line's height that the recogniser was trained for (PP-OCRv4 to v6)."""
_LEAST_WIDTH = 320
"""Pixels of a line's width below which it is filled up, as in training."""
_LONGEST = 3_200
"""Pixels of a line's width beyond which it is squeezed: no line of text is 67 times as long as it is high."""
_BATCH_PIXELS = 8_000
"""Pixels of width of the lines that are spelled at once: each takes 75 kB for the guesses of eight pixels."""
_MOST_LINES = 1_000
_LEAST_SIDE = 3.0
_LEAST_PAGE = 32
"""Pixels of a page's side below which it holds no line; finders work in steps of 32."""
_MOST_WIDTHS, _STRETCH, _SHARED = 3.0, 2.5, 0.25
"""A page longer than so many of its widths is looked at in stretches of so many, which share so much with the next."""
_MOST_HEIGHTS = 20
"""A page wider than so many of its heights is none."""
_LATIN_END = "\u0250"
_SIGNS = ("\u2010", "\u2100")
"""Dashes, quotation marks and the signs of currencies (Unicode: General Punctuation to Currency Symbols)."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line cut out of the page, `LINE_HEIGHT` high."""

    corners: Corners
    pixels: Gray

    @property
    def width(self) -> int:
        return int(self.pixels.shape[1])


class RapidReader:
    """A `reading.second.SecondReader`. One thread only."""

    def __init__(self, find: FindLines, spell: SpellLines, alphabet: Sequence[str]) -> None:
        """Use `find` and `spell`; `alphabet` has a sign for each guess, `spelling.NONE` first and the space too."""
        self._find, self._spell, self._alphabet = find, spell, tuple(alphabet)
        self._allowed = np.array([NONE, *_latin(self._alphabet)], dtype=np.intp)

    def read(self, picture: Picture) -> tuple[Piece, ...]:
        """Return the words of `picture`, places in its pixels."""
        page = Image.fromarray(picture.pixels)
        found = sorted(self._lines(picture.pixels), key=_area, reverse=True)[:_MOST_LINES]
        lines = [line for corners in found if (line := _cut_out(page, corners)) is not None]
        return tuple(piece for batch in _batches(lines) for piece in self._read(batch))

    def _lines(self, page: Gray) -> Iterator[Corners]:
        """Find the lines of a page; those of a long one in stretches, since finders look at the whole reduced."""
        height, width = page.shape
        if min(height, width) < _LEAST_PAGE or width > _MOST_HEIGHTS * height:
            return
        for top, bottom, first, last in _stretches(height, width):
            for corners in self._find(page[top:bottom]):
                whole = corners + np.array((0.0, top))
                if first <= whole[:, 1].mean() < last:
                    yield whole

    def _read(self, batch: Sequence[_Line]) -> Iterator[Piece]:
        width = max(_LEAST_WIDTH, *(line.width for line in batch))
        stacked = np.zeros((len(batch), 3, LINE_HEIGHT, width), np.float32)
        for place, line in enumerate(batch):
            stacked[place, :, :, : line.width] = line.pixels.astype(np.float32) / 127.5 - 1
        for line, guesses in zip(batch, self._spell(stacked), strict=True):
            for word in spelled(guesses, self._alphabet, self._allowed):
                yield _placed(word, line, width / len(guesses) / line.width)


def _stretches(height: int, width: int) -> Iterator[tuple[int, int, float, float]]:
    """Yield top and bottom of each stretch, and between which heights the middles of its own lines lie."""
    if height <= _MOST_WIDTHS * width:
        yield 0, height, 0, height
        return
    step, shared = round(_STRETCH * width), round(_SHARED * width)
    tops = range(0, height - shared, step)
    for top in tops:
        bottom = min(height, top + step + shared)
        first = top + shared / 2 if top else 0
        yield top, bottom, first, height if bottom == height else bottom - shared / 2
        if bottom == height:
            return


def _latin(alphabet: Sequence[str]) -> list[int]:
    """Return the places of signs in which documents here are written: most others are Chinese."""
    first, last = _SIGNS
    return [place for place, sign in enumerate(alphabet) if place and (sign < _LATIN_END or first <= sign < last)]


def _cut_out(page: Image.Image, corners: Corners) -> _Line | None:
    across, down = _sides(corners)
    if min(across, down) < _LEAST_SIDE:
        return None
    width = min(_LONGEST, max(1, round(across / down * LINE_HEIGHT)))
    top_left, top_right, bottom_right, bottom_left = ((float(x), float(y)) for x, y in corners)
    quad = (*top_left, *bottom_left, *bottom_right, *top_right)
    cut = page.transform((width, LINE_HEIGHT), Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)
    return _Line(corners, np.asarray(cut, dtype=np.uint8))


def _batches(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Yield lines of like width together, since the shorter ones of a batch are filled up."""
    batch: list[_Line] = []
    for line in sorted(lines, key=lambda one: one.width):
        if batch and max(_LEAST_WIDTH, line.width) * (len(batch) + 1) > _BATCH_PIXELS:
            yield batch
            batch = []
        batch.append(line)
    if batch:
        yield batch


def _placed(word: Spelled, line: _Line, column: float) -> Piece:
    """Return a word on the page; `column` is the width of a column as a share of the line."""
    start, end = min(1.0, word.start * column), min(1.0, word.end * column)
    upper, lower = (_along(line.corners[a], line.corners[b], start, end) for a, b in ((0, 1), (3, 2)))
    x0, x1 = min(upper[0][0], lower[0][0]), max(upper[1][0], lower[1][0])
    y0, y1 = (sum(float(point[1]) for point in edge) / 2 for edge in (upper, lower))
    return Piece(float(x0), y0, float(x1), y1, word.text, word.confidence)


def _along(first: Corners, last: Corners, start: float, end: float) -> tuple[Corners, Corners]:
    return first + (last - first) * start, first + (last - first) * end


def _sides(corners: Corners) -> tuple[float, float]:
    """Return the longer of the two widths, and of the two heights."""
    steps = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    return float(max(steps[0], steps[2])), float(max(steps[1], steps[3]))


def _area(corners: Corners) -> float:
    across, down = _sides(corners)
    return across * down
