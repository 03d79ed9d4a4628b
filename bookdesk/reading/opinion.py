"""When a second reader is worth its time: the port to it, and which pictures it looks at.

It takes two to ten times as long as the first one, so it looks at receipts and at pages that were read badly, or where
somebody asks for it. Pure, but for the reader that is handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bookdesk.reading.layout import Piece
from bookdesk.reading.pictures import Picture
from bookdesk.reading.quality import FEW_WORDS, mean_confidence
from bookdesk.reading.second import Second

RECEIPT_ASPECT = 1.6
"""A picture longer than this many widths is a receipt."""
BAD_CONFIDENCE = 0.88
"""Mean confidence of the first reader below which the second one is asked."""


class SecondReader(Protocol):
    """Finds words in a picture as `reading.ocr.TextReader` does, in a way of its own."""

    def read(self, picture: Picture) -> tuple[Piece, ...] | None:
        """Return the words of an upright, straight picture, places in its pixels; `None` where it is not installed."""
        ...


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """A second reader, and which pictures it is asked about."""

    reader: SecondReader
    when: Second = Second.WHERE_NEEDED

    def of(self, picture: Picture, pieces: Sequence[Piece]) -> tuple[Piece, ...] | None:
        """Return the words of a picture of which the first reader read `pieces`; `None` where it was not asked."""
        return self.reader.read(picture) if is_wanted(self.when, picture, pieces) else None


def is_wanted(when: Second, picture: Picture, pieces: Sequence[Piece]) -> bool:
    """Return whether a second reader should look at a picture of which the first one read `pieces`."""
    if when is not Second.WHERE_NEEDED:
        return when is Second.ALWAYS
    height, width = picture.pixels.shape
    badly_read = mean_confidence(pieces) < BAD_CONFIDENCE or len(pieces) < FEW_WORDS
    return height > RECEIPT_ASPECT * width or badly_read
