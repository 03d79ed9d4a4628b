"""Reading receipts: which there are, what of each is still credit, and one in full with what it settles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bookdesk.core.errors import NotFound, UsageError
from bookdesk.core.money import Money
from bookdesk.core.texts import clean
from bookdesk.ledger.customers import find_customer
from bookdesk.ledger.receivable import standing_allocations, still_unapplied, unapplied_receipts
from bookdesk.models.account import Account
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceKind, InvoiceSource
from bookdesk.models.receipt import Receipt, Refund

_SHORTEST_END = 6
_LISTED: Final = {
    "receipt": "bookdesk receipt list",
    "refund": "bookdesk receipt refunds",
    InvoiceKind.INVOICE.value: "bookdesk invoice list",
    InvoiceKind.CREDIT_NOTE.value: "bookdesk invoice list",
}
"""Where each is found."""
_Record = TypeVar("_Record")


@dataclass(frozen=True, slots=True)
class ReceiptQuery:
    """Which receipts are asked for, newest first; `after` is the id of the last one that was shown before."""

    customer: str | None = None
    first: date | None = None
    last: date | None = None
    on_account_only: bool = False
    after: str | None = None
    limit: int = 200


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A receipt with its customer's name and what of it is still his credit."""

    receipt: Receipt
    customer: str
    unapplied: Money


@dataclass(frozen=True, slots=True)
class Settled:
    """An invoice that a receipt settles, by how much and from which day on."""

    invoice_id: str
    number: str
    amount: Money
    day: date


@dataclass(frozen=True, slots=True)
class ReceiptDetails:
    """A receipt in full; `into` is the account it reached, by code and name."""

    row: ReceiptRow
    into: str
    settled: tuple[Settled, ...]
    refunds: tuple[Refund, ...]


def receipt_rows(session: Session, query: ReceiptQuery) -> list[ReceiptRow]:
    """Return the receipts that a query asks for; a page of them costs the same wherever it is."""
    found = select(Receipt, Contact.name).join(Contact, Contact.id == Receipt.contact_id)
    wanted = found.where(*_asked(session, query)).order_by(Receipt.day.desc(), Receipt.id.desc())
    rows = session.execute(wanted.limit(query.limit)).all()
    left = unapplied_receipts(session, [receipt.id for receipt, _ in rows])
    return [ReceiptRow(receipt, name, Money(left[receipt.id], receipt.currency)) for receipt, name in rows]


def details_of(session: Session, receipt: Receipt) -> ReceiptDetails:
    """Return one receipt in full."""
    name = session.get_one(Contact, receipt.contact_id).name
    left = unapplied_receipts(session, [receipt.id])[receipt.id]
    account = session.get_one(Account, receipt.account_id)
    rows = standing_allocations(
        session, InvoiceAllocation.source_id == receipt.id, InvoiceAllocation.source == InvoiceSource.RECEIPT
    )
    numbers = {
        row.id: row.number
        for row in session.scalars(select(Invoice).where(Invoice.id.in_([one.invoice_id for one in rows])))
    }
    refunds = session.scalars(select(Refund).where(Refund.receipt_id == receipt.id).order_by(Refund.day)).all()
    return ReceiptDetails(
        ReceiptRow(receipt, name, Money(left, receipt.currency)),
        f"{account.code} {account.name}",
        tuple(
            Settled(
                row.invoice_id, numbers[row.invoice_id] or row.invoice_id, Money(row.amount, receipt.currency), row.day
            )
            for row in rows
        ),
        tuple(refunds),
    )


def receipt_named(session: Session, wanted: str) -> Receipt:
    """Return the receipt of a number, an id or the end of one."""
    return _only(session.scalars(_named(select(Receipt), Receipt.id, wanted, Receipt.number)).all(), wanted, "receipt")


def document_named(session: Session, wanted: str, kind: InvoiceKind) -> Invoice:
    """Return the invoice or credit note of a number, an id or the end of one."""
    query = _named(select(Invoice).where(Invoice.kind == kind), Invoice.id, wanted, Invoice.number)
    return _only(session.scalars(query).all(), wanted, kind.value)


def refund_named(session: Session, wanted: str) -> Refund:
    """Return the refund of an id or the end of one."""
    return _only(session.scalars(_named(select(Refund), Refund.id, wanted, None)).all(), wanted, "refund")


def _named(
    query: Select[_Record],
    identity: InstrumentedAttribute[str],
    wanted: str,
    number: InstrumentedAttribute[str | None] | None,
) -> Select[_Record]:
    either = [identity == wanted]
    if len(wanted) >= _SHORTEST_END:
        either.append(identity.endswith(wanted, autoescape=True))
    if number is not None:
        either.append(number.collate("NOCASE") == clean(wanted))
    return query.where(or_(*either)).limit(2)


def _only(found: Sequence[_Record], wanted: str, what: str) -> _Record:
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"More than one {what} is called {wanted!r}.", "Name it by its whole id.")
    raise NotFound(f"There is no {what} {wanted!r}.", "Look for it in the list.", command=_LISTED[what])


def _asked(session: Session, query: ReceiptQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.customer is not None:
        found.append(Receipt.contact_id == find_customer(session, query.customer).id)
    if query.first is not None:
        found.append(Receipt.day >= query.first)
    if query.last is not None:
        found.append(Receipt.day <= query.last)
    if query.on_account_only:
        found.append(still_unapplied())
    if query.after is not None:
        last = receipt_named(session, query.after)
        found.append(or_(Receipt.day < last.day, and_(Receipt.day == last.day, Receipt.id < last.id)))
    return found
