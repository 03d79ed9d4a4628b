"""Reads what is owed to suppliers out of the books, as at the end of a day: all of it, or only what is open then.

A bill counts from the day it is posted, once somebody reviewed it, until its posting was reversed because it is void.
What was settled before take-on made the claim smaller and is no payment.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.exchange import ExchangeRate
from bookdesk.models.bill import Allocation as BillAllocation
from bookdesk.models.bill import AllocationSource, Bill, BillKind, BillStatus
from bookdesk.models.contact import Contact
from bookdesk.models.ledger import LedgerEntry
from bookdesk.reports.owed import Allocation, Document, How, Kind, Owed

_KINDS = {BillKind.BILL: Kind.INVOICE, BillKind.CREDIT_NOTE: Kind.CREDIT_NOTE}
_BOOKED = (EntryKind.BILL, EntryKind.CREDIT_NOTE, EntryKind.OPENING)


def payables(session: Session, as_at: date, contact_id: str | None = None) -> Owed:
    """Return every reviewed bill and credit note, and what was allocated through `as_at`; of one supplier if named."""
    documents = {row.id: _document(row) for row in session.execute(_bills(contact_id))}
    return Owed(tuple(documents.values()), tuple(_allocations(session, as_at, documents, contact_id)))


def open_payables(session: Session, as_at: date, contact_id: str | None = None) -> Owed:
    """Return only what is open at the end of `as_at`, settled in one sum each: right on that day alone."""
    settled = _settled(as_at)
    wanted = _bills(contact_id).add_columns(settled.label("settled")).where(_whole(as_at) != settled)
    documents: list[Document] = []
    allocations: list[Allocation] = []
    for row in session.execute(wanted):
        one = _document(row)
        documents.append(one)
        if row.settled:
            allocations.append(Allocation(one.id, as_at, Money(row.settled, one.total.currency)))
    return Owed(tuple(documents), tuple(allocations))


_MIRROR = aliased(LedgerEntry)
_REVERSED = (
    select(func.max(_MIRROR.posting_date))
    .join(LedgerEntry, LedgerEntry.id == _MIRROR.reverses_id)
    .where(LedgerEntry.source_id == Bill.id, LedgerEntry.kind.in_(_BOOKED))
    .correlate(Bill)
    .scalar_subquery()
)
_ENDED = case((Bill.status == BillStatus.VOID, _REVERSED))
_POSTED = func.coalesce(Bill.posting_date, Bill.document_date, Bill.received_date, type_=Bill.received_date.type)
_BOOKED_ONCE = or_(Bill.status != BillStatus.VOID, _REVERSED.is_not(None))


def _whole(as_at: date) -> ColumnElement[int]:
    standing = or_(Bill.status != BillStatus.VOID, as_at < _REVERSED)
    return case((and_(as_at >= _POSTED, standing), Bill.total), else_=0)


def _settled(as_at: date) -> ColumnElement[int]:
    amount = func.coalesce(func.sum(BillAllocation.amount), 0)
    own = select(amount).where(BillAllocation.bill_id == Bill.id, BillAllocation.day <= as_at)
    used = select(amount).where(
        BillAllocation.source_id == Bill.id,
        BillAllocation.source == AllocationSource.CREDIT_NOTE,
        BillAllocation.day <= as_at,
    )
    of_credit = case((Bill.kind == BillKind.CREDIT_NOTE, used.correlate(Bill).scalar_subquery()), else_=0)
    return own.correlate(Bill).scalar_subquery() + of_credit


def _select(*columns: Any) -> Select[Any]:  # noqa: ANN401 - columns of any type
    """Select more columns than the types of `select` can name."""
    return select(*columns)


def _bills(contact_id: str | None) -> Select[Any]:
    query = (
        _select(
            *(Bill.id, Bill.contact_id, Contact.name, Bill.supplier_name, Bill.number, Bill.kind, Bill.total),
            *(Bill.document_date, Bill.received_date, Bill.due_date, Bill.currency, Bill.rate, Bill.rate_source),
            *(Bill.disputed, _POSTED.label("posted"), _ENDED.label("ended")),
        )
        .outerjoin(Contact, Contact.id == Bill.contact_id)
        .where(Bill.status != BillStatus.DRAFT, _BOOKED_ONCE)
    )
    return query if contact_id is None else query.where(Bill.contact_id == contact_id)


def _document(row: Row[Any]) -> Document:
    dated = row.document_date or row.received_date
    name = row.name or row.supplier_name or ""
    return Document(
        id=row.id,
        contact=row.contact_id or name,
        number=row.number or "",
        issued=dated,
        due=row.due_date,
        total=Money(row.total, row.currency),
        kind=_KINDS[row.kind],
        rate=ExchangeRate(row.rate, row.rate_source or "", dated) if row.rate else None,
        ended=row.ended,
        disputed=row.disputed,
        entered=row.posted,
        name=name,
    )


def _allocations(
    session: Session, as_at: date, known: dict[str, Document], supplier: str | None
) -> Iterator[Allocation]:
    query = select(
        BillAllocation.bill_id,
        BillAllocation.source,
        BillAllocation.source_id,
        BillAllocation.day,
        BillAllocation.amount,
    ).where(BillAllocation.day <= as_at)
    if supplier is not None:
        query = query.join(Bill, Bill.id == BillAllocation.bill_id).where(Bill.contact_id == supplier)
    for bill_id, source, source_id, day, amount in session.execute(query):
        one = known.get(bill_id)
        if one is not None:
            by = source_id if source is AllocationSource.CREDIT_NOTE and source_id in known else None
            how = How.REDUCED if source is AllocationSource.TAKEN_ON else How.MONEY
            yield Allocation(bill_id, day, Money(amount, one.total.currency), by, how)
