"""Scripted readers: of pictures (`TextReader`) and of whole documents (`DocumentReader`)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bookdesk.core.errors import UnreadableDocument
from bookdesk.reading.layout import Piece
from bookdesk.reading.ocr import PageMode
from bookdesk.reading.pictures import Picture
from bookdesk.reading.words import Page, Reading, Source, Word
from tests.support.readers import AnsweringReader, Asked

Answer = Callable[[Picture, PageMode], Sequence[Piece]]


class ScriptedTextReader:
    """Answers as `answer` says and keeps what it was asked."""

    def __init__(self, answer: Answer, turn: int | None = None, lines: Sequence[str] = ()) -> None:
        self._answer = answer
        self._turn = turn
        self._lines = iter(lines)
        self.looks: list[tuple[int, ...]] = []
        self.asked: list[tuple[tuple[int, ...], PageMode]] = []

    def warm(self, languages: Sequence[str]) -> None:
        """Nothing to warm."""

    def read(self, picture: Picture, languages: Sequence[str], mode: PageMode) -> tuple[Piece, ...]:
        """Return the scripted words."""
        del languages
        self.asked.append((picture.pixels.shape, mode))
        return tuple(self._answer(picture, mode))

    def line(self, picture: Picture, languages: Sequence[str]) -> str | None:
        """Return the next scripted line, `None` after the last."""
        del languages
        self.looks.append(picture.pixels.shape)
        return next(self._lines, None)

    def turn(self, picture: Picture) -> int | None:
        """Return the scripted turn."""
        del picture
        return self._turn


class ScriptedDocumentReader(AnsweringReader):
    """Knows the readings of some files by their bytes; anything else is unreadable."""

    def __init__(self, readings: dict[bytes, Reading]) -> None:
        self._readings = readings

    def told(self, asked: Asked) -> Reading:
        """Return the scripted reading."""
        if asked.data not in self._readings:
            raise UnreadableDocument("The script does not know this file.", "Add it to the script.")
        known = self._readings[asked.data]
        return replace(
            known, pages=tuple(page for page in known.pages if asked.pages is None or page.number in asked.pages)
        )


def page_of(lines: Sequence[str], number: int = 1, source: Source = Source.TEXT) -> Page:
    """Return a page whose `lines` stand below each other; two or more spaces jump to the next column."""
    words = [
        Word(number, x, 0.05 + 0.02 * row, x + 0.008 * len(text), 0.063 + 0.02 * row, text, 1.0, row, row)
        for row, line in enumerate(lines)
        for x, text in _placed(line)
    ]
    return Page(number, 595.0, 842.0, source, tuple(words))


def _placed(line: str) -> list[tuple[float, str]]:
    placed, start = [], 0
    for text in line.split(" "):
        if text:
            placed.append((0.08 + 0.009 * start, text))
        start += len(text) + 1
    return placed
