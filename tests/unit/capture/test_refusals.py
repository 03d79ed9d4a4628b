"""What is not confirmed until a person looked again: statements, documents to others, tax that cannot be."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from bookdesk.capture import records
from bookdesk.capture.inbox import InboxService
from bookdesk.capture.proposal import SupplierHabits, propose_coding
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.errors import RuleBroken
from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillLine
from bookdesk.models.document import DocumentState
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from bookdesk.store.desk import Desk
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import profile
from tests.support.books import ANN, client_desk, clock_at_take_on, empty_books, tax_code_id
from tests.support.readers import NoTextReader
from tests.unit.capture.intake import COST, CREDIT, ROAST, STATEMENT, XML, count, taken


def test_a_statement_said_to_be_an_invoice_is_refused_while_it_names_bills_that_are_here(
    desk: Desk, capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, ROAST, CREDIT, STATEMENT)
    shown = inbox.set("3", {"kind": "invoice", "account": COST})
    assert "It reads as a statement; a person said that it is an invoice." in shown.remarks
    inbox.set("3", {"tax_code": "FRE", "due_date": "2026-06-30"})
    with pytest.raises(RuleBroken, match=r"in the books already: SR-20418, SRC-1042.*a bill of its own") as refused:
        inbox.confirm("3")
    assert refused.value.command == "bookdesk inbox set 3 statement=no"
    inbox.set("3", {"statement": "no"})
    assert inbox.confirm("3").row.state is DocumentState.CONFIRMED
    assert count(desk, Bill) == 3


def test_a_statement_of_bills_that_are_not_here_is_what_a_person_says(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    taken(capture, files, STATEMENT)
    inbox.set("1", {"kind": "invoice", "account": COST, "tax_code": "FRE", "due_date": "2026-06-30"})
    assert inbox.confirm("1").row.state is DocumentState.CONFIRMED


def test_a_document_to_somebody_else_is_told_and_refused_until_a_person_says_that_it_belongs_here(
    tmp_path: Path, files: dict[str, papers.Paper]
) -> None:
    with client_desk(tmp_path / "other", name="Acme Catering") as desk:
        capture = CaptureService(desk, InProcessReader(NoTextReader()))
        inbox = InboxService(desk, capture)
        taken(capture, files, ROAST, CREDIT)
        told = "It is addressed to Harbour Lane Cafe Pty Ltd; these are the books of Acme Catering."
        assert told in inbox.set("1", {"account": COST}).remarks
        with pytest.raises(RuleBroken, match=r"addressed to Harbour Lane Cafe.*say that it belongs here") as refused:
            inbox.confirm("1")
        assert refused.value.command == "bookdesk inbox move 1 --to CLIENT; bookdesk inbox set 1 customer=ok"
        doubts = [inbox.show(number).row.to_check for number in ("1", "2")]
        said = inbox.set("1", {"customer": "ok"})
        assert told in said.remarks
        assert [inbox.show(number).row.to_check for number in ("1", "2")] == [count - 1 for count in doubts]
        assert inbox.confirm("1").row.state is DocumentState.CONFIRMED
        assert told in inbox.set("2", {"account": COST}).remarks
        assert inbox.confirm("2").row.state is DocumentState.CONFIRMED, "the name was accepted before"
        taken(capture, files, XML)
        assert told not in inbox.show("3").remarks


def test_a_document_that_contradicts_itself_is_refused_until_a_person_saw_it(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    tampered = files[XML].data.replace(b"1381.60", b"1381.64")
    capture.capture([Incoming("a.xml", tampered)])
    capture.read_waiting()
    inbox.set("1", {"account": COST, "tax_code": "GST"})
    contradiction = r"contradicts itself: net 1256\.00 and tax 125\.60 .* 1381\.64.*say that you have seen it"
    with pytest.raises(RuleBroken, match=contradiction) as refused:
        inbox.confirm("1")
    assert refused.value.command == "bookdesk inbox set 1 checks=ok"
    inbox.set("1", {"total": "1381.60"})
    assert inbox.confirm("1").row.state is DocumentState.CONFIRMED


def test_what_contradicts_itself_and_is_right_all_the_same_is_said_to_be(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    capture.capture([Incoming("a.xml", files[XML].data.replace(b"1381.60", b"1381.64"))])
    capture.read_waiting()
    inbox.set("1", {"account": COST, "tax_code": "GST"})
    with pytest.raises(RuleBroken, match="contradicts itself"):
        inbox.confirm("1")
    inbox.set("1", {"checks": "ok"})
    assert inbox.confirm("1").row.state is DocumentState.CONFIRMED


def test_tax_that_its_code_cannot_make_is_refused_with_the_way_to_split_it(
    desk: Desk, capture: CaptureService, inbox: InboxService
) -> None:
    capture.capture([Incoming("produce.pdf", papers.bill_pdf(bills.PRODUCE, "form"))])
    capture.read_waiting()
    inbox.set("1", {"lines": "1", "account": COST})
    with desk.books.change(Action.DOCUMENT_EDITED, "as a photo reads", actor=desk.actor) as work:
        line = work.session.scalars(select(BillLine)).one()
        line.tax_code_id = tax_code_id(desk, "FRE")
        work.commit()
    wanted = (
        r"Line 1 has 6.40 AUD of tax, but FRE makes 0.00 AUD of 425.70 AUD net.*361.70 net stay, 64.00 go to a new line"
    )
    with pytest.raises(RuleBroken, match=wanted) as refused:
        inbox.confirm("1")
    parts = "line.1.net=361.70 line.2.description=… line.2.tax_code=GST line.2.account=… line.2.net=64.00"
    assert refused.value.command == f"bookdesk inbox set 1 {parts}"
    inbox.set("1", {"line.1.tax": "6.40"})
    with pytest.raises(RuleBroken, match=r"FRE makes 0\.00"):
        inbox.confirm("1")
    split = {"line.1.net": "361.70", "line.2.description": "Juice, crates", "line.2.tax_code": "GST"}
    inbox.set("1", {**split, "line.2.account": COST, "line.2.net": "64.00"})
    confirmed = inbox.confirm("1").bill
    assert confirmed
    assert [(one.tax_code, one.net.text, one.tax.text) for one in confirmed.lines] == [
        ("FRE", "361.70", "0.00"),
        ("GST", "64.00", "6.40"),
    ]


@pytest.mark.parametrize(("country", "code"), [("AU", "FRE"), ("IE", "Z"), ("GB", "T0"), ("DE", "V0")])
def test_what_is_untaxed_is_taken_for_zero_rated_before_exempt(tmp_path: Path, country: str, code: str) -> None:
    with empty_books(tmp_path, "c1", clock_at_take_on()) as books:
        other = Desk(books, ANN, clock_at_take_on())
        TakeOnService(other).start(profile(name="A", country=country, currency="EUR", zone="UTC", tax_id=None))
        with books.query() as session:
            codes = records.rated_codes(session, date(2026, 7, 1))
    assert propose_coding("x", Decimal(0), SupplierHabits(), codes).tax_code_id in {
        one.id for one in codes if one.code == code
    }
