"""The pages of a document as they were read, rebuilt of the words that are kept of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.capture.pages import StoredWord, stored_words
from bookdesk.capture.rows import FRAME, FRAME_SKEW
from bookdesk.models.document import DocumentPage
from bookdesk.reading.words import Page, Source, Word

_PLACES = 10_000
_USUAL = (59500, 84200, 0, 0)
"""A4, upright and straight: of pages that were read before it was kept what they are like."""


def kept_pages(session: Session, document_id: str) -> tuple[Page, ...]:
    """Return the pages of a document with their words, in order; none where it has none or was not read."""
    query = select(DocumentPage).where(DocumentPage.document_id == document_id).order_by(DocumentPage.number)
    return tuple(as_read(row) for row in session.scalars(query))


def as_read(row: DocumentPage) -> Page:
    """Return a page, its words where they stand once it is upright and straight."""
    width, height, rotation, skew = _frame(row)
    bare = Page(row.number, width / FRAME, height / FRAME, Source(row.source), (), rotation, skew / FRAME_SKEW)
    words = tuple(_words(bare, stored_words(row)))
    return Page(bare.number, bare.width_pt, bare.height_pt, bare.source, words, bare.rotation, bare.skew)


def _words(page: Page, stored: Sequence[StoredWord]) -> Iterator[Word]:
    for word in stored:
        x0, y0, x1, y1 = page.from_paper(word.box)
        confidence = word.confidence / _PLACES
        yield Word(page.number, x0, y0, x1, y1, word.text, confidence, word.line or 0, word.block or 0)


def _frame(row: DocumentPage) -> tuple[int, int, int, int]:
    last = row.words[-1] if isinstance(row.words, list) and row.words else None
    if isinstance(last, list) and len(last) == len(_USUAL):
        width, height, rotation, skew = (side for side in last if isinstance(side, int))
        return width, height, rotation, skew
    return _USUAL
