"""What customers owe, as at a date: what is settled and open of their invoices, and what of their money is unapplied.

Everything is derived from dated allocations. Amounts are positive for invoices and credit notes alike: of a credit
note, `settled` is what was used of it and `open` what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, or_, select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.ledger.instalments import Part, next_day
from bookdesk.models.invoice import Instalment, Invoice, InvoiceAllocation, InvoiceKind, InvoiceSource, InvoiceStatus
from bookdesk.models.receipt import Receipt, Refund

_AT_ONCE = 10_000
"""Ids asked for in one query; SQLite takes 32,766 (SQLITE_MAX_VARIABLE_NUMBER)."""
_CREDIT: ColumnElement[InvoiceSource] = literal_column(f"'{InvoiceSource.CREDIT_NOTE}'")
_RECEIPT: ColumnElement[InvoiceSource] = literal_column(f"'{InvoiceSource.RECEIPT}'")


def settled_invoices(session: Session, ids: Iterable[str], as_at: date | None = None) -> dict[str, int]:
    """Return minor units settled through `as_at`, by invoice; of a credit note what was used of it."""
    wanted = list(ids)
    return _settled(session, wanted, wanted, as_at)


def _settled(session: Session, ids: Iterable[str], notes: Sequence[str], as_at: date | None) -> dict[str, int]:
    """Return what is settled of each; only `notes` can have been used to settle others."""
    sums = dict.fromkeys(ids, 0)
    for some in _in_parts(list(sums)):
        for invoice_id, amount in session.execute(_received(some, as_at)):
            sums[invoice_id] += int(amount)
    for some in _in_parts(list(dict.fromkeys(notes))):
        for note_id, amount in session.execute(_used(some, InvoiceSource.CREDIT_NOTE, as_at)):
            sums[note_id] += int(amount)
    return sums


def open_invoices(session: Session, invoices: Iterable[Invoice], as_at: date | None = None) -> dict[str, Money]:
    """Return what is open of each invoice or credit note; nothing of drafts, cancelled and later ones."""
    rows = list(invoices)
    notes = [row.id for row in rows if row.sign < 0]
    done = _settled(session, [row.id for row in rows], notes, as_at)
    return {
        row.id: row.claim - Money(done[row.id], row.currency) if _counts(row, as_at) else Money.zero(row.currency)
        for row in rows
    }


def plans_of(session: Session, ids: Iterable[str]) -> dict[str, list[Part]]:
    """Return the parts of those of these invoices that are paid in some, in their order on paper."""
    found: dict[str, list[Part]] = {}
    query = select(Instalment.invoice_id, Instalment.due_date, Instalment.amount)
    for some in _in_parts(list(ids)):
        asked = query.where(Instalment.invoice_id.in_(some)).order_by(Instalment.invoice_id, Instalment.position)
        for invoice_id, due, amount in session.execute(asked):
            found.setdefault(invoice_id, []).append((due, amount))
    return found


def next_days(session: Session, left: Mapping[Invoice, Money]) -> dict[str, date | None]:
    """Return by when the next of each of these invoices is to be paid, by id, where this much is `left` of them."""
    plans = plans_of(session, [row.id for row in left])
    return {
        row.id: next_day(plans.get(row.id, ()), row.claim.minor - open_.minor, row.due_date)
        for row, open_ in left.items()
    }


def unapplied_receipts(session: Session, ids: Iterable[str], as_at: date | None = None) -> dict[str, int]:
    """Return minor units of each receipt that neither settle an invoice nor were paid back; 0 once it is reversed."""
    left: dict[str, int] = dict.fromkeys(ids, 0)
    for some in _in_parts(list(left)):
        for receipt_id, amount in session.execute(_standing_receipts(as_at).where(Receipt.id.in_(some))):
            left[receipt_id] += int(amount)
        for receipt_id, amount in session.execute(_used(some, InvoiceSource.RECEIPT, as_at)):
            left[receipt_id] -= int(amount)
        for refunded_id, amount in session.execute(_paid_back(some, as_at)):
            left[refunded_id or ""] -= int(amount)
    return left


def unapplied(session: Session, contact_id: str, as_at: date | None = None) -> dict[str, Money]:
    """Return the money of a customer that settles nothing yet, by currency."""
    query = select(Receipt.id, Receipt.currency).where(Receipt.contact_id == contact_id)
    currencies = {row.id: row.currency for row in session.execute(query)}
    sums: dict[str, Money] = {}
    for receipt_id, minor in unapplied_receipts(session, currencies, as_at).items():
        if minor:
            currency = currencies[receipt_id]
            sums[currency] = sums.get(currency, Money.zero(currency)) + Money(minor, currency)
    return {currency: amount for currency, amount in sorted(sums.items()) if amount}


def owed_by(session: Session, contact_id: str, as_at: date | None = None) -> dict[str, Money]:
    """Return what a customer owes by currency: open invoices less open credit notes and less unapplied money.

    Below zero where he has more to his credit. Currencies of which nothing is left are there with zero.
    """
    invoices = session.scalars(select(Invoice).where(Invoice.contact_id == contact_id)).all()
    left = open_invoices(session, invoices, as_at)
    sums: dict[str, Money] = {}
    for row in invoices:
        before = sums.get(row.currency, Money.zero(row.currency))
        sums[row.currency] = before + left[row.id].times(row.sign)
    for currency, amount in unapplied(session, contact_id, as_at).items():
        sums[currency] = sums.get(currency, Money.zero(currency)) - amount
    return sums


def settled_part() -> ColumnElement[int]:
    """Return, as a part of a query on invoices, minor units settled so far; of a credit note what was used of it."""
    amount = func.coalesce(func.sum(InvoiceAllocation.amount), 0)
    received = select(amount).where(InvoiceAllocation.invoice_id == Invoice.id)
    used = select(amount).where(InvoiceAllocation.source_id == Invoice.id, InvoiceAllocation.source == _CREDIT)
    of_credit = case((Invoice.kind == InvoiceKind.CREDIT_NOTE, used.correlate(Invoice).scalar_subquery()), else_=0)
    return received.correlate(Invoice).scalar_subquery() + of_credit


def still_open_invoice() -> ColumnElement[bool]:
    """Return the condition on issued invoices and credit notes that something of them is left."""
    claim = case((Invoice.taken_on, Invoice.open_at_take_on), else_=Invoice.total)
    return and_(Invoice.status == InvoiceStatus.ISSUED, settled_part() < claim)


def still_unapplied() -> ColumnElement[bool]:
    """Return the condition on receipts that something of them settles no invoice and was not paid back."""
    used = select(func.coalesce(func.sum(InvoiceAllocation.amount), 0)).where(
        InvoiceAllocation.source_id == Receipt.id, InvoiceAllocation.source == _RECEIPT
    )
    back = select(func.coalesce(func.sum(Refund.amount), 0)).where(
        Refund.receipt_id == Receipt.id, Refund.reversed_on.is_(None)
    )
    taken = used.correlate(Receipt).scalar_subquery() + back.correlate(Receipt).scalar_subquery()
    return and_(Receipt.reversed_on.is_(None), taken < Receipt.amount)


def standing_allocations(session: Session, *conditions: ColumnElement[bool]) -> list[InvoiceAllocation]:
    """Return the allocations that hold: neither taken back nor taking one back, oldest first."""
    back = select(InvoiceAllocation.reverses_id).where(InvoiceAllocation.reverses_id.is_not(None))
    query = select(InvoiceAllocation).where(
        InvoiceAllocation.reverses_id.is_(None), InvoiceAllocation.id.not_in(back), *conditions
    )
    return list(session.scalars(query.order_by(InvoiceAllocation.day, InvoiceAllocation.id)))


def starts_on(invoice: Invoice) -> date:
    """Return the day from which an invoice stands in receivables."""
    return invoice.posting_date or invoice.document_date


def _counts(invoice: Invoice, as_at: date | None) -> bool:
    if invoice.status is InvoiceStatus.DRAFT or (as_at is not None and starts_on(invoice) > as_at):
        return False
    if invoice.status is InvoiceStatus.VOID:
        return as_at is not None and invoice.cancelled_on is not None and as_at < invoice.cancelled_on
    return True


def _in_parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


def _received(ids: Sequence[str], as_at: date | None) -> Select[str, int]:
    query = select(InvoiceAllocation.invoice_id, func.sum(InvoiceAllocation.amount))
    query = query.where(InvoiceAllocation.invoice_id.in_(ids))
    return _until(query, InvoiceAllocation.day <= as_at if as_at else None).group_by(InvoiceAllocation.invoice_id)


def _used(ids: Sequence[str], source: InvoiceSource, as_at: date | None) -> Select[str, int]:
    query = select(InvoiceAllocation.source_id, func.sum(InvoiceAllocation.amount)).where(
        InvoiceAllocation.source_id.in_(ids), InvoiceAllocation.source == source
    )
    return _until(query, InvoiceAllocation.day <= as_at if as_at else None).group_by(InvoiceAllocation.source_id)


def _standing_receipts(as_at: date | None) -> Select[str, int]:
    query = select(Receipt.id, Receipt.amount)
    if as_at is None:
        return query.where(Receipt.reversed_on.is_(None))
    return query.where(Receipt.day <= as_at, or_(Receipt.reversed_on.is_(None), Receipt.reversed_on > as_at))


def _paid_back(ids: Sequence[str], as_at: date | None) -> Select[str | None, int]:
    query = select(Refund.receipt_id, func.sum(Refund.amount)).where(Refund.receipt_id.in_(ids))
    if as_at is None:
        return query.where(Refund.reversed_on.is_(None)).group_by(Refund.receipt_id)
    standing = or_(Refund.reversed_on.is_(None), Refund.reversed_on > as_at)
    return query.where(Refund.day <= as_at, standing).group_by(Refund.receipt_id)


def _until(query: Select[str, int], condition: ColumnElement[bool] | None) -> Select[str, int]:
    return query if condition is None else query.where(condition)
