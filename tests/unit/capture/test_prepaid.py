"""A bill that asks for less than its total: told under review, asked about before it is confirmed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.prepaid import paid_before
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.errors import InputError, RuleBroken
from bookdesk.core.money import Money
from bookdesk.models.bill import Allocation
from bookdesk.models.document import DocumentState
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from bookdesk.store.desk import Desk
from tests.unit.capture.intake import COST, bill

XML = papers.ubl(bills.CLEANING)


@given(st.integers(0, 10**7), st.integers(0, 10**7))
def test_what_was_paid_before_is_total_less_what_is_asked_beyond_rounding(total: int, asked: int) -> None:
    found = paid_before(Money(total, "AUD"), Money(asked, "AUD"))
    assert found == (Money(total - asked, "AUD") if total - asked > 50 else None)


def taken(capture: CaptureService, inbox: InboxService, asked: str, name: str = "a.xml") -> str:
    whole = b">1381.60</cbc:PayableAmount>"
    assert whole in XML
    capture.capture([Incoming(name, XML.replace(whole, f">{asked}</cbc:PayableAmount>".encode()))])
    capture.read_waiting()
    inbox.set("1", {"account": COST})
    return "1"


def test_a_prepayment_is_told_and_asked_about_before_confirming(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    document = taken(capture, inbox, "1281.60")
    told = "It asks for 1281.60 AUD of its total of 1381.60 AUD: 100.00 AUD is said to be paid or deducted already."
    assert any(one.startswith(told) for one in inbox.show(document).remarks)
    with pytest.raises(RuleBroken, match=r"100\.00 AUD is said to be paid.*match its bank line") as refused:
        inbox.confirm(document)
    assert refused.value.command.startswith("bookdesk inbox set 1 prepaid=ok")
    with pytest.raises(InputError):
        inbox.set(document, {"prepaid": "yes"})
    inbox.set(document, {"prepaid": "ok"})
    confirmed = inbox.confirm(document)
    assert confirmed.row.state is DocumentState.CONFIRMED
    assert any(one.startswith(told) for one in confirmed.remarks), "the confirmed bill says it as well"
    assert (bill(desk, bills.CLEANING.number).total, bill(desk, bills.CLEANING.number).amount_due) == (138160, 128160)
    with desk.books.query() as session:
        assert session.query(Allocation).count() == 0


def test_an_amount_due_that_was_misread_is_corrected_instead(capture: CaptureService, inbox: InboxService) -> None:
    document = taken(capture, inbox, "381.60")
    assert [one.word for one in inbox.objections(document)] == ["prepaid=ok"]
    shown = inbox.set(document, {"amount_due": "1381.60"})
    assert not any("paid or deducted" in one for one in shown.remarks)
    assert inbox.confirm(document).row.state is DocumentState.CONFIRMED


@pytest.mark.parametrize(("asked", "words"), [("0.00", ["prepaid=ok"]), ("1381.58", []), ("1400.00", [])])
def test_paid_in_full_is_asked_about_and_rounding_is_not(
    capture: CaptureService, inbox: InboxService, asked: str, words: list[str]
) -> None:
    assert [one.word for one in inbox.objections(taken(capture, inbox, asked))] == words


def test_what_was_paid_by_card_at_once_asks_nothing(capture: CaptureService, inbox: InboxService) -> None:
    document = taken(capture, inbox, "0.00")
    inbox.set(document, {"way_of_payment": "card"})
    assert inbox.objections(document) == ()


def test_a_page_that_prints_a_deposit_is_asked_about(capture: CaptureService, inbox: InboxService) -> None:
    capture.capture([Incoming("boiler.pdf", papers.bill_pdf(bills.BOILER, "sidebar"))])
    capture.read_waiting()
    assert "prepaid=ok" in [one.word for one in inbox.objections("1")]
    assert any("100.00 EUR is said to be paid" in one for one in inbox.show("1").remarks)
