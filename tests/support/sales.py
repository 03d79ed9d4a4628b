"""Customers and booked invoices to test receipts with: issued on a day, 10 % tax inside, in any currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.ledger.allocating import Applied
from bookdesk.ledger.posting import base_currency
from bookdesk.ledger.receivable import open_invoices
from bookdesk.ledger.receiving import NewReceipt, book_receipt
from bookdesk.ledger.salesposting import post_invoice
from bookdesk.models.account import Account, AccountRole
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceLine, InvoiceStatus
from bookdesk.models.ledger import Posting
from bookdesk.models.receipt import Receipt
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from tests.support.books import account_id, bank, tax_code_id

ISSUED = date(2026, 7, 1)
DUE = date(2026, 7, 31)


@dataclass(frozen=True, slots=True)
class Early:
    """A discount for paying early: a share, for so many days."""

    share: Decimal
    days: int


def changing(desk: Desk) -> Change:
    """Return a change of a desk to book in."""
    return desk.books.change(Action.RECEIPT_BOOKED, "test", actor=desk.actor)


def customer(desk: Desk, name: str = "Hilton Park") -> Contact:
    """Return a customer of that name, made where there is none."""
    with desk.books.query() as session:
        known = session.scalars(select(Contact).where(Contact.name == name)).one_or_none()
    if known is not None:
        return known
    with desk.books.change(Action.CONTACT_EDITED, "test", actor=desk.actor) as work:
        made = Contact(name=name, customer=True)
        work.add(made)
        work.commit()
    return made


def issued(  # noqa: PLR0913 - what tests vary of an invoice
    desk: Desk,
    number: str,
    gross: int,
    *,
    name: str = "Hilton Park",
    kind: InvoiceKind = InvoiceKind.INVOICE,
    currency: str = "AUD",
    rate: str | None = None,
    day: date = ISSUED,
    early: Early | None = None,
    reference: str | None = None,
    corrects: Invoice | None = None,
) -> Invoice:
    """Return an issued invoice or credit note over `gross` minor units, booked on its day."""
    contact = customer(desk, name)
    net = gross * 10 // 11
    with desk.books.change(Action.INVOICE_ISSUED, "test", actor=desk.actor) as work:
        row = Invoice(
            kind=kind,
            status=InvoiceStatus.DRAFT,
            number=number,
            contact_id=contact.id,
            document_date=day,
            posting_date=day,
            due_date=day + timedelta(days=30),
            currency=currency,
            rate=Decimal(rate) if rate else None,
            rate_source="typed" if rate else None,
            net=net,
            tax=gross - net,
            total=gross,
            billed_to={"name": name},
            payment_reference=reference,
            corrects_id=corrects.id if corrects else None,
            discount_share=early.share if early else None,
            discount_days=early.days if early else None,
        )
        work.add(row)
        work.session.flush()
        work.add(_line(desk, row))
        work.session.flush()
        row.status = InvoiceStatus.ISSUED
        work.session.flush()
        post_invoice(work, row, day)
        work.commit()
    return row


def _line(desk: Desk, row: Invoice) -> InvoiceLine:
    return InvoiceLine(
        invoice_id=row.id,
        position=1,
        description="work",
        quantity=Decimal(1),
        unit_price=Decimal(row.net) / 100,
        account_id=account_id(desk, "4-1000"),
        tax_code_id=tax_code_id(desk, "GST"),
        tax_rate=Decimal("0.1"),
        net=row.net,
        tax=row.tax,
        gross=row.total,
    )


def received(
    desk: Desk,
    amount: int,
    *applied: tuple[Invoice, int],
    name: str = "Hilton Park",
    day: date = ISSUED,
    **more: object,
) -> Receipt:
    """Return a receipt over `amount` minor units into the bank, laid on invoices."""
    own, contact = bank(desk), customer(desk, name)
    with changing(desk) as work:
        new = NewReceipt(
            contact.id,
            day,
            Money(amount, str(more.pop("currency", "AUD"))),
            ReceiptWay.BANK,
            own.account_id,
            applied=tuple(Applied(one.id, Money(minor, one.currency)) for one, minor in applied),
            bank_account_id=own.id,
            **more,  # type: ignore[arg-type]
        )
        made = book_receipt(work, new, by="ann", at=desk.clock.now())
        work.commit()
    return made


def left_of(desk: Desk, invoice: Invoice, as_at: date | None = None) -> int:
    """Return minor units that are open of an invoice."""
    with desk.books.query() as session:
        return open_invoices(session, [session.get_one(Invoice, invoice.id)], as_at)[invoice.id].minor


def in_receivables(desk: Desk, contact: Contact, currency: str = "AUD") -> tuple[int, int]:
    """Return what a customer owes by the ledger, in a currency and in base currency."""
    return balance_of(desk, AccountRole.RECEIVABLES, contact, currency)


def balance_of(desk: Desk, role: AccountRole, contact: Contact | None = None, currency: str = "AUD") -> tuple[int, int]:
    """Return the balance of the account with a role, in a currency and in base currency."""
    query = (
        select(func.coalesce(func.sum(Posting.amount), 0), func.coalesce(func.sum(Posting.base_amount), 0))
        .join(Account, Account.id == Posting.account_id)
        .where(Account.role == role, Posting.currency == currency)
    )
    if contact is not None:
        query = query.where(Posting.contact_id == contact.id)
    with desk.books.query() as session:
        assert base_currency(session)
        amount, base = session.execute(query).one()
    return int(amount), int(base)
