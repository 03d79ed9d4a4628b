"""One receipt as a screen shows it: what it is laid on and when, what was posted for it, what was paid back of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.posting import base_currency, postings_of, standing_entry
from bookdesk.models.account import Account
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceSource
from bookdesk.models.ledger import LedgerEntry, Posting
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.receivables.receiptlisting import ReceiptLine, receipt_lines
from bookdesk.store.desk import Desk
from bookdesk.store.listing import rowid


@dataclass(frozen=True, slots=True)
class Laid:
    """A step by which a receipt settles an invoice from a day on, or by which that was taken back (below nothing)."""

    id: str
    invoice_id: str
    number: str
    day: date
    amount: Money
    gain: Money | None
    taken_back: bool


@dataclass(frozen=True, slots=True)
class Posted:
    """One side of an entry: `amount` in its own currency and `base` in that of the books; debit is positive."""

    id: str
    day: date
    kind: EntryKind
    account: str
    amount: Money
    base: Money


@dataclass(frozen=True, slots=True)
class PaidIn:
    """Where money in hand was paid in, and on which day."""

    account: str
    day: date


@dataclass(frozen=True, slots=True)
class ReceiptShown:
    """A receipt in full. `into` is the account it reached at first, by code and name; `paid_in` where it went then."""

    line: ReceiptLine
    into: str
    banked: Money
    fee: Money
    rate: Decimal | None
    reference: str
    note: str
    reversed_on: date | None
    reversed_reason: str
    laid: tuple[Laid, ...]
    posted: tuple[Posted, ...]
    refunds: tuple[Refund, ...]
    has_address: bool
    paid_in: PaidIn | None = None

    @property
    def gain(self) -> Money | None:
        """What the rates of invoices and receipt differ by, in base currency; None in base currency."""
        gains = [one.gain for one in self.laid if one.gain is not None]
        return sum(gains[1:], gains[0]) if gains else None


def show_receipt(desk: Desk, receipt_id: str) -> ReceiptShown:
    """Return one receipt in full; `NotFound` where there is no such one."""
    with desk.books.query() as session:
        receipt = session.get(Receipt, receipt_id)
        if receipt is None:
            raise NotFound("There is no such receipt.", "Choose one from the list.", command="bookdesk receipt list")
        (line,) = receipt_lines(session, [session.scalars(select(_KEY).where(Receipt.id == receipt_id)).one()])
        rows = _rows(session, receipt)
        refunds = tuple(session.scalars(select(Refund).where(Refund.receipt_id == receipt_id).order_by(Refund.day)))
        sources = [receipt.id, *(row.id for row in rows), *(one.id for one in refunds)]
        account, contact = session.get_one(Account, receipt.account_id), session.get_one(Contact, receipt.contact_id)
        return ReceiptShown(
            line,
            f"{account.code} {account.name}",
            Money(receipt.banked, receipt.banked_currency),
            Money(receipt.fee, receipt.banked_currency),
            receipt.rate,
            receipt.payment_reference or "",
            receipt.note or "",
            receipt.reversed_on,
            receipt.reversed_reason or "",
            _laid(session, receipt, rows),
            posted_for(session, sources),
            refunds,
            bool(contact.email),
            _paid_in(session, receipt),
        )


def posted_for(session: Session, sources: Sequence[str], entries: Sequence[str] = ()) -> tuple[Posted, ...]:
    """Return what was posted for these records, and by these entries, entry by entry in the order of their days."""
    base = base_currency(session)
    query = (
        select(Posting, LedgerEntry, Account)
        .join(LedgerEntry, LedgerEntry.id == Posting.entry_id)
        .join(Account, Account.id == Posting.account_id)
        .where(or_(LedgerEntry.source_id.in_(sources), LedgerEntry.id.in_(entries)))
        .order_by(LedgerEntry.posting_date, LedgerEntry.id, Posting.position)
    )
    return tuple(
        Posted(
            side.id,
            entry.posting_date,
            entry.kind,
            f"{account.code} {account.name}",
            Money(side.amount, side.currency),
            Money(side.base_amount, base),
        )
        for side, entry, account in session.execute(query)
    )


_KEY = rowid("receipt")


def _paid_in(session: Session, receipt: Receipt) -> PaidIn | None:
    """Return where it was paid in and still is."""
    entry = standing_entry(session, receipt.id, EntryKind.TRANSFER)
    if entry is None:
        return None
    (side,) = (one for one in postings_of(session, entry.id) if one.account_id != receipt.account_id)
    account = session.get_one(Account, side.account_id)
    return PaidIn(f"{account.code} {account.name}", entry.posting_date)


def _rows(session: Session, receipt: Receipt) -> Sequence[InvoiceAllocation]:
    query = select(InvoiceAllocation).where(
        InvoiceAllocation.source_id == receipt.id, InvoiceAllocation.source == InvoiceSource.RECEIPT
    )
    return session.scalars(query.order_by(InvoiceAllocation.day, InvoiceAllocation.id)).all()


def _laid(session: Session, receipt: Receipt, rows: Sequence[InvoiceAllocation]) -> tuple[Laid, ...]:
    base = base_currency(session)
    ids = {row.invoice_id for row in rows}
    numbers = {row.id: row.number or row.id[-8:] for row in session.scalars(select(Invoice).where(Invoice.id.in_(ids)))}
    back = {row.reverses_id for row in rows} - {None}
    return tuple(
        Laid(
            row.id,
            row.invoice_id,
            numbers[row.invoice_id],
            row.day,
            Money(row.amount, receipt.currency),
            None if row.gain is None else Money(row.gain, base),
            row.id in back or row.reverses_id is not None,
        )
        for row in rows
    )
