"""What is purged is gone from the file itself, not only from sight."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bookdesk.core.errors import InUse
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.document import Document
from bookdesk.store import engine
from bookdesk.store.books import Books
from bookdesk.store.client_file import create_books
from bookdesk.store.places import Places
from bookdesk.store.purge import redact, settle
from bookdesk.store.verify import verify
from tests.unit.store.samples import ANNA, CLIENT_ID, CLOCK, KEY, NoCipher, contact, document, save

CANARY = b"Canary Supplies"


@pytest.fixture
def readable(tmp_path: Path) -> Iterator[Books]:
    """Yield books without encryption, so that a test can look for what should be gone."""
    books = create_books(Places(tmp_path), CLIENT_ID, KEY, clock=CLOCK, cipher=NoCipher())
    yield books
    books.close()


def raw(books: Books) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(books.path.parent.glob("books.db*")))


def test_no_page_keeps_what_was_purged(readable: Books) -> None:
    row = contact(CANARY.decode())
    save(readable, row, *(contact(str(number)) for number in range(50)))
    with readable.change(Action.CONTACT_EDITED, "renamed", actor=ANNA) as work:
        work.get(Contact, row.id).email = "canary@example.org"
        work.commit()
    assert CANARY in raw(readable)
    with readable.change(Action.PURGED, "asked to be forgotten", actor=ANNA) as work:
        work.delete(work.get(Contact, row.id))
        assert redact(work, "contact", row.id) == 3
        work.commit()
    settle(readable)
    assert CANARY not in raw(readable)
    assert b"canary@example.org" not in raw(readable)
    failed = [found.check for found in verify(readable) if not found.holds]
    assert failed == []


def test_a_shredded_document_loses_its_key_everywhere(readable: Books) -> None:
    sealed = readable.documents.put(CANARY)
    row = document(sealed)
    save(readable, row, action=Action.DOCUMENT_CAPTURED)
    with readable.change(Action.PURGED, "shredded", actor=ANNA) as work:
        work.get(Document, row.id).seal_key = ""
        redact(work, "document", row.id)
        work.commit()
    readable.documents.shred(sealed.name)
    settle(readable)
    assert sealed.key_hex.encode() not in raw(readable)
    assert [found for found in verify(readable) if not found.holds] == []


def test_a_reader_in_the_way_is_said_in_words(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_MILLISECONDS", 1)
    save(books, contact())
    with books.query() as session:
        session.connection().exec_driver_sql("SELECT * FROM contact").fetchall()
        save(books, contact())
        with pytest.raises(InUse, match="older pages wait"):
            settle(books)
    settle(books)
