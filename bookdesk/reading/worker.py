"""The inside of a reader child: one document, opened once and then read page by page as it is asked."""

from __future__ import annotations

from bookdesk.core.childside import Handler
from bookdesk.core.errors import UnreadableDocument
from bookdesk.core.frames import Header
from bookdesk.core.records import to_data
from bookdesk.reading import wire
from bookdesk.reading.document import OpenDocument
from bookdesk.reading.ocr import TextReader
from bookdesk.reading.ocr_engine import LateTextReader
from bookdesk.reading.opinion import SecondOpinion, SecondReader
from bookdesk.reading.rapid_engine import LateSecondReader
from bookdesk.reading.reader import DEFAULT_LANGUAGES
from bookdesk.reading.second import Second
from bookdesk.reading.words import page_to_data


def load() -> Handler:
    """Warm the engine, so that the first page does not wait for it, and return the handler."""
    reader = LateTextReader()
    reader.warm(DEFAULT_LANGUAGES)
    return Worker(reader, LateSecondReader())


class Worker:
    """Answers the requests of `reading.wire` about one document."""

    def __init__(self, reader: TextReader, second: SecondReader | None = None) -> None:
        """Use `reader` for pages without a text layer, and `second` beside it where that is wanted."""
        self._reader, self._second = reader, second
        self._document: OpenDocument | None = None

    def __call__(self, request: Header, payload: bytes) -> tuple[Header, bytes]:
        """Answer one request; an unreadable document is an answer, anything else ends the child."""
        try:
            return self._answer(request, payload), b""
        except UnreadableDocument as error:
            return wire.failed(error), b""

    def _answer(self, request: Header, payload: bytes) -> Header:
        if self._document is None:
            return self._open(request, payload)
        return {"page": page_to_data(self._document.page(request["number"]))}

    def _open(self, request: Header, payload: bytes) -> Header:
        second = self._second
        document = OpenDocument(
            payload,
            self._reader,
            languages=request["languages"],
            ignore_embedded=request["ignore_embedded"],
            password=request.get("password"),
            second=None if second is None else SecondOpinion(second, Second(request["second"])),
        )
        self._document = document
        opened = wire.Opened(document.kind, document.page_count, document.einvoice, tuple(document.problems))
        answer: Header = to_data(opened)
        return answer
