"""What a receipt would be, looked at before it is booked: what is settled, what is credit, what is posted.

It is booked and looked at within a change that is left without a commit, so that it is told by what books it. The mark
of what was looked at is held against what is booked then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money, total
from bookdesk.ledger.customers import find_customer
from bookdesk.ledger.discounting import discount_if_paid, offer_of
from bookdesk.ledger.owner import client_today
from bookdesk.ledger.posting import base_currency
from bookdesk.ledger.receivable import next_days, open_invoices, standing_allocations, still_open_invoice
from bookdesk.ledger.receiving import unapplied_of
from bookdesk.models.bank import BankAccount
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceKind, InvoiceSource
from bookdesk.models.receipt import Receipt
from bookdesk.receivables.receiptshown import Posted, posted_for
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class ForeseenPart:
    """What becomes of an invoice: paid by the receipt, given as discount, still open; `gain` in base currency."""

    invoice_id: str
    number: str
    paid: Money
    discount: Money
    left: Money
    gain: Money | None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A receipt as it would be booked. `credit` stays the customer's; `mark` is equal where all of this is."""

    amount: Money
    banked: Money
    fee: Money
    parts: tuple[ForeseenPart, ...]
    credit: Money
    posted: tuple[Posted, ...]
    mark: str
    warnings: tuple[str, ...] = ()
    """What is under way online for the invoices that it settles, and becomes the customer's credit."""

    @property
    def gain(self) -> Money | None:
        """What is realised by the rates, in base currency; None where invoices and books are in one."""
        gains = [one.gain for one in self.parts if one.gain is not None]
        return sum(gains[1:], gains[0]) if gains else None

    @property
    def discount(self) -> Money:
        """What is given for paying early."""
        return total((one.discount for one in self.parts), self.amount.currency)


@dataclass(frozen=True, slots=True)
class OpenOne:
    """An open invoice: `open` of it now, `discount` where all else of it is paid until `last_day`.

    It is `due` by the day of the next part where it is paid in some.
    """

    id: str
    number: str
    day: date
    due: date | None
    open: Money
    discount: Money
    last_day: date | None


@dataclass(frozen=True, slots=True)
class AccountChoice:
    """A bank account that money may have reached."""

    id: str
    name: str
    currency: str


@dataclass(frozen=True, slots=True)
class Purse:
    """All that is needed to take money of a customer: what of his is open, in all currencies, the longest due first."""

    contact_id: str
    customer: str
    base: str
    today: date
    invoices: tuple[OpenOne, ...]
    accounts: tuple[AccountChoice, ...]

    @property
    def currencies(self) -> tuple[str, ...]:
        """Currencies he may pay in: that of the books, his invoices' and the accounts'."""
        known = [self.base, *(one.open.currency for one in self.invoices), *(one.currency for one in self.accounts)]
        return tuple(dict.fromkeys(known))


def customers_of(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Return id and name of everybody who may have paid: the customers, by name."""
    query = select(Contact.id, Contact.name).where(Contact.customer.is_(True), Contact.archived.is_(False))
    with desk.books.query() as session:
        return tuple((row.id, row.name) for row in session.execute(query.order_by(Contact.name, Contact.id)))


def purse_of(desk: Desk, customer: str) -> Purse:
    """Return what a customer, by id or name, may pay; `NotFound` where there is no such one."""
    with desk.books.query() as session:
        contact = find_customer(session, customer)
        rows = session.scalars(
            select(Invoice).where(
                Invoice.contact_id == contact.id, Invoice.kind == InvoiceKind.INVOICE, still_open_invoice()
            )
        ).all()
        left = open_invoices(session, rows)
        due = next_days(session, {row: left[row.id] for row in rows})
        ordered = sorted(
            rows, key=lambda row: (due[row.id] or row.due_date or row.document_date, row.document_date, row.id)
        )
        accounts = session.scalars(select(BankAccount).where(BankAccount.archived.is_(False)).order_by(BankAccount.id))
        return Purse(
            contact.id,
            contact.name,
            base_currency(session),
            client_today(session, desk.clock),
            tuple(_open_one(session, row, left[row.id], due[row.id]) for row in ordered),
            tuple(AccountChoice(one.id, one.name, one.currency) for one in accounts),
        )


def filled(invoices: Sequence[OpenOne], amount: Money, day: date, *, discounts: bool = True) -> dict[str, Money]:
    """Return how an amount is laid on invoices in their order, each less the discount that it earns by that day.

    Only the last one that gets anything may be settled in part; where no discount is wanted each is filled whole.
    """
    left, found = amount, dict[str, Money]()
    for one in invoices:
        early = discounts and one.last_day is not None and day <= one.last_day
        part = min(left, one.open - one.discount if early else one.open)
        if part.minor > 0:
            found[one.id] = part
            left -= part
    return found


def foreseen(session: Session, receipt: Receipt) -> Foreseen:
    """Return a receipt that was booked in this session as it would be told before."""
    rows = standing_allocations(
        session, InvoiceAllocation.source_id == receipt.id, InvoiceAllocation.source == InvoiceSource.RECEIPT
    )
    invoices = {row.invoice_id: session.get_one(Invoice, row.invoice_id) for row in rows}
    left = open_invoices(session, invoices.values())
    given = {
        row.invoice_id: row
        for row in standing_allocations(
            session, InvoiceAllocation.invoice_id.in_(invoices), InvoiceAllocation.source == InvoiceSource.DISCOUNT
        )
    }
    base = base_currency(session)
    parts = tuple(_part(row, invoices[row.invoice_id], given.get(row.invoice_id), left, base) for row in rows)
    posted = posted_for(session, [receipt.id, *(row.id for row in rows)], [row.source_id for row in given.values()])
    credit = unapplied_of(session, receipt)
    told = (
        *(receipt.contact_id, receipt.day, receipt.money, receipt.way, receipt.account_id),
        *(receipt.banked, receipt.banked_currency, receipt.fee, receipt.fee_tax, parts, credit),
        [(one.kind, one.day, one.account, one.amount, one.base) for one in posted],
    )
    return Foreseen(
        receipt.money,
        Money(receipt.banked, receipt.banked_currency),
        Money(receipt.fee, receipt.banked_currency),
        parts,
        credit,
        posted,
        sha256(repr(told).encode()).hexdigest(),
    )


def _part(
    row: InvoiceAllocation, invoice: Invoice, given: InvoiceAllocation | None, left: dict[str, Money], base: str
) -> ForeseenPart:
    return ForeseenPart(
        invoice.id,
        invoice.number or invoice.id[-8:],
        Money(row.amount, invoice.currency),
        Money(given.amount if given is not None else 0, invoice.currency),
        left[invoice.id],
        None if row.gain is None else Money(row.gain, base),
    )


def _open_one(session: Session, row: Invoice, left: Money, due: date | None) -> OpenOne:
    offer = offer_of(session, row)
    last_day = offer.last_day if offer is not None else None
    off = discount_if_paid(session, row, last_day) if last_day is not None else Money.zero(row.currency)
    kept = last_day if off else None
    return OpenOne(row.id, row.number or row.id[-8:], row.document_date, due, left, off, kept)
