"""Which letters are bills."""

from __future__ import annotations

import pytest

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.letters import asks_for_money
from bookdesk.capture.pages import DocumentPages
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.models.document import DocumentState
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.reading.mailtext import mail_lines
from bookdesk.reading.textpages import page_of, sheets_of
from bookdesk.store.desk import Desk
from tests.support.bodies import BILL, CHAT, mail, shop
from tests.support.readers import NoTextReader


def is_bill(content: bytes) -> bool:
    return asks_for_money([page_of(sheet, number) for number, sheet in enumerate(sheets_of(mail_lines(content)), 1)])


def test_a_text_that_announces_its_total_is_a_bill() -> None:
    assert is_bill(mail().as_bytes())
    assert is_bill(shop().as_bytes())
    assert is_bill(mail(BILL, subject="Fwd: Your order").as_bytes())


@pytest.mark.parametrize(
    "text",
    [
        CHAT,
        "Please find our invoice attached.",
        "Dear Ann,\n\nthe total of March was higher than that of April. Can we talk about it on 12 June 2026?\n",
        "Payment reminder\n\nInvoice QP-1 of 1 May 2026 is overdue.\nTotal due   GBP 54.00\n",
        "Statement of account\n\nQP-1   54.00\nQP-2   20.00\nTotal due   GBP 74.00\n",
        "Quotation 12\n\nFlyers   54.00\nTotal   GBP 54.00\n",
    ],
    ids=["a sum in a sentence", "a cover letter", "a total in a sentence", "reminder", "statement", "quotation"],
)
def test_other_letters_are_none(text: str) -> None:
    assert not is_bill(mail(text).as_bytes())


@pytest.mark.parametrize(
    ("content", "supplier", "total"),
    [(mail().as_bytes(), "Quay Print Ltd", "54.00"), (shop().as_bytes(), "Lumen Cloud Pty Ltd", "110.00")],
    ids=["plain text", "web page"],
)
def test_a_mail_becomes_a_draft_and_is_kept_as_it_came(
    desk: Desk, inbox: InboxService, content: bytes, supplier: str, total: str
) -> None:
    capture = CaptureService(desk, InProcessReader(NoTextReader()))
    capture.capture([Incoming("order.eml", content)])
    (read,) = capture.read_waiting()
    assert read.state is DocumentState.TO_REVIEW
    values = {one.name: one.value for one in inbox.show("1").fields}
    assert (values["supplier_name"], values["total"]) == (supplier, total)
    original = DocumentPages(desk).original("1")
    assert (original.content, original.media_type) == (content, "message/rfc822")
