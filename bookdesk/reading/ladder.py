"""From a page picture to words: clean it, read it, and where the result is poor, climb to the next way of reading.

A clean page is read once. The rungs above: enlarged, where letters are small; as one block of lines, where columns
were missed, which is usual on receipts; softened, where the print is faint or made of dots; turned, where nothing
makes sense. What several readings saw is merged word by word. On the last rung stands the second reader, where it is
installed, for receipts and for pages that are poor all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from statistics import median

from bookdesk.reading.blending import blended
from bookdesk.reading.cleaning import Cleaned, clean_up, quarter_turned, reduced, resized, softened
from bookdesk.reading.layout import Piece, straightened
from bookdesk.reading.merging import merge, scaled
from bookdesk.reading.ocr import PageMode, TextReader
from bookdesk.reading.opinion import RECEIPT_ASPECT, SecondOpinion
from bookdesk.reading.pictures import Picture
from bookdesk.reading.quality import FEW_WORDS, POOR_CONFIDENCE, TERRIBLE_CONFIDENCE, mean_confidence, worth
from bookdesk.reading.secondlook import Looks, looked_twice

_CLEARLY_BETTER = 1.5
"""How much more a turned page must yield to be believed."""
_SMALL_LETTERS = 16.0
"""Pixels of the usual word's height below which a picture is enlarged."""
_GOOD_LETTERS = 28.0
"""Pixels of the usual word's height that the engine reads best."""
_BELIEVED = 0.5
_AT_A_PAGE, _AT_A_RECEIPT = Looks(6, 0.9), Looks(60)
"""Words that are looked at twice: on a page doubtful ones only, and so few that it takes a twentieth longer at most."""


@dataclass(frozen=True, slots=True)
class PictureReading:
    """Words in the pixels of a picture of `width` by `height` that was turned by `rotation` and then by `skew`."""

    pieces: tuple[Piece, ...]
    width: int
    height: int
    rotation: int
    skew: float


@dataclass(frozen=True, slots=True)
class _Upright:
    """A picture turned by `rotation` and cleaned, and its words in its own pixels."""

    cleaned: Cleaned
    pieces: tuple[Piece, ...]
    rotation: int


def read_picture(
    picture: Picture,
    reader: TextReader,
    languages: Sequence[str],
    second: SecondOpinion | None = None,
    *,
    receipt: bool = False,
) -> PictureReading:
    """Return the words of `picture`, upright and straight, those of `second` among them where that is wanted.

    One that is much longer than wide is a `receipt`, and so is one that is known to be.
    """
    upright = _read_upright(picture, reader, languages, 0, receipt=receipt)
    if _is_terrible(upright.pieces) and (turn := _turn(picture, reader, languages)):
        turned = _read_upright(quarter_turned(picture, turn), reader, languages, turn, receipt=receipt)
        upright = max(upright, turned, key=lambda one: worth(one.pieces))
    seen = None if second is None else second.of(upright.cleaned.picture, upright.pieces)
    pieces = upright.pieces if seen is None else blended(upright.pieces, seen)
    return _straight(upright.cleaned, pieces, upright.rotation)


def _straight(cleaned: Cleaned, pieces: Sequence[Piece], rotation: int) -> PictureReading:
    height, width = cleaned.picture.pixels.shape
    straight = straightened(pieces, cleaned.skew - cleaned.turned, width, height)
    return PictureReading(straight, width, height, rotation, cleaned.skew)


def _read_upright(
    picture: Picture, reader: TextReader, languages: Sequence[str], rotation: int, *, receipt: bool
) -> _Upright:
    cleaned = clean_up(picture)
    height, width = cleaned.picture.pixels.shape
    is_receipt = receipt or height > RECEIPT_ASPECT * width
    read = _climb(cleaned.picture, reader, languages, receipt=is_receipt)
    looks = _AT_A_RECEIPT if is_receipt else _AT_A_PAGE
    return _Upright(cleaned, looked_twice(cleaned.picture, read, reader, languages, looks), rotation)


def _climb(picture: Picture, reader: TextReader, languages: Sequence[str], *, receipt: bool) -> tuple[Piece, ...]:
    """Read `picture` in as many ways as it needs; places in its own pixels."""
    readings = [reader.read(picture, languages, PageMode.PAGE)]
    letters = _letter_height(readings[0])
    if 0 < letters < _SMALL_LETTERS:
        larger = resized(picture, _GOOD_LETTERS / letters)
        factor = picture.pixels.shape[1] / larger.pixels.shape[1]
        readings.append(scaled(reader.read(larger, languages, PageMode.PAGE), factor))
    if _is_poor(readings) or receipt:
        readings.append(reader.read(picture, languages, PageMode.BLOCK))
    if _is_poor(readings):
        readings.append(reader.read(softened(picture), languages, PageMode.BLOCK))
    return reduce(merge, sorted(readings, key=worth, reverse=True))


def _is_poor(readings: Sequence[tuple[Piece, ...]]) -> bool:
    best = max(readings, key=worth)
    return mean_confidence(best) < POOR_CONFIDENCE or len(best) < FEW_WORDS


def _is_terrible(pieces: Sequence[Piece]) -> bool:
    return mean_confidence(pieces) < TERRIBLE_CONFIDENCE or len(pieces) < FEW_WORDS


def _letter_height(pieces: Sequence[Piece]) -> float:
    heights = [piece.height for piece in pieces if piece.confidence > _BELIEVED]
    return median(heights) if len(heights) >= FEW_WORDS else 0.0


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
