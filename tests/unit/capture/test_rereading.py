"""A document is read again, with both readers or one, and nobody's work on it is lost unasked."""

from __future__ import annotations

from datetime import date

import pytest

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.rereading import WorkedOn
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.errors import RuleBroken, UnreadableDocument
from bookdesk.models.document import DocumentState
from bookdesk.reading.second import NoSecondReader, Second, not_installed
from bookdesk.reading.words import Reading, Source
from bookdesk.store.desk import Desk
from tests.support.readers import AnsweringReader, Asked
from tests.support.scripted import page_of

RECEIPT = (
    "Quillon & Brae Pty Ltd",
    "ABN 51 824 753 556",
    "TAX INVOICE   No. 20418",
    "Date 12/05/2026",
    "Flat white and toast   TOTALSUM",
)


class TwoReaders(AnsweringReader):
    """Reads one amount alone, another one with the second reader; fails as it is told."""

    def __init__(self) -> None:
        self.asked: list[Second] = []
        self.failure: Exception | None = None

    def told(self, asked: Asked) -> Reading:
        """Return the receipt."""
        self.asked.append(asked.second)
        if self.failure is not None:
            raise self.failure
        total = "Total   19.80" if asked.second is Second.ALWAYS else "Total   10.80"
        page = page_of((*RECEIPT[:4], RECEIPT[4].replace("TOTALSUM", total[-5:]), total), source=Source.OCR)
        return Reading("jpeg", (page,), None, (), 0.1)


@pytest.fixture
def eyes() -> TwoReaders:
    return TwoReaders()


@pytest.fixture
def inbox(desk: Desk, eyes: TwoReaders) -> InboxService:
    capture = CaptureService(desk, eyes)
    capture.capture([Incoming("receipt.jpg", b"\xff\xd8\xff\xe0 a photo")])
    capture.read_waiting()
    return InboxService(desk, capture)


def total(inbox: InboxService) -> str | None:
    return next(field.value for field in inbox.show("1").fields if field.name == "total")


def test_the_second_reader_is_asked_and_what_both_read_is_kept(inbox: InboxService, eyes: TwoReaders) -> None:
    assert (total(inbox), eyes.asked) == ("10.80", [Second.WHERE_NEEDED])
    inbox.read_again("1")
    assert (total(inbox), eyes.asked[1:]) == ("19.80", [Second.ALWAYS])
    inbox.read_again("1", Second.NEVER)
    assert (total(inbox), eyes.asked[2:]) == ("10.80", [Second.NEVER])
    assert inbox.show("1").row.state is DocumentState.TO_REVIEW


def test_what_a_person_did_is_lost_only_where_he_says_so(inbox: InboxService, eyes: TwoReaders) -> None:
    inbox.set("1", {"due_date": "2026-06-20"})
    with pytest.raises(WorkedOn, match="was corrected") as caught:
        inbox.read_again("1")
    assert caught.value.command == "bookdesk inbox read-again 1 --drop-corrections"
    assert (eyes.asked, inbox.show("1").row.due_date) == ([Second.WHERE_NEEDED], date(2026, 6, 20))
    assert inbox.read_again("1", drop=True).row.due_date != date(2026, 6, 20)


def test_what_was_said_of_it_is_a_persons_work_as_well(inbox: InboxService) -> None:
    inbox.set("1", {"checks": "ok"})
    with pytest.raises(WorkedOn):
        inbox.read_again("1")


@pytest.mark.parametrize("failure", [not_installed(), UnreadableDocument("The second reader failed.", "Leave it.")])
def test_where_it_cannot_be_read_so_it_stays_as_it_was(
    inbox: InboxService, eyes: TwoReaders, failure: NoSecondReader | UnreadableDocument
) -> None:
    before = inbox.show("1")
    eyes.failure = failure
    with pytest.raises(type(failure), match="second reader"):
        inbox.read_again("1")
    assert inbox.show("1") == before


def test_what_is_decided_is_not_read_again(inbox: InboxService) -> None:
    inbox.reject("1", "not ours")
    with pytest.raises(RuleBroken, match="is rejected"):
        inbox.read_again("1")
