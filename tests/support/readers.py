"""Readers for tests: one that cannot recognise pictures, one that is interrupted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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


class Stopping:
    """A document reader in whose middle the program is stopped."""

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
        """Be interrupted."""
        del data, languages, ignore_embedded, pages, progress, password, second
        raise KeyboardInterrupt


class DrawnReader:
    """A document reader for pages that were drawn as words: each file's content is the name of one."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        """Know the pages by name."""
        self._pages = pages

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
        """Return the page as it was drawn."""
        del languages, ignore_embedded, pages, password, progress, second
        return Reading("pdf", (self._pages[data.decode()],), None, (), 0.0)
