"""Readers for tests: of pictures that cannot be recognised, and of documents as a test has them answered."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bookdesk.core.progress import Progress
from bookdesk.reading.layout import Piece
from bookdesk.reading.ocr import PageMode
from bookdesk.reading.pictures import Picture
from bookdesk.reading.reader import DEFAULT_LANGUAGES
from bookdesk.reading.second import Second
from bookdesk.reading.words import Page, Reading


class NoTextReader:
    """An OCR engine that sees nothing: for documents that carry their text."""

    def warm(self, languages: Sequence[str]) -> None:
        """Nothing to load."""

    def read(self, picture: Picture, languages: Sequence[str], mode: PageMode) -> tuple[Piece, ...]:
        """See nothing."""
        del picture, languages, mode
        return ()

    def line(self, picture: Picture, languages: Sequence[str]) -> str | None:
        """See nothing."""
        del picture, languages
        return None

    def turn(self, picture: Picture) -> int | None:
        """Know nothing."""
        del picture
        return None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a document reader is asked, as far as an answer of a test turns on it."""

    data: bytes
    pages: Sequence[int] | None
    progress: Progress | None
    second: Second


class AnsweringReader(ABC):
    """A document reader that leaves to a test what it answers."""

    @abstractmethod
    def told(self, asked: Asked) -> Reading:
        """Return the reading."""

    def read(  # noqa: PLR0913 - a file, and all that decides what is read of it
        self,
        data: bytes,
        *,
        languages: Sequence[str] = DEFAULT_LANGUAGES,
        ignore_embedded: bool = False,
        pages: Sequence[int] | None = None,
        password: str | None = None,
        progress: Progress | None = None,
        second: Second = Second.WHERE_NEEDED,
    ) -> Reading:
        """Answer as the test says."""
        del languages, ignore_embedded, password
        return self.told(Asked(data, pages, progress, second))


class Stopping(AnsweringReader):
    """A document reader in whose middle the program is stopped."""

    def told(self, asked: Asked) -> Reading:
        """Be interrupted."""
        del asked
        raise KeyboardInterrupt


class DrawnReader(AnsweringReader):
    """A document reader for pages that were drawn as words: each file's content is the name of one."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        """Know the pages by name."""
        self._pages = pages

    def told(self, asked: Asked) -> Reading:
        """Return the page as it was drawn."""
        return Reading("pdf", (self._pages[asked.data.decode()],), None, (), 0.0)
