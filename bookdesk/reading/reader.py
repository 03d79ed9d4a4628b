"""The port through which the rest of the program reads documents; light to import, the work is done elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bookdesk.core.clock import Clock
from bookdesk.core.errors import BookDeskError, UnreadableDocument
from bookdesk.core.progress import Progress
from bookdesk.formats.einvoice.invoice import EInvoice
from bookdesk.reading.second import Second
from bookdesk.reading.words import Page, Reading

DEFAULT_LANGUAGES = ("eng", "deu")


class ReadingStopped(BookDeskError):
    """Somebody asked to stop while a document was being read."""


class DocumentReader(Protocol):
    """Turns a file's bytes into pages of words."""

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
        """Return what `data` says; `UnreadableDocument` says why not and what to do.

        `languages` (ISO 639-2, best first) matter to OCR only. `ignore_embedded` reads a PDF's pages as if it
        carried no e-invoice. `pages` are the numbers (from 1) of those that are read, None for all. A page that cannot
        be read is left out and named in the reading's problems. `second` says which pictures of pages the second reader
        looks at, if it is installed; `NoSecondReader` where every one is wanted and it is not.
        `PasswordNeeded` where it is locked and `password` does not open it, `ReadingStopped` if `progress` stops it.
        """
        ...


class Document(Protocol):
    """A document somebody has opened, here or in a child process."""

    @property
    def kind(self) -> str:
        """The kind of file."""
        ...

    @property
    def page_count(self) -> int:
        """How many pages it has."""
        ...

    @property
    def einvoice(self) -> EInvoice | None:
        """The e-invoice it is or carries."""
        ...

    @property
    def problems(self) -> Sequence[str]:
        """What could not be used, in sentences."""
        ...

    def page(self, number: int) -> Page:
        """Read page `number` (from 1)."""
        ...


def gather(
    document: Document, clock: Clock, began: float, progress: Progress, wanted: Sequence[int] | None = None
) -> Reading:
    """Read the `wanted` pages of `document`, or every one; `UnreadableDocument` if there is nothing to show for it."""
    numbers = [one for one in range(1, document.page_count + 1) if wanted is None or one in wanted]
    pages: list[Page] = []
    problems = list(document.problems)
    failure: UnreadableDocument | None = None
    for done, number in enumerate(numbers):
        if progress.cancelled():
            raise ReadingStopped("Reading was stopped.", "Start it again when you want it.")
        progress.step("reading", done, len(numbers))
        try:
            pages.append(document.page(number))
        except UnreadableDocument as error:
            failure = error
            problems.append(str(error))
    if failure is not None and not pages and document.einvoice is None:
        raise failure
    return Reading(str(document.kind), tuple(pages), document.einvoice, tuple(problems), clock.monotonic() - began)
