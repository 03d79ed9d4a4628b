"""The named lists of invoices and credit notes, each as one condition: a list, its count and its sum cannot disagree.

Cancelled ones are in their own list only. An invoice is open as long as its dated allocations do not make up what it
claims. One with instalments is late for what was due of them; others are by their due date.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, func, literal_column, or_, select

from bookdesk.ledger.receivable import settled_part
from bookdesk.models.invoice import Instalment, Invoice, InvoiceKind, InvoiceStatus
from bookdesk.store.listing import unsought


class InvoiceList(StrEnum):
    """Lists of invoices and credit notes that people work through."""

    ALL = "all"
    """whatever is not cancelled"""
    DRAFTS = "drafts"
    OPEN = "open"
    """issued, with something left; of credit notes those that are not used up"""
    PENDING = "pending"
    """open invoices of which nothing is settled and nothing was due before today"""
    PART_SETTLED = "part settled"
    """open invoices of which something was paid, credited or written off"""
    OVERDUE = "overdue"
    """open invoices of which something was due before today"""
    DUE_IN_7_DAYS = "due in 7 days"
    """open invoices with something due from today through the seventh day from now; no overdue one is among them"""
    DISPUTED = "disputed"
    """open invoices that their customer disputes"""
    PROMISED = "promised"
    """open invoices that their customer promised to pay, kept or not"""
    SETTLED = "settled"
    """issued, with nothing left: paid, credited or written off; of credit notes those that are used up"""
    CREDIT_NOTES = "credit notes"
    CANCELLED = "cancelled"


WEEK = 7


def on_list(which: InvoiceList, today: date) -> ColumnElement[bool]:
    """Return the condition on `Invoice` of being on a list; `today` is the client's (`ledger.owner.client_today`)."""
    if which is InvoiceList.DUE_IN_7_DAYS:
        return and_(_owed(), _due(today, today + timedelta(days=WEEK)))
    if which is InvoiceList.PENDING:
        return and_(_owed(), settled_part() <= 0, ~func.coalesce(_late(today), _NO))
    return and_(_owed(), _late(today)) if which is InvoiceList.OVERDUE else _UNDATED[which]


def claimed() -> ColumnElement[int]:
    """Return, as a part of a query on invoices, the minor units that allocations settle."""
    return case((Invoice.taken_on == literal_column("1"), Invoice.open_at_take_on), else_=Invoice.total)


def still_open() -> ColumnElement[bool]:
    """Return the condition on invoices and credit notes that something of them is left."""
    return settled_part() < claimed()


_YES: ColumnElement[bool] = literal_column("1")
_NO: ColumnElement[bool] = literal_column("0")
_INVOICE = Invoice.kind == InvoiceKind.INVOICE
_STANDS = Invoice.status != InvoiceStatus.VOID
# Most invoices were issued: walking the order's own index is far cheaper than to seek them by that.
_ISSUED = unsought(Invoice.status) == InvoiceStatus.ISSUED
_UNDATED: dict[InvoiceList, ColumnElement[bool]] = {
    InvoiceList.ALL: _STANDS,
    InvoiceList.DRAFTS: Invoice.status == InvoiceStatus.DRAFT,
    InvoiceList.OPEN: and_(_ISSUED, still_open()),
    InvoiceList.PART_SETTLED: and_(_ISSUED, _INVOICE, settled_part() > 0, still_open()),
    InvoiceList.DISPUTED: and_(Invoice.disputed == _YES, _ISSUED, still_open()),
    InvoiceList.PROMISED: and_(Invoice.promised_until.is_not(None), _ISSUED, still_open()),
    InvoiceList.SETTLED: and_(_ISSUED, ~still_open()),
    InvoiceList.CREDIT_NOTES: and_(_STANDS, Invoice.kind == InvoiceKind.CREDIT_NOTE),
    InvoiceList.CANCELLED: Invoice.status == InvoiceStatus.VOID,
}


def _owed() -> ColumnElement[bool]:
    return and_(_ISSUED, _INVOICE, still_open())


def _late(today: date) -> ColumnElement[bool]:
    """Return that something was due before `today` and is not settled."""
    whole = and_(unsought(Invoice.due_date) < today, ~_is_planned())
    return or_(whole, _parts_are_open(today))


def _due(first: date, last: date) -> ColumnElement[bool]:
    """Return that something falls due within these days and is not settled, and nothing is late."""
    whole = and_(unsought(Invoice.due_date).between(first, last), ~_is_planned())
    return or_(whole, and_(_parts_are_open(last + timedelta(days=1)), ~_parts_are_open(first)))


def _is_planned() -> ColumnElement[bool]:
    """Return that it is to be paid in instalments; few are, so that they are looked up once."""
    return Invoice.id.in_(select(Instalment.invoice_id))


def _parts_are_open(day: date) -> ColumnElement[bool]:
    """Return that instalments were due before a day, and that more was due of them than is settled."""
    due = select(func.sum(Instalment.amount)).where(Instalment.invoice_id == Invoice.id, Instalment.due_date < day)
    asked: ColumnElement[int] = func.coalesce(due.correlate(Invoice).scalar_subquery(), 0)
    return and_(_is_planned(), asked > 0, asked > settled_part())
