from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bookdesk.capture.extraction import extract
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.sandbox.firm.cast import australia, britain, germany, ireland
from bookdesk.sandbox.firm.suppliers import Supplier
from bookdesk.sandbox.papers.trade import Seller, account_statement, credit_note, invoice, paper
from bookdesk.sandbox.papers.truth import Kind, Party
from tests.support.readers import NoTextReader

ISSUED = date(2026, 6, 12)
BUYERS = {australia: australia.CAFE, britain: britain.MILL, germany: germany.GALLERY, ireland: ireland.JOINERY}
SELLERS = [
    pytest.param(one.seller, buyer, id=one.name)
    for module, buyer in BUYERS.items()
    for one in vars(module).values()
    if isinstance(one, Supplier)
]


@pytest.mark.parametrize(("seller", "buyer"), SELLERS)
def test_what_a_seller_prints_is_read_as_it_was_meant(seller: Seller, buyer: Party) -> None:
    for count in (17, 18):
        truth = invoice(seller, buyer, count, ISSUED)
        read = extract(InProcessReader(NoTextReader()).read(paper(seller, truth).data))[0].extraction
        said = {name: read.fields[name].value for name in ("invoice_number", "issue_date", "due_date", "total", "tax")}
        assert said == {
            "invoice_number": truth.number,
            "issue_date": ISSUED.isoformat(),
            "due_date": truth.due and truth.due.isoformat(),
            "total": str(truth.total),
            "tax": str(truth.tax),
        }


def test_the_same_count_is_the_same_paper_and_another_is_not() -> None:
    seller, buyer = britain.YARNS.seller, britain.MILL
    first, again, other = (paper(seller, invoice(seller, buyer, count, ISSUED)) for count in (7, 7, 8))
    assert first.data == again.data
    assert (first.name, first.data) != (other.name, other.data)


def test_quantities_may_be_said() -> None:
    truth = invoice(britain.YARNS.seller, britain.MILL, 7, ISSUED, (3, 0, 5))
    assert [line.quantity for line in truth.lines] == [3, 5]
    assert [line.description for line in truth.lines] == [britain.YARNS.seller.goods[at].name for at in (0, 2)]


def test_a_credit_note_takes_the_first_lines_back_and_names_its_bill() -> None:
    bill = invoice(australia.ROASTER.seller, australia.CAFE, 7, ISSUED, (2, 1, 1))
    note = credit_note(bill, "SRC-1", ISSUED, lines=2)
    assert (note.kind, note.corrects, note.lines) == (Kind.CREDIT_NOTE, bill.number, bill.lines[:2])
    read = extract(InProcessReader(NoTextReader()).read(paper(australia.ROASTER.seller, note).data))[0].extraction
    assert read.kind.kind is DocumentKind.CREDIT_NOTE


def test_a_statement_of_account_adds_its_bills_up() -> None:
    seller, buyer = australia.ROASTER.seller, australia.CAFE
    bills = [invoice(seller, buyer, count, ISSUED) for count in (7, 8)]
    listed = account_statement(seller, buyer, "HARLAN01", ISSUED, bills)
    assert listed.total == sum((bill.total for bill in bills), Decimal(0))
    read = extract(InProcessReader(NoTextReader()).read(paper(seller, listed).data))[0].extraction
    assert read.kind.kind is DocumentKind.STATEMENT
