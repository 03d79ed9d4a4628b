"""A locked document waits in the inbox for its password, which opens it everywhere from then on and is told nowhere."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.listing import InboxList, InboxListing, InboxQuery
from bookdesk.capture.moving import original, set_aside
from bookdesk.capture.pages import DocumentPages
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.errors import PasswordNeeded, RuleBroken
from bookdesk.models.document import Document, DocumentPassword, DocumentState
from bookdesk.models.history import ChangeSet, RowChange
from bookdesk.reading.inprocess import InProcessPictures
from bookdesk.store.desk import Desk
from tests.support.locked import PASSWORD, locked


@pytest.fixture
def waiting(capture: CaptureService) -> str:
    """Return a document that waits for its password."""
    (taken,) = capture.capture([Incoming("locked.pdf", locked())])
    (read,) = capture.read_waiting()
    assert (read.state, read.document_id) == (DocumentState.LOCKED, taken.document_id)
    return read.document_id


def test_it_waits_sealed_says_why_and_is_the_original_of_its_copies(
    desk: Desk, capture: CaptureService, waiting: str
) -> None:
    outcome = capture.outcome(waiting)
    assert outcome.reason == "The PDF is protected with a password. Enter its password here."
    listing = InboxListing(desk).of(InboxQuery(InboxList.FAILED))
    assert [row.state for row in listing.rows(listing.keys())] == [DocumentState.LOCKED]
    (again,) = capture.capture([Incoming("again.pdf", DocumentPages(desk).original(waiting).content)])
    assert (again.state, again.duplicate_of) == (DocumentState.DUPLICATE, outcome.number)


def test_another_password_is_told_and_changes_nothing(desk: Desk, capture: CaptureService, waiting: str) -> None:
    with desk.books.query() as session:
        before = session.get_one(Document, waiting).version
    for wrong in ("green bear 7", " ", "x" * 500):
        with pytest.raises(PasswordNeeded, match="not the password"):
            capture.unlock(waiting, wrong)
    with desk.books.query() as session:
        assert session.get_one(Document, waiting).version == before
        assert session.scalars(select(DocumentPassword)).all() == []


def test_its_password_opens_it_for_reading_looking_and_reading_again(
    desk: Desk, inbox: InboxService, capture: CaptureService, waiting: str
) -> None:
    item = inbox.unlock(waiting, PASSWORD)
    assert item.row.state is DocumentState.TO_REVIEW
    assert item.row.bill_number == "SR-20418"
    shown = DocumentPages(desk).original(waiting)
    assert InProcessPictures().show(shown.content, shown.password).picture(1, 200).width == 200
    assert inbox.set(waiting, {"kind": "receipt"}).row.state is DocumentState.TO_REVIEW
    with pytest.raises(RuleBroken, match="is not locked"):
        capture.unlock(waiting, PASSWORD)


def test_it_goes_to_another_client_with_its_password(desk: Desk, capture: CaptureService, waiting: str) -> None:
    capture.unlock(waiting, PASSWORD)
    arrival, _ = original(desk, set_aside(desk, waiting, "another"))
    assert arrival.password == PASSWORD


def test_its_password_stands_in_no_history_and_in_nothing_that_is_told(
    desk: Desk, capture: CaptureService, waiting: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    examined = capture.examine(waiting, password=PASSWORD)
    capture.keep(examined)
    with desk.books.query() as session:
        told = [*session.scalars(select(ChangeSet)), *session.scalars(select(RowChange))]
        kept = "".join(str(vars(one)) for one in told)
    assert len(told) > 2
    for words in (kept, caplog.text, repr(examined), repr(DocumentPages(desk).original(waiting))):
        assert PASSWORD not in words
        assert "Bear 7" not in words
