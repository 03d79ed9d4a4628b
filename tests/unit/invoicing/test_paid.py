"""Invoices that money came for: what is settled is not cancelled, and a credit note for it stays the customer's."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.invoicing.invariants import INVARIANTS
from bookdesk.invoicing.service import InvoiceService
from bookdesk.ledger.allocating import Applied
from bookdesk.ledger.invariants import INVARIANTS as OF_THE_LEDGER
from bookdesk.ledger.receivable import owed_by
from bookdesk.ledger.receiving import NewReceipt, book_receipt, reverse_receipt
from bookdesk.ledger.refunding import NewRefund, book_refund
from bookdesk.models.actions import Action
from bookdesk.models.invoice import Invoice
from bookdesk.models.receipt import Receipt
from bookdesk.store.desk import Desk
from tests.support.billing import TODAY, customer, issued
from tests.support.books import bank, client_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with client_desk(tmp_path) as desk:
        yield desk


def paid(desk: Desk, invoice: Invoice, minor: int) -> Receipt:
    own = bank(desk)
    amount = Money(minor, invoice.currency)
    banked = None if invoice.currency == "AUD" else Money(minor * 2, "AUD")
    new = NewReceipt(
        invoice.contact_id,
        TODAY,
        amount,
        ReceiptWay.BANK,
        own.account_id,
        banked=banked,
        applied=(Applied(invoice.id, amount),),
        bank_account_id=own.id,
    )
    with desk.books.change(Action.RECEIPT_BOOKED, "paid", actor=desk.actor) as work:
        made = book_receipt(work, new, by="ann", at=desk.clock.now())
        work.commit()
    return made


def broken(session: Session) -> list[str]:
    return [said for one in (*INVARIANTS, *OF_THE_LEDGER) for said in one.check(session)]


def test_what_was_paid_in_part_is_not_cancelled_until_the_money_is_taken_back(desk: Desk) -> None:
    service = InvoiceService(desk)
    made = issued(desk, customer(desk))
    receipt = paid(desk, made, 1)
    with pytest.raises(RuleBroken, match="Something was paid or credited already"):
        service.cancel(made.id, "wrong")
    with desk.books.change(Action.RECEIPT_REVERSED, "bounced", actor=desk.actor) as work:
        reverse_receipt(work, work.get(Receipt, receipt.id), TODAY, "bounced")
        work.commit()
    assert service.cancel(made.id, "wrong").cancelled_reason == "wrong"
    with desk.books.query() as session:
        assert broken(session) == []


@pytest.mark.parametrize("currency", ["AUD", "EUR"])
def test_a_credit_note_for_what_was_paid_stays_the_customers_credit(desk: Desk, currency: str) -> None:
    service = InvoiceService(desk)
    who = customer(desk, currency=currency)
    made = issued(desk, who, rate=Decimal("1.6543"))
    paid(desk, made, 10000)
    note = service.issue(service.credit(made.id).id)
    assert [str(service.show(one.id).open) for one in (made, note)] == [f"0.00 {currency}", f"100.00 {currency}"]
    with desk.books.query() as session:
        assert owed_by(session, who)[currency] == Money(-10000, currency)
        assert broken(session) == []


def test_a_credit_note_that_was_paid_back_is_not_cancelled(desk: Desk) -> None:
    service = InvoiceService(desk)
    made = issued(desk, customer(desk))
    paid(desk, made, 11000)
    note = service.issue(service.credit(made.id).id)
    back = NewRefund(
        TODAY, Money(11000, "AUD"), ReceiptWay.BANK, bank(desk).account_id, "returned", credit_note_id=note.id
    )
    with desk.books.change(Action.REFUNDED, "back", actor=desk.actor) as work:
        book_refund(work, back, by="ann", at=desk.clock.now())
        work.commit()
    with pytest.raises(RuleBroken, match="Something of it was paid back"):
        service.cancel(note.id, "wrong")
    with desk.books.query() as session:
        assert broken(session) == []


def test_a_credited_invoice_is_not_cancelled_even_where_nothing_settles_it(desk: Desk) -> None:
    service = InvoiceService(desk)
    made = issued(desk, customer(desk))
    receipt = paid(desk, made, 11000)
    note = service.issue(service.credit(made.id).id)
    with desk.books.change(Action.RECEIPT_REVERSED, "bounced", actor=desk.actor) as work:
        reverse_receipt(work, work.get(Receipt, receipt.id), TODAY, "bounced")
        work.commit()
    assert [service.show(one.id).open.minor for one in (made, note)] == [11000, 11000]
    with pytest.raises(RuleBroken, match="There is a credit note for the invoice INV-0001"):
        service.cancel(made.id, "wrong")
    service.cancel(note.id, "wrong")
    service.cancel(made.id, "wrong")
