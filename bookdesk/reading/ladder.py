"""From a page picture to words: clean it, read it, and where the result is poor, try the next way and keep the best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bookdesk.reading.cleaning import clean_up, quarter_turned, reduced
from bookdesk.reading.layout import Piece
from bookdesk.reading.ocr import PageMode, TextReader
from bookdesk.reading.pictures import Picture
from bookdesk.reading.quality import FEW_WORDS, POOR_CONFIDENCE, TERRIBLE_CONFIDENCE, mean_confidence, worth

_CLEARLY_BETTER = 1.5
"""How much more a turned page must yield to be believed."""


@dataclass(frozen=True, slots=True)
class PictureReading:
    """Words in the pixels of a picture of `width` by `height` that was turned by `rotation` and then by `skew`."""

    pieces: tuple[Piece, ...]
    width: int
    height: int
    rotation: int
    skew: float


def read_picture(picture: Picture, reader: TextReader, languages: Sequence[str]) -> PictureReading:
    """Return the words of `picture`, upright and straight."""
    first = _read_upright(picture, reader, languages, 0)
    if not _is_terrible(first.pieces):
        return first
    turn = _turn(picture, reader, languages)
    if turn == 0:
        return first
    turned = _read_upright(quarter_turned(picture, turn), reader, languages, turn)
    return max(first, turned, key=lambda one: worth(one.pieces))


def _read_upright(picture: Picture, reader: TextReader, languages: Sequence[str], rotation: int) -> PictureReading:
    cleaned = clean_up(picture)
    pieces = reader.read(cleaned.picture, languages, PageMode.PAGE)
    if mean_confidence(pieces) < POOR_CONFIDENCE or len(pieces) < FEW_WORDS:
        other = reader.read(cleaned.picture, languages, PageMode.BLOCK)
        pieces = max(pieces, other, key=worth)
    height, width = cleaned.picture.pixels.shape
    return PictureReading(pieces, width, height, rotation, cleaned.skew)


def _is_terrible(pieces: Sequence[Piece]) -> bool:
    return mean_confidence(pieces) < TERRIBLE_CONFIDENCE or len(pieces) < FEW_WORDS


def _turn(picture: Picture, reader: TextReader, languages: Sequence[str]) -> int:
    """Return the quarter turn that yields clearly more; tried on a copy of half the size."""
    small = reduced(picture, 2)
    advised = reader.turn(small)
    candidates = (90, 180, 270) if advised is None else (advised,)
    yields = {turn: _yield(quarter_turned(small, turn), reader, languages) for turn in (0, *candidates)}
    best = max(yields, key=lambda turn: yields[turn])
    return best if yields[best] > _CLEARLY_BETTER * max(yields[0], 1.0) else 0


def _yield(picture: Picture, reader: TextReader, languages: Sequence[str]) -> float:
    return worth(reader.read(picture, languages, PageMode.PAGE))
