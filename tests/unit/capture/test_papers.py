"""Whole documents of several layouts, languages and traits: drawn, read and compared with what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookdesk.bench.scoring import is_right
from bookdesk.capture.extraction import extract
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.vocabulary import FieldState
from bookdesk.models.document import DocumentState
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.reading.ocr_engine import LateTextReader
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from bookdesk.sandbox.papers.truth import Truth
from tests.support.books import client_desk
from tests.support.readers import NoTextReader

DRAWN = (
    ("classic", bills.COFFEE),
    ("trades", bills.REWIRING),
    ("form", bills.PRODUCE),
    ("band", bills.STATIONERY),
    ("sidebar", bills.BOILER),
    ("letter", bills.BOOKS),
    ("letter", bills.DESK_SUPPLIES),
    ("form", bills.OFFICE),
    ("utility", bills.METERING),
)
HEADER = (
    "supplier_tax_id",
    "invoice_number",
    "issue_date",
    "due_date",
    "currency",
    "net",
    "tax",
    "total",
    "iban",
    "supplier_name",
)


@pytest.mark.parametrize(("layout", "truth"), DRAWN, ids=[f"{layout}-{truth.number}" for layout, truth in DRAWN])
def test_a_drawn_bill_is_read_right_and_what_is_proved_is_never_wrong(layout: str, truth: Truth) -> None:
    reading = InProcessReader(NoTextReader()).read(papers.bill_pdf(truth, layout))
    found = extract(reading)[0].extraction
    answer = truth.answer()
    fields = answer["fields"]
    assert isinstance(fields, dict)
    wrong = {
        name: (found.fields[name].value, fields[name])
        for name in HEADER
        if is_right(name, found.fields[name].value, fields) is False
    }
    assert wrong == {}
    assert found.kind.kind.value == answer["kind"]
    assert len(found.items) == len(truth.lines)
    assert all(check.passed for check in found.checks)
    assert found.fields["total"].state in {FieldState.PROVED, FieldState.CONFIDENT}


def test_an_einvoice_wins_and_has_no_place_without_pages() -> None:
    found = extract(InProcessReader(NoTextReader()).read(papers.ubl(bills.CLEANING)))[0].extraction
    assert found.fields["total"].value == str(bills.CLEANING.total)
    assert found.fields["total"].state is FieldState.PROVED
    assert found.fields["total"].box is None
    assert len(found.items) == len(bills.CLEANING.lines)


def test_a_photo_of_a_bill_that_is_here_is_its_duplicate(tmp_path: Path) -> None:
    drawn = papers.bill_pdf(bills.COFFEE, "classic")
    with client_desk(tmp_path, name=bills.COFFEE.customer.name) as desk:
        service = CaptureService(desk, InProcessReader(LateTextReader()), ("eng",))
        service.capture([Incoming("bill.pdf", drawn), Incoming("photo.jpg", papers.photo(drawn, 13))])
        first, photo = service.read_waiting()
    assert first.state is DocumentState.TO_REVIEW
    assert (photo.state, photo.duplicate_of, photo.bill_id) == (DocumentState.DUPLICATE, first.number, None)
