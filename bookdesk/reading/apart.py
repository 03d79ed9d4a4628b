"""A picture of several papers, each read by itself: tilted as it lies, its lines apart from those of the others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from bookdesk.reading.cleaning import skew_of, turned
from bookdesk.reading.ladder import PictureReading, read_picture
from bookdesk.reading.layout import arrange
from bookdesk.reading.ocr import TextReader
from bookdesk.reading.opinion import SecondOpinion
from bookdesk.reading.pictures import Picture
from bookdesk.reading.sheets import Sheet, sheets_on
from bookdesk.reading.words import Word, share, turned_back

_MOST_TILTED = 20.0
"""Degrees by which a paper may lie askew on a desk; a page in a scanner does not lie like that."""
_FEWEST_WORDS = 5
"""Words that a paper holds at least; what has fewer is a cup, a card, or the edge of something."""


def words_apart(
    picture: Picture, reader: TextReader, languages: Sequence[str], second: SecondOpinion | None = None
) -> tuple[Word, ...]:
    """Return the words of a picture paper by paper, as they lie on it; none where it shows no several papers.

    Papers that lie on their side, and what else is bright on a desk, are left to the reading of the whole picture.
    """
    read = []
    for sheet in sheets_on(picture.pixels):
        tilt = skew_of(sheet.pixels, _MOST_TILTED)
        pixels = turned(sheet.pixels, tilt) if tilt else sheet.pixels
        found = read_picture(replace(picture, pixels=pixels), reader, languages, second, receipt=True)
        if found.rotation:
            return ()
        read.append((sheet, found, tilt + found.skew))
    if sum(len(found.pieces) >= _FEWEST_WORDS for _, found, _ in read) < 2:  # noqa: PLR2004 - one paper is no several
        return ()
    words: list[Word] = []
    for sheet, found, tilt in read:
        words += _laid_back(sheet, found, tilt, picture, words)
    return tuple(words)


def _laid_back(sheet: Sheet, found: PictureReading, tilt: float, whole: Picture, before: Sequence[Word]) -> list[Word]:
    """Return the words of a paper where they lie on the whole picture, lines and blocks counted on from `before`."""
    high, wide = sheet.pixels.shape
    height, width = whole.pixels.shape
    line = 1 + max((word.line for word in before), default=-1)
    block = 1 + max((word.block for word in before), default=-1)
    angle = math.radians(abs(tilt))
    placed = []
    for word in arrange(found.pieces, 1, found.width, found.height):
        x, y = turned_back((word.x0 + word.x1) / 2 * wide, (word.y0 + word.y1) / 2 * high, wide, high, tilt)
        across, down = (word.x1 - word.x0) * wide, (word.y1 - word.y0) * high
        half_wide = (across * math.cos(angle) + down * math.sin(angle)) / 2
        half_high = (down * math.cos(angle) + across * math.sin(angle)) / 2
        x, y = x + sheet.left, y + sheet.top
        box = ((x - half_wide) / width, (y - half_high) / height, (x + half_wide) / width, (y + half_high) / height)
        x0, y0, x1, y1 = map(share, box)
        placed.append(replace(word, x0=x0, y0=y0, x1=x1, y1=y1, line=line + word.line, block=block + word.block))
    return placed
