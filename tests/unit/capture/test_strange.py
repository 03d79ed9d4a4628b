"""Documents whose names or values nobody can mean: they are known by their bytes, and absurd values harm nothing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.vocabulary import FieldState
from bookdesk.models.document import Document, DocumentState
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from bookdesk.store.desk import Desk
from tests.support import pages


@pytest.mark.parametrize(
    ("name", "content", "media"),
    [
        ("bill.jpg", papers.bill_pdf(bills.COFFEE, "classic"), "application/pdf"),
        ("bill.zip", b"junk of a mail program\r\n" + papers.bill_pdf(bills.COFFEE, "classic"), "application/pdf"),
        ("bill", papers.ubl(bills.COFFEE).decode().replace("UTF-8", "UTF-16").encode("utf-16"), "application/xml"),
        ("bill.docx", papers.ubl(bills.COFFEE), "application/xml"),
    ],
    ids=["PDF called photo", "PDF after junk", "XML in UTF-16", "XML called letter"],
)
def test_a_bill_is_read_whatever_it_is_called(
    desk: Desk, capture: CaptureService, name: str, content: bytes, media: str
) -> None:
    capture.capture([Incoming(name, content)])
    (read,) = capture.read_waiting()
    assert (read.state, read.file_name) == (DocumentState.TO_REVIEW, name)
    with desk.books.query() as session:
        assert session.scalars(select(Document.media_type)).one() == media


def test_a_picture_that_is_called_a_pdf_is_kept_as_the_picture_it_is(desk: Desk, capture: CaptureService) -> None:
    capture.capture([Incoming("bill.pdf", pages.encoded(pages.picture(), "JPEG"))])
    with desk.books.query() as session:
        assert session.scalars(select(Document.media_type)).one() == "image/jpeg"


ABSURD = {
    "a total without end": ("PayableAmount", "999999999999999.99"),
    "a total beyond all books": ("PayableAmount", "9" * 40),
    "no number at all": ("PayableAmount", "NaN"),
    "a power of ten": ("PayableAmount", "1e1000000"),
    "digits of another script": ("PayableAmount", "١٢٣"),
    "the first day": ("IssueDate", "0001-01-01"),
    "the last day": ("IssueDate", "9999-12-31"),
    "a day that is none": ("IssueDate", "2026-02-30"),
    "a currency of nobody": ("DocumentCurrencyCode", "ZZZ"),
    "a currency in words": ("DocumentCurrencyCode", "dollars, mostly"),
    "a number without end": ("ID", "9" * 5_000),
    "a number to turn the page": ("ID", "\u202e1002\u202c\u200b"),
    "a name that acts": ("RegistrationName", "<img src=//h/x>=cmd|' /C calc'!A0"),
}


@pytest.mark.parametrize("what", ABSURD)
def test_an_absurd_value_is_kept_in_words_or_left_out_and_never_confident(
    capture: CaptureService, inbox: InboxService, what: str
) -> None:
    tag, value = ABSURD[what]
    text = papers.ubl(bills.CLEANING).decode()
    before, _, rest = text.partition(f"<cbc:{tag}")
    attributes, _, old = rest.partition(">")
    value = value.replace("<", "&lt;")
    changed = f"{before}<cbc:{tag}{attributes}>{value}{old[old.index('</') :]}"
    assert changed != text
    capture.capture([Incoming("bill.xml", changed.encode())])
    (read,) = capture.read_waiting()
    assert read.state in {DocumentState.TO_REVIEW, DocumentState.FAILED}
    item = inbox.show(str(read.number))
    shown = {field.name: field for field in item.fields}
    for field in shown.values():
        assert "\u202e" not in (field.value or "")
        assert "\u200b" not in (field.value or "")
    name = {"IssueDate": "issue_date", "PayableAmount": "amount_due"}.get(tag)
    if name in shown and value not in {"999999999999999.99", "0001-01-01", "9999-12-31"}:
        assert shown[name].state is not FieldState.PROVED or shown[name].value is None
