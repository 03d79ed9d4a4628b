"""A second look at words with figures, larger and by themselves: what two looks agree on is rarely wrong.

On 118 receipts, of 81 dates that both looks read alike 80 were right, of 27 that they did not 19. A look takes some
3 ms; so many are taken as a page may cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from bookdesk.reading.layout import Piece
from bookdesk.reading.ocr import TextReader
from bookdesk.reading.pictures import Gray, Picture

_LEAST_FIGURES = 2
_LETTER = 44.0
"""Pixels of a word's height for the second look: larger than for the page, so that its errors are others."""
_AROUND = 0.3
"""Heights of paper around the word."""
_FRAME = 20
_DOUBT_LEFT = 0.25
"""Share of the doubt that is left where both looks agree."""
_DISAGREED = 0.5


@dataclass(frozen=True, slots=True)
class Looks:
    """How many words may be looked at again, and below which confidence."""

    most: int
    below: float = 1.0


def looked_twice(
    picture: Picture, pieces: Sequence[Piece], reader: TextReader, languages: Sequence[str], looks: Looks
) -> tuple[Piece, ...]:
    """Return the words with surer confidence, after a second look at those with figures.

    The least sure are looked at first. The text stays: a disagreement only says that somebody should look.
    """
    doubtful = [place for place, piece in enumerate(pieces) if piece.confidence < looks.below and _has_figures(piece)]
    found = list(pieces)
    for place in sorted(doubtful, key=lambda one: pieces[one].confidence)[: looks.most]:
        seen = reader.line(_close_up(picture, pieces[place]), languages)
        if seen is None:
            break
        found[place] = _weighed(pieces[place], seen)
    return tuple(found)


def _has_figures(piece: Piece) -> bool:
    return sum(map(str.isdigit, piece.text)) >= _LEAST_FIGURES


def _weighed(piece: Piece, seen: str) -> Piece:
    if _figures(seen) == _figures(piece.text):
        return replace(piece, confidence=1 - (1 - piece.confidence) * _DOUBT_LEFT)
    return replace(piece, confidence=min(piece.confidence, _DISAGREED))


def _figures(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _close_up(picture: Picture, piece: Piece) -> Picture:
    """Return the word by itself, enlarged, with paper around it."""
    height, width = picture.pixels.shape
    margin = piece.height * _AROUND
    left, right = max(0, int(piece.x0 - margin)), min(width, int(piece.x1 + margin) + 1)
    top, bottom = max(0, int(piece.y0 - margin)), min(height, int(piece.y1 + margin) + 1)
    factor = _LETTER / max(piece.height, 1.0)
    size = (max(1, round((right - left) * factor)), max(1, round((bottom - top) * factor)))
    image = Image.fromarray(picture.pixels[top:bottom, left:right]).resize(size, Image.Resampling.LANCZOS)
    framed: Gray = np.pad(np.asarray(image), _FRAME, mode="edge")
    return replace(picture, pixels=framed, dots_per_inch=picture.dots_per_inch * factor)
