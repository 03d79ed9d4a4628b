"""A total printed with a minus is asked about before confirming, and of less than nothing nothing is due."""

from __future__ import annotations

from dataclasses import replace

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.capture.views import BillView, InboxItem
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.models.bill import BillKind
from bookdesk.models.document import DocumentState
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from bookdesk.store.desk import Desk
from tests.support.pages import pdf
from tests.unit.capture.intake import COST, bill

XML = papers.ubl(bills.CLEANING).decode()
PAGE = (
    "Tidewater Commercial Cleaning Pty Ltd",
    "ABN 44 009 000 505",
    "Tax invoice",
    "Invoice number TCC-003911",
    "Invoice date 15/05/2026",
    "Correction of cleaning in April",
    "Subtotal                              -1,256.00",
    "GST 10%                                 -125.60",
    "Total AUD                             -1,381.60",
)


def taken(capture: CaptureService, inbox: InboxService, name: str, data: bytes) -> None:
    capture.capture([Incoming(name, data)])
    capture.read_waiting()
    inbox.set("1", {"account": COST})


def replace_kind(item: InboxItem, kind: str) -> BillView | None:
    return replace(item.bill, kind=kind) if item.bill else None


def words(inbox: InboxService) -> list[str | None]:
    return [one.word for one in inbox.objections("1")]


def test_an_invoice_that_gives_money_back_is_no_bill_to_be_paid(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    taken(capture, inbox, "a.pdf", pdf([PAGE]))
    (told,) = inbox.objections("1")
    assert told.what == (
        "Its total is printed as -1381.60, so it may give money back; the draft is a bill of 1381.60 AUD to be paid."
    )
    assert told.command == "bookdesk inbox set 1 kind=credit_note; bookdesk inbox set 1 total=1381.60"
    inbox.set("1", {"kind": "credit_note"})
    assert words(inbox) == []
    assert inbox.confirm("1").row.state is DocumentState.CONFIRMED
    made = bill(desk, "TCC-003911")
    assert (made.kind, made.total) == (BillKind.CREDIT_NOTE, 138160)


def test_what_was_set_stays_when_a_bill_is_turned_into_a_credit_note_and_back(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    taken(capture, inbox, "a.pdf", pdf([PAGE]))
    before = inbox.set("1", {"invoice_number": "TCC-9", "due_date": "2026-07-20", "account": COST})
    turned = inbox.set("1", {"kind": "credit_note"})
    assert turned.row.kind is DocumentKind.CREDIT_NOTE
    assert bill(desk, "TCC-9").kind is BillKind.CREDIT_NOTE
    assert (turned.bill, turned.fields) == (replace_kind(before, BillKind.CREDIT_NOTE), before.fields)
    back = inbox.set("1", {"kind": "invoice"})
    assert back.row.kind is DocumentKind.INVOICE
    assert (back.bill, back.fields) == (before.bill, before.fields)
    assert words(inbox) == ["kind=credit_note"]


def test_a_minus_that_means_nothing_is_said_to_do_so(capture: CaptureService, inbox: InboxService) -> None:
    taken(capture, inbox, "a.pdf", pdf([PAGE]))
    assert words(inbox) == ["kind=credit_note"]
    inbox.set("1", {"total": "1381.60"})
    assert words(inbox) == []
    assert inbox.confirm("1").row.state is DocumentState.CONFIRMED


def test_a_supplier_who_owes_the_rest_is_due_nothing(desk: Desk, capture: CaptureService, inbox: InboxService) -> None:
    asked = XML.replace(">1381.60</cbc:PayableAmount>", ">-20.00</cbc:PayableAmount>")
    taken(capture, inbox, "a.xml", asked.encode())
    assert words(inbox) == ["prepaid=ok"]
    inbox.set("1", {"prepaid": "ok"})
    inbox.confirm("1")
    assert bill(desk, bills.CLEANING.number).amount_due == 0
