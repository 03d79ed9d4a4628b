"""Papers in a client's books: sealed, kept as they were made, found again, gone with their key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bookdesk.core.errors import InputError, Tampered
from bookdesk.core.vocabulary import PaperKind
from bookdesk.models.actions import Action
from bookdesk.models.paper import Paper
from bookdesk.store.books import Books
from bookdesk.store.desk import Desk
from bookdesk.store.documents import UNSWEPT
from bookdesk.store.papers import MOST_BYTES, NewPaper, file_name, keep, newest, read
from bookdesk.store.verify import verify
from tests.unit.store.samples import ANNA, CLOCK

CONTENT = b"%PDF-1.7 canary of an invoice"


def invoice(content: bytes = CONTENT, name: str = "Invoice INV-0042.pdf") -> NewPaper:
    return NewPaper(PaperKind.INVOICE, "invoice-1", name, "application/pdf", content)


def kept(books: Books, new: NewPaper) -> Paper:
    with books.change(Action.PAPER_MADE, "invoice made", actor=ANNA) as work:
        row = keep(work, Desk(books, ANNA, CLOCK), new)
        work.commit()
    return row


def test_a_paper_is_read_back_as_it_was_kept_and_lies_sealed(books: Books) -> None:
    row = kept(books, invoice())
    assert read(books, row) == CONTENT
    assert (row.size, row.made_by, row.media_type) == (len(CONTENT), "anna", "application/pdf")
    assert b"canary" not in (books.documents.folder / row.stored_name).read_bytes()


def test_the_newest_of_a_record_and_kind_counts(books: Books) -> None:
    kept(books, invoice(b"first"))
    CLOCK.advance(60)
    second = kept(books, invoice(b"second"))
    with books.query() as session:
        found = newest(session, "invoice-1", PaperKind.INVOICE)
        assert found is not None
        assert found.id == second.id
        assert newest(session, "invoice-1", PaperKind.RECEIPT) is None
        assert newest(session, "invoice-2", PaperKind.INVOICE) is None


def test_what_is_not_committed_leaves_neither_row_nor_file(books: Books) -> None:
    with books.change(Action.PAPER_MADE, "given up", actor=ANNA) as work:
        keep(work, Desk(books, ANNA, CLOCK), invoice())
    assert books.documents.names() == frozenset()
    with books.query() as session:
        assert session.scalars(select(Paper)).all() == []


def test_what_a_row_refers_to_is_not_swept_away(books: Books, reopened: Callable[[], Books]) -> None:
    row = kept(books, invoice())
    orphan = books.documents.put(b"no row knows this")
    books.path.with_name(UNSWEPT).touch()
    again = reopened()
    assert again.documents.names() == {row.stored_name} != {orphan.name}
    assert read(again, row) == CONTENT


def test_an_altered_or_missing_file_is_found_out(books: Books) -> None:
    row = kept(books, invoice())
    path = books.documents.folder / row.stored_name
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    with pytest.raises(Tampered):
        read(books, row)
    assert [found.check for found in verify(books) if not found.holds] == ["documents"]
    path.unlink()
    with pytest.raises(Tampered):
        read(books, row)


def test_a_paper_that_was_purged_is_not_offered_any_more(books: Books) -> None:
    row = kept(books, invoice())
    with books.change(Action.PURGED, "shredded", actor=ANNA) as work:
        work.get(Paper, row.id).seal_key = ""
        work.commit()
    with books.query() as session:
        assert newest(session, "invoice-1", PaperKind.INVOICE) is None


@pytest.mark.parametrize("content", [b"", b"x" * (MOST_BYTES + 1)], ids=["empty", "too large"])
def test_an_empty_and_a_huge_file_are_refused(books: Books, content: bytes) -> None:
    with pytest.raises(InputError), books.change(Action.PAPER_MADE, "too much", actor=ANNA) as work:
        keep(work, Desk(books, ANNA, CLOCK), invoice(content))
    assert books.documents.names() == frozenset()


@pytest.mark.parametrize(
    ("given", "kept_as"),
    [
        ("Invoice 2026/07: Café.pdf", "Invoice 2026-07- Café.pdf"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("invoice\u202efdp.exe\n.pdf", "invoicefdp.exe.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("", "paper"),
    ],
)
def test_a_file_name_can_be_saved_everywhere(given: str, kept_as: str) -> None:
    assert file_name(given) == kept_as
