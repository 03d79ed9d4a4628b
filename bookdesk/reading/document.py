"""One document, opened: what it is, its e-invoice, its pages one by one. Runs where it may crash, in a child."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from types import TracebackType
from typing import Self

from bookdesk.core.errors import UnreadableDocument
from bookdesk.formats.einvoice.invoice import EInvoice
from bookdesk.formats.einvoice.reader import ATTACHMENT_NAMES, read_einvoice
from bookdesk.reading import images
from bookdesk.reading.apart import words_apart
from bookdesk.reading.ladder import read_picture
from bookdesk.reading.layout import Piece, arrange
from bookdesk.reading.mailtext import mail_lines
from bookdesk.reading.ocr import TextReader
from bookdesk.reading.opinion import SecondOpinion
from bookdesk.reading.pagehash import difference_hash
from bookdesk.reading.pdf import PdfFile
from bookdesk.reading.pictures import Picture
from bookdesk.reading.quality import judge
from bookdesk.reading.sniff import Kind, sniff
from bookdesk.reading.textpages import page_of, sheets_of
from bookdesk.reading.words import Page, Source

_SIDEWAYS = (90, 270)
_QUICKLY_DRAWN = 3_000
"""Paths of a page that is still painted to see what it looks like: a page's text must come within milliseconds."""


class OpenDocument:
    """A document's bytes, sniffed and opened; use it as a context manager."""

    def __init__(  # noqa: PLR0913 - a file, and all that decides what is read of it
        self,
        data: bytes,
        reader: TextReader,
        *,
        languages: Sequence[str] = ("eng",),
        ignore_embedded: bool = False,
        password: str | None = None,
        second: SecondOpinion | None = None,
    ) -> None:
        """Open `data`; `UnreadableDocument` if it cannot be used at all, `PasswordNeeded` if it is locked.

        `ignore_embedded` leaves out what a PDF carries beside its pages; an XML file is read all the same. `second`
        looks at pictures of pages beside `reader`.
        """
        self.kind = sniff(data)
        self.problems: list[str] = []
        self.einvoice: EInvoice | None = None
        self._letter: list[list[Piece]] | None = None
        self._data = data
        self._reader = reader
        self._languages = languages
        self._second = second
        self._resources = ExitStack()
        self._pdf = self._resources.enter_context(PdfFile(data, password)) if self.kind is Kind.PDF else None
        if self.kind is Kind.XML:
            self.einvoice = read_einvoice(data)
        elif self.kind is Kind.MAIL:
            self._letter = sheets_of(mail_lines(data))
        elif self._pdf is not None and not ignore_embedded:
            self.einvoice = self._embedded(self._pdf)
        self.page_count = self._count()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self._resources.close()

    def page(self, number: int) -> Page:
        """Read page `number` (from 1); `UnreadableDocument` if that page cannot be read."""
        if self._pdf is not None:
            return self._pdf_page(self._pdf, number)
        if self._letter is not None:
            return page_of(self._letter[number - 1], number)
        return self._picture_page(images.picture(self._data, self.kind, number), number)

    def _count(self) -> int:
        if self._pdf is not None:
            return len(self._pdf)
        if self._letter is not None:
            return len(self._letter)
        return 0 if self.kind is Kind.XML else images.count(self._data, self.kind)

    def _pdf_page(self, pdf: PdfFile, number: int) -> Page:
        layer = pdf.text_layer(number)
        source = judge(layer)
        if source is None:
            return self._picture_page(pdf.picture(number), number)
        width, height = pdf.size(number)
        across, down = (height, width) if layer.rotation in _SIDEWAYS else (width, height)
        words = arrange(layer.pieces, number, across, down)
        small = pdf.look(number) if layer.drawings <= _QUICKLY_DRAWN else None
        look = difference_hash(small) if small is not None else ""
        return Page(number, width, height, source, words, layer.rotation, look=look)

    def _picture_page(self, picture: Picture, number: int) -> Page:
        apart = words_apart(picture, self._reader, self._languages, self._second)
        if apart:
            words = tuple(replace(word, page=number) for word in apart)
            look = difference_hash(picture.pixels)
            return Page(number, picture.width_pt, picture.height_pt, Source.OCR, words, look=look)
        found = read_picture(picture, self._reader, self._languages, self._second)
        words = arrange(found.pieces, number, found.width, found.height)
        look = difference_hash(picture.pixels)
        return Page(number, picture.width_pt, picture.height_pt, Source.OCR, words, found.rotation, found.skew, look)

    def _embedded(self, pdf: PdfFile) -> EInvoice | None:
        """Return the e-invoice a PDF carries; one that cannot be read is a problem, not a failure."""
        attached = [(name.lower(), data) for name, data in pdf.attachments() if name.lower().endswith(".xml")]
        standing = {name: rank for rank, name in enumerate(ATTACHMENT_NAMES)}
        for name, data in sorted(attached, key=lambda one: standing.get(one[0], len(standing))):
            try:
                return read_einvoice(data)
            except UnreadableDocument as error:
                if name in standing:
                    self.problems.append(f"The e-invoice inside the PDF was left out: {error.what}")
        return None
