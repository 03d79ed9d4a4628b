"""The port to optical character recognition, and what its two implementations share."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import Protocol

from bookdesk.core.texts import clean
from bookdesk.reading.layout import Piece
from bookdesk.reading.pictures import Picture

_TSV_WORD = "5"
"""Level of a row of Tesseract's TSV that describes a word."""
_TSV_COLUMNS = 12
_NOISE_CONFIDENCE = 0.3
"""Below this a word without a letter or digit is dirt."""


class PageMode(IntEnum):
    """How the page is taken apart; the values are Tesseract's page segmentation modes."""

    PAGE = 3
    """Columns, blocks and tables are found first."""
    BLOCK = 6
    """One block of lines, top to bottom: receipts, and pages whose columns were missed."""
    LINE = 7
    """A single line."""


class TextReader(Protocol):
    """Finds words in a picture. Nothing it does may put the picture on a disk."""

    def warm(self, languages: Sequence[str]) -> None:
        """Load what `languages` need, so that the first page does not wait."""
        ...

    def read(self, picture: Picture, languages: Sequence[str], mode: PageMode) -> tuple[Piece, ...]:
        """Return the words of `picture`, places in its pixels; `languages` are ISO 639-2 codes, best first."""
        ...

    def line(self, picture: Picture, languages: Sequence[str]) -> str | None:
        """Return the text of a picture of one line; `None` where this engine is too slow for single words."""
        ...

    def turn(self, picture: Picture) -> int | None:
        """Return the degrees clockwise (0, 90, 180, 270) that make `picture` upright; `None` if it cannot tell."""
        ...


def known_languages(folder: Path, wanted: Sequence[str]) -> str:
    """Return those of `wanted` that have data in `folder`, as Tesseract wants them; English where there is none."""
    there = [code for code in wanted if code.isalpha() and (folder / f"{code}.traineddata").is_file()]
    return "+".join(dict.fromkeys(there)) or "eng"


def words_of_tsv(tsv: str) -> tuple[Piece, ...]:
    """Return the words of Tesseract's TSV (its last six columns: left, top, width, height, confidence, text)."""
    pieces = (_piece(row.split("\t")) for row in tsv.splitlines() if row.startswith(_TSV_WORD))
    return tuple(piece for piece in pieces if piece is not None)


def _piece(cells: Sequence[str]) -> Piece | None:
    if len(cells) < _TSV_COLUMNS:
        return None
    text = clean(cells[11])
    try:
        left, top, width, height = (int(cell) for cell in cells[6:10])
        confidence = min(1.0, max(0.0, float(cells[10]) / 100))
    except ValueError:  # a row that another program has mangled
        return None
    is_dirt = confidence < _NOISE_CONFIDENCE and not any(sign.isalnum() for sign in text)
    if not text or is_dirt or width <= 0 or height <= 0:
        return None
    return Piece(float(left), float(top), float(left + width), float(top + height), text, confidence)
