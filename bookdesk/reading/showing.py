"""The inside of a child that shows pages: one document, opened once, its pages painted as they are asked for.

It turns pages as reading does (crop box, the page's own quarter turns, how a camera was held), so that the places of
words fit the picture. It reads nothing: no OCR engine is loaded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bookdesk.core.childside import Handler
from bookdesk.core.errors import UnreadableDocument
from bookdesk.core.frames import Header
from bookdesk.formats.einvoice.reader import read_einvoice
from bookdesk.reading import drawntext, images, showwire, wire
from bookdesk.reading.drawnpages import HEIGHT_PT, WIDTH_PT, DrawnPages
from bookdesk.reading.einvoicerows import Row, Style, einvoice_rows
from bookdesk.reading.mailtext import mail_lines
from bookdesk.reading.pdf import PdfFile
from bookdesk.reading.showwire import OpenedPages, PageSize
from bookdesk.reading.sniff import Kind, sniff
from bookdesk.reading.textpages import sheets_of

_USUAL = PageSize(WIDTH_PT, HEIGHT_PT)
_WARMING = 64
"""Pixels of the pictures that are painted ahead of need."""


class Pages(Protocol):
    """An opened document that can be painted."""

    @property
    def sizes(self) -> Sequence[PageSize]:
        """The pages' sizes, in order."""
        ...

    def shown(self, number: int, size: tuple[int, int]) -> bytes:
        """Paint page `number` (from 1); `UnreadableDocument` if that one cannot be."""
        ...


class _PdfPages:
    def __init__(self, data: bytes, password: str | None) -> None:
        self._file = PdfFile(data, password)
        self.sizes = [self._size(number) for number in range(1, len(self._file) + 1)]

    def shown(self, number: int, size: tuple[int, int]) -> bytes:
        return self._file.shown(number, size)

    def _size(self, number: int) -> PageSize:
        try:
            return PageSize(*self._file.size(number))
        except UnreadableDocument:
            return _USUAL  # one damaged page hides no other; asking for its picture tells what is wrong


class _ImagePages:
    def __init__(self, data: bytes, kind: Kind) -> None:
        self._data, self._kind = data, kind
        self.sizes = [PageSize(*size) for size in images.sizes(data, kind)]

    def shown(self, number: int, size: tuple[int, int]) -> bytes:
        return images.shown(self._data, self._kind, number, size)


class _EInvoicePages:
    def __init__(self, data: bytes) -> None:
        self._pages = DrawnPages(einvoice_rows(read_einvoice(data)))
        self.sizes = [_USUAL] * len(self._pages)

    def shown(self, number: int, size: tuple[int, int]) -> bytes:
        return self._pages.shown(number, size)


class _LetterPages:
    def __init__(self, data: bytes) -> None:
        self._sheets = sheets_of(mail_lines(data))
        self.sizes = [_USUAL] * len(self._sheets)

    def shown(self, number: int, size: tuple[int, int]) -> bytes:
        return drawntext.shown(self._sheets[number - 1], size)


def pages_of(data: bytes, kind: Kind, password: str | None = None) -> Pages:
    """Open a document; `UnreadableDocument` if it cannot be."""
    if kind is Kind.PDF:
        return _PdfPages(data, password)
    if kind is Kind.MAIL:
        return _LetterPages(data)
    return _EInvoicePages(data) if kind is Kind.XML else _ImagePages(data, kind)


def load() -> Handler:
    """Warm up by painting once what needs fonts, so that the first page does not wait for them; return the handler."""
    DrawnPages([Row(Style.TITLE, ("0",))]).shown(1, (_WARMING, _WARMING))
    return Painter()


class Painter:
    """Answers the requests of `reading.showwire` about one document."""

    def __init__(self) -> None:
        """Wait for the document."""
        self._pages: Pages | None = None

    def __call__(self, request: Header, payload: bytes) -> tuple[Header, bytes]:
        """Answer one request; what cannot be shown is an answer, anything else ends the child."""
        try:
            if self._pages is None:
                return self._open(payload, request.get("password")), b""
            return self._paint(self._pages, request["number"], request["width"])
        except UnreadableDocument as error:
            return wire.failed(error), b""

    def _open(self, payload: bytes, password: str | None) -> Header:
        kind = sniff(payload)
        self._pages = pages_of(payload, kind, password)
        return showwire.to_header(OpenedPages(kind, kind is Kind.XML, tuple(self._pages.sizes)))

    def _paint(self, pages: Pages, number: int, width: int) -> tuple[Header, bytes]:
        size = showwire.fitted(pages.sizes[number - 1], width)
        return showwire.picture_answer(*size), pages.shown(number, size)
