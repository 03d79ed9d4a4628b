"""Reading and showing in this very process: for benchmarks, tests and sample papers, never beside a person's books."""

from __future__ import annotations

from collections.abc import Sequence

from bookdesk.core.clock import Clock, SystemClock
from bookdesk.core.progress import Progress, Silent
from bookdesk.reading.document import OpenDocument
from bookdesk.reading.ocr import TextReader
from bookdesk.reading.opinion import SecondOpinion, SecondReader
from bookdesk.reading.preview import ShowingStopped, ShownDocument
from bookdesk.reading.reader import DEFAULT_LANGUAGES, gather
from bookdesk.reading.second import Second
from bookdesk.reading.showing import pages_of
from bookdesk.reading.showwire import OpenedPages, PagePicture, fitted
from bookdesk.reading.sniff import Kind, sniff
from bookdesk.reading.words import Reading


class InProcessReader:
    """A `DocumentReader` without a child process; a hostile file can take the process down with it."""

    def __init__(self, reader: TextReader, clock: Clock | None = None, second: SecondReader | None = None) -> None:
        """Use `reader` for pages without a text layer, and `second` beside it."""
        self._reader, self._second = reader, second
        self._clock = clock or SystemClock()

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
        """Return what `data` says."""
        began = self._clock.monotonic()
        opened = OpenDocument(
            data,
            self._reader,
            languages=languages,
            ignore_embedded=ignore_embedded,
            password=password,
            second=None if self._second is None else SecondOpinion(self._second, second),
        )
        with opened as document:
            return gather(document, self._clock, began, progress or Silent(), pages)


class InProcessPictures:
    """`PagePictures` without a child process; for one thread."""

    def show(self, data: bytes, password: str | None = None) -> ShownDocument:
        """Return the document, opened."""
        return _Shown(data, password)


class _Shown:
    def __init__(self, data: bytes, password: str | None) -> None:
        self._kind = sniff(data)
        self._pages = pages_of(data, self._kind, password)
        self._closed = False

    def opened(self) -> OpenedPages:
        return OpenedPages(self._kind, self._kind is Kind.XML, tuple(self._pages.sizes))

    def picture(self, number: int, width: int) -> PagePicture:
        if self._closed:
            raise ShowingStopped("The document was closed.", "Open it again to look at it.")
        size = fitted(self._pages.sizes[number - 1], width)
        return PagePicture(number, *size, self._pages.shown(number, size))

    def close(self) -> None:
        self._closed = True
