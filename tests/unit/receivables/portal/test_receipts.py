"""Receipts at the portal: of each payment once it is booked, in the customer's language, until the money went back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from sqlalchemy import select

from bookdesk.core.money import Money
from bookdesk.models.invoice import Invoice
from bookdesk.receivables.portal.joining import Step
from bookdesk.receivables.receipts import PaidBack, ReceiptService
from bookdesk.server.pages.port import DocumentGrant
from bookdesk.server.storage.tables import ReceiptRow
from bookdesk.server.views import PaymentView
from tests.support.billing import customer, issued
from tests.support.books import bank
from tests.support.portalside import Side, beside_a_portal
from tests.unit.receivables.portal.acting import commands_of, paid


@pytest.fixture
def side(tmp_path: Path) -> Iterator[Side]:
    """A client whose papers go to the portal too."""
    with beside_a_portal(tmp_path, on=False) as found:
        found.offer(papers=True)
        yield found


def receipts(side: Side) -> dict[str, str]:
    """Return the numbers of the receipts that the portal has, by the names of their payments."""
    with side.portal.heart.store.reading() as session:
        rows = session.scalars(select(ReceiptRow).where(ReceiptRow.tenant == side.tenant)).all()
        return {row.receipt: row.number for row in rows}


def grant(side: Side, invoice: Invoice) -> DocumentGrant:
    """Return what a link to an invoice opens."""
    token = side.service.link(invoice.id).rpartition("/")[2]
    side.service.push()
    found = side.portal.services.link(token)
    assert found is not None
    return found


def shown(side: Side, invoice: Invoice) -> tuple[PaymentView, ...]:
    """Return the payments that a page of an invoice shows."""
    view = side.portal.services.document(grant(side, invoice))
    assert view is not None
    return view.payments


def words(side: Side, invoice: Invoice, payment: str) -> str:
    """Return what stands on the receipt that a customer takes from the page."""
    paper = side.portal.services.take_receipt(grant(side, invoice), payment)
    assert paper is not None
    assert paper.media_type == "application/pdf"
    with pypdfium2.PdfDocument(paper.content) as document:
        return str(document[0].get_textpage().get_text_range())


def given_back(side: Side, receipt_id: str, minor: int) -> None:
    """Enter that money of a receipt was paid back by bank."""
    service = ReceiptService(side.desk)
    service.free(receipt_id, why="paid back")
    money = Money(minor, "AUD")
    service.refund(PaidBack(money, "too much", receipt=receipt_id, out_of=bank(side.desk).id))


@pytest.mark.parametrize(("language", "title"), [("en", "Receipt"), ("de", "Quittung"), ("fr", "Reçu")])
def test_a_payment_that_is_booked_brings_its_receipt_in_the_customers_language(
    side: Side, language: str, title: str
) -> None:
    invoice = issued(side.desk, customer(side.desk, language=language))
    side.settle()
    assert receipts(side) == {}
    receipt = paid(side.desk, invoice, 1000)
    side.service.push()
    assert set(receipts(side)) == {receipt}
    assert title in words(side, invoice, receipt)
    (payment,) = shown(side, invoice)
    assert (payment.id, payment.amount, payment.receipt) == (receipt, Money(1000, "AUD"), True)
    assert side.service.push().sent == 0, "told once, and making the paper is no news"


def test_a_receipt_that_was_reversed_is_handed_out_no_more(side: Side) -> None:
    invoice = issued(side.desk, customer(side.desk))
    side.settle()
    receipt = paid(side.desk, invoice, 1000)
    side.service.push()
    ReceiptService(side.desk).reverse(receipt, why="the bank took it back")
    side.service.push()
    assert receipts(side) == {}
    assert side.portal.services.take_receipt(grant(side, invoice), receipt) is None
    assert shown(side, invoice) == ()
    assert side.held()[invoice.id].open == invoice.total


def test_what_was_paid_back_stands_on_the_receipt(side: Side) -> None:
    invoice = issued(side.desk, customer(side.desk))
    side.settle()
    receipt = paid(side.desk, invoice, 1000)
    side.service.push()
    assert "Paid back" not in words(side, invoice, receipt)
    given_back(side, receipt, 400)
    side.service.push()
    assert "Paid back" in words(side, invoice, receipt)
    assert side.service.push().sent == 0


def test_money_that_was_laid_on_another_invoice_takes_its_receipt_along(side: Side) -> None:
    who = customer(side.desk)
    invoice = issued(side.desk, who)
    side.settle()
    receipt = paid(side.desk, invoice, 1000)
    side.service.push()
    ReceiptService(side.desk).free(receipt, why="meant for another")
    side.service.push()
    assert receipts(side) == {}


def test_a_receipt_that_waits_never_arrives_before_its_document(side: Side) -> None:
    invoice = issued(side.desk, customer(side.desk))
    paid(side.desk, invoice, 1000)
    side.service.preview()
    side.between.faults = ["before"]
    with pytest.raises(Exception, match="cannot be reached"):
        side.service.push()
    paid(side.desk, invoice, 500)
    side.service.link(invoice.id)
    side.service.push()
    assert len(receipts(side)) == 2
    assert side.service.status().refused == ()
    assert commands_of(side.desk, invoice.id) == ["publish document", *["receipt available"] * 2]


def test_a_portal_that_was_put_back_gets_its_receipts_again(side: Side, tmp_path: Path) -> None:
    invoice = issued(side.desk, customer(side.desk))
    side.settle()
    before = side.copy_portal(tmp_path / "before.db")
    receipt = paid(side.desk, invoice, 1000)
    side.service.push()
    side.put_portal_back(before)
    assert receipts(side) == {}
    assert side.service.push().joined.step is Step.PORTAL_BEHIND
    assert set(receipts(side)) == {receipt}


def test_where_no_papers_go_to_the_portal_no_receipts_do(side: Side) -> None:
    side.offer(papers=False)
    invoice = issued(side.desk, customer(side.desk))
    side.settle()
    paid(side.desk, invoice, 1000)
    side.service.push()
    assert receipts(side) == {}
