"""A document's original and the words on its pages, for whoever looks at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.capture import records, views
from bookdesk.capture.meanings import Hints
from bookdesk.capture.originals import Originals, originals_of
from bookdesk.capture.passwords import password_of
from bookdesk.capture.picking import hints_of
from bookdesk.capture.placed import PlacedWord
from bookdesk.ledger.owner import client_profile, client_today
from bookdesk.models.document import DocumentPage
from bookdesk.reading.layout import Piece, arrange
from bookdesk.reading.words import Box
from bookdesk.store.desk import Desk

_PLACES = 10_000
_USUAL_ASPECT = 1.414
"""Height over width of the usual paper, where lines have to be found from places alone."""


@dataclass(frozen=True, slots=True)
class Original:
    """The file as it arrived."""

    document_id: str
    file_name: str
    media_type: str
    content: bytes
    password: str | None = field(default=None, repr=False)
    """What opens it, where it is locked."""


class DocumentPages:
    """Opens originals and the words that were read on them, of one client."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def original(self, reference: str) -> Original:
        """Return a document's file, by intake number or id; `StorageError` where it is missing or was altered."""
        with self._desk.books.query() as session:
            row = views.find_document(session, reference)
            password = password_of(session, row.id)
        content = self._desk.books.documents.read(row.stored_name, row.seal_key, row.sha256)
        return Original(row.id, row.file_name, row.media_type, content, password)

    def originals(self, reference: str) -> Originals:
        """Return the files in which a document's pages lie; `Tampered` as `original` says."""
        with self._desk.books.query() as session:
            row = views.find_document(session, reference)
        return originals_of(self._desk, row)

    def words(self, reference: str, page: int) -> tuple[PlacedWord, ...]:
        """Return the words of page `page` (from 1) in reading order; none where none were read."""
        with self._desk.books.query() as session:
            return words_on(session, views.find_document(session, reference).id, page)

    def hints(self, reference: str) -> Hints:
        """Return how this document writes amounts and dates, and what else decides what a word means."""
        with self._desk.books.query() as session:
            document = views.find_document(session, reference)
            bill, profile = views.bill_of(session, document.id), client_profile(session)
            texts = session.scalars(select(DocumentPage.text).where(DocumentPage.document_id == document.id)).all()
            return hints_of(
                [line for text in texts for line in text.splitlines()],
                known_order=records.background(session).order,
                currency=bill.currency if bill is not None else profile.base_currency,
                country=profile.country,
                today=client_today(session, self._desk.clock),
                issued=bill.document_date if bill is not None else None,
            )


def words_on(session: Session, document_id: str, page: int) -> tuple[PlacedWord, ...]:
    """Return the words of page `page` (from 1) in reading order, placed on the page as it is shown."""
    query = select(DocumentPage).where(DocumentPage.document_id == document_id, DocumentPage.number == page)
    row = session.scalars(query).one_or_none()
    if row is None:
        return ()
    stored = stored_words(row)
    places = _places(stored, page)
    return tuple(
        PlacedWord(page, position, word.text, word.box, word.confidence / _PLACES, *places[position])
        for position, word in enumerate(stored)
    )


def stored_words(row: DocumentPage) -> list[StoredWord]:
    """Return the words of a page as they are kept."""
    cells = row.words if isinstance(row.words, list) else []
    return [StoredWord(*one) for one in cells if isinstance(one, list) and one and isinstance(one[0], str)]


class StoredWord(NamedTuple):
    """A word as `rows.page_rows` keeps it; words kept before lines and blocks were have none."""

    text: str
    x0: int
    y0: int
    x1: int
    y1: int
    confidence: int
    line: int | None = None
    block: int | None = None

    @property
    def box(self) -> Box:
        """The word's place as the page is shown."""
        return (self.x0 / _PLACES, self.y0 / _PLACES, self.x1 / _PLACES, self.y1 / _PLACES)


def _places(words: Sequence[StoredWord], page: int) -> list[tuple[int, int]]:
    """Return line and block of each word, found anew from the places where they were not kept."""
    kept = [(word.line, word.block) for word in words if word.line is not None and word.block is not None]
    if len(kept) == len(words):
        return kept
    pieces = [
        Piece(word.x0, word.y0 * _USUAL_ASPECT, word.x1, word.y1 * _USUAL_ASPECT, str(index))
        for index, word in enumerate(words)
    ]
    found = arrange(pieces, page, _PLACES, _PLACES * _USUAL_ASPECT)
    return [(word.line, word.block) for word in sorted(found, key=lambda word: int(word.text))]
