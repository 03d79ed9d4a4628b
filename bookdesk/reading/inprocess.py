"""The reader that works in this very process: for benchmarks and tests, never beside a person's open books."""

from __future__ import annotations

from collections.abc import Sequence

from bookdesk.core.clock import Clock, SystemClock
from bookdesk.core.progress import Progress, Silent
from bookdesk.reading.document import OpenDocument
from bookdesk.reading.ocr import TextReader
from bookdesk.reading.reader import DEFAULT_LANGUAGES, gather
from bookdesk.reading.words import Reading


class InProcessReader:
    """A `DocumentReader` without a child process; a hostile file can take the process down with it."""

    def __init__(self, reader: TextReader, clock: Clock | None = None) -> None:
        """Use `reader` for pages without a text layer."""
        self._reader = reader
        self._clock = clock or SystemClock()

    def read(
        self,
        data: bytes,
        *,
        languages: Sequence[str] = DEFAULT_LANGUAGES,
        ignore_embedded: bool = False,
        progress: Progress | None = None,
    ) -> Reading:
        """Return what `data` says."""
        began = self._clock.monotonic()
        with OpenDocument(data, self._reader, languages=languages, ignore_embedded=ignore_embedded) as document:
            return gather(document, self._clock, began, progress or Silent())
