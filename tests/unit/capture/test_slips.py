"""Slips and accidents at the inbox: copies of damaged files, absurd figures, corrections nobody can mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.errors import InputError, NotFound
from bookdesk.models.bill import Bill
from bookdesk.models.document import DocumentState
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.support.readers import NoTextReader

COFFEE = papers.bill_pdf(bills.COFFEE, "classic")
CLEANING = papers.ubl(bills.CLEANING)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path, name="Harbour Lane Cafe Pty Ltd") as opened:
        yield opened


@pytest.fixture
def capture(desk: Desk) -> CaptureService:
    return CaptureService(desk, InProcessReader(NoTextReader()))


@pytest.fixture
def inbox(desk: Desk, capture: CaptureService) -> InboxService:
    return InboxService(desk, capture)


def take(capture: CaptureService) -> None:
    capture.capture([Incoming("roast.pdf", COFFEE)])
    capture.read_waiting()


def numbers(desk: Desk) -> dict[str | None, str | None]:
    with desk.books.query() as session:
        return {row.number: row.supplier_name for row in session.scalars(select(Bill))}


def test_copies_of_a_file_that_cannot_be_read_fail_with_it(capture: CaptureService) -> None:
    damaged = b"%PDF-1.7\nbroken"
    first, second = capture.capture([Incoming("a.pdf", damaged), Incoming("b.pdf", damaged)])
    assert second.state is DocumentState.DUPLICATE
    capture.read_waiting()
    outcomes = [capture.outcome(one.document_id) for one in (first, second)]
    assert [(one.state, one.duplicate_of) for one in outcomes] == [(DocumentState.FAILED, None)] * 2
    assert outcomes[1].reason == outcomes[0].reason
    assert capture.capture([Incoming("c.pdf", damaged)])[0].state is DocumentState.RECEIVED


def test_a_document_over_more_money_than_there_is_fails_and_stops_no_other(desk: Desk, capture: CaptureService) -> None:
    absurd = re.sub(rb"([0-9]+[.][0-9]{2})(?=</cbc:[A-Za-z]*Amount>)", rb"123456789012\1", CLEANING)
    capture.capture([Incoming("absurd.xml", absurd), Incoming("roast.pdf", COFFEE)])
    assert [one.state for one in capture.read_waiting()] == [DocumentState.FAILED, DocumentState.TO_REVIEW]
    assert len(numbers(desk)) == 1


@pytest.mark.parametrize("reference", ["99999999999999999999", "²", "-1", ""])
def test_a_number_no_document_has_is_said_to_be_none(inbox: InboxService, reference: str) -> None:
    with pytest.raises(NotFound, match="There is no document"):
        inbox.show(reference)


@pytest.mark.parametrize(
    ("correction", "words"),
    [
        ({"rate": "0"}, "is no exchange rate"),
        ({"rate": "-1.5"}, "is no exchange rate"),
        ({"amount_due": "-4.00"}, "cannot be due"),
        ({"line.1.net": "1.234"}, "has more decimals than AUD knows"),
        ({"line.1.net": "999999999999999"}, "is more than any amount of money"),
    ],
)
def test_a_correction_that_cannot_be_meant_is_refused(
    capture: CaptureService, inbox: InboxService, correction: dict[str, str], words: str
) -> None:
    take(capture)
    with pytest.raises(InputError, match=words):
        inbox.set("1", correction)


def test_a_name_with_hidden_signs_is_cleaned_where_it_is_typed(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    take(capture)
    inbox.set("1", {"supplier_name": "Bean\u202e &\nCo", "invoice_number": "SR\u200b-7"})
    assert numbers(desk) == {"SR-7": "Bean & Co"}


def test_a_document_whose_row_cannot_be_written_is_not_left_behind(desk: Desk, capture: CaptureService) -> None:
    with pytest.raises(UnicodeEncodeError):
        capture.capture([Incoming("caf\udce9.pdf", b"%PDF")])
    assert desk.books.documents.names() == frozenset()
