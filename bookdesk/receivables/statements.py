"""The statement of account of a customer: what he owed at first, what happened since, what he owes, and how old it is.

It is derived from the same dated facts as what is owed, for each currency by itself: invoices and credit notes from the
day on which they are in the books, receipts and refunds on theirs, discounts and write-offs on the day they settled
something. What is only shifted, a credit note set off against an invoice or money allocated later, changes nothing of
what is owed and has no row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.ledger.receivable import open_invoices, starts_on, unapplied
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Instalment, Invoice, InvoiceAllocation, InvoiceKind, InvoiceSource, InvoiceStatus
from bookdesk.models.receipt import Receipt, Refund


class RowKind(StrEnum):
    """What a row is, in the order in which rows of one day stand."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit note"
    CANCELLED = "cancelled"
    RECEIPT = "receipt"
    TAKEN_BACK = "payment taken back"
    REFUND = "refund"
    DISCOUNT = "discount"
    WRITTEN_OFF = "written off"


@dataclass(frozen=True, slots=True)
class Row:
    """Something that changed what is owed by `amount` (positive: more is owed); `balance` is what is owed after it."""

    day: date
    kind: RowKind
    number: str
    due: date | None
    amount: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class Ages:
    """What is owed at the end by how late it is; `credit`, below zero, settles nothing yet. Together: the closing."""

    not_due: Money
    to_30: Money
    to_60: Money
    to_90: Money
    over_90: Money
    credit: Money

    @property
    def overdue(self) -> Money:
        """What is late, credit not taken off."""
        return self.to_30 + self.to_60 + self.to_90 + self.over_90


@dataclass(frozen=True, slots=True)
class AccountStatement:
    """A customer's account in one currency from `since` through `until`, both included."""

    contact_id: str
    name: str
    currency: str
    since: date
    until: date
    opening: Money
    rows: tuple[Row, ...]
    closing: Money
    ages: Ages


@dataclass(frozen=True, slots=True)
class _Move:
    day: date
    kind: RowKind
    number: str
    due: date | None
    amount: Money

    @property
    def order(self) -> tuple[date, int, str]:
        return self.day, tuple(RowKind).index(self.kind), self.number


def account_statements(session: Session, contact: Contact, since: date, until: date) -> tuple[AccountStatement, ...]:
    """Return a customer's statement in each currency in which something is owed or happened, by currency.

    `InputError` where the period ends before it begins.
    """
    if until < since:
        raise InputError(f"A statement from {since} to {until} covers no day.", "Let it end after it begins.")
    invoices = session.scalars(select(Invoice).where(Invoice.contact_id == contact.id)).all()
    moves = sorted(_moves(session, contact.id, invoices), key=lambda move: move.order)
    ages = _ages(session, contact.id, invoices, until)
    found = []
    for currency in sorted({move.amount.currency for move in moves} | ages.keys()):
        his = [move for move in moves if move.amount.currency == currency and move.day <= until]
        before = sum(move.amount.minor for move in his if move.day < since)
        rows = tuple(_rows([move for move in his if move.day >= since], Money(before, currency)))
        closing = rows[-1].balance if rows else Money(before, currency)
        if rows or closing:
            aged = ages.get(currency) or _no_ages(currency)
            opening = Money(before, currency)
            statement = AccountStatement(contact.id, contact.name, currency, since, until, opening, rows, closing, aged)
            found.append(statement)
    return tuple(found)


def _rows(moves: Sequence[_Move], balance: Money) -> Iterator[Row]:
    for move in moves:
        balance = balance + move.amount
        yield Row(move.day, move.kind, move.number, move.due, move.amount, balance)


def _moves(session: Session, contact_id: str, invoices: Sequence[Invoice]) -> Iterator[_Move]:
    for row in invoices:
        if row.status is not InvoiceStatus.DRAFT:
            yield from _of_document(row)
    yield from _of_receipts(session, contact_id)
    yield from _of_settlements(session, {row.id: row for row in invoices})


def _of_document(row: Invoice) -> Iterator[_Move]:
    """Yield a document with its sign, and its end where it was cancelled."""
    kind = RowKind.CREDIT_NOTE if row.kind is InvoiceKind.CREDIT_NOTE else RowKind.INVOICE
    amount, number = row.claim.times(row.sign), row.number or ""
    due = row.due_date if kind is RowKind.INVOICE else None
    yield _Move(starts_on(row), kind, number, due, amount)
    if row.status is InvoiceStatus.VOID:
        yield _Move(max(row.cancelled_on or starts_on(row), starts_on(row)), RowKind.CANCELLED, number, None, -amount)


def _of_receipts(session: Session, contact_id: str) -> Iterator[_Move]:
    """Yield money in and what was paid back of it, each with its end where it was taken back.

    A refund of a credit note is told by what it settles of the note.
    """
    for one in session.scalars(select(Receipt).where(Receipt.contact_id == contact_id)):
        number = one.number or one.payment_reference or ""
        yield _Move(one.day, RowKind.RECEIPT, number, None, -one.money)
        if one.reversed_on is not None:
            yield _Move(max(one.reversed_on, one.day), RowKind.TAKEN_BACK, number, None, one.money)
    query = select(Refund).where(Refund.contact_id == contact_id, Refund.receipt_id.is_not(None))
    for back in session.scalars(query):
        amount = Money(back.amount, back.currency)
        yield _Move(back.day, RowKind.REFUND, back.payment_reference or "", None, amount)
        if back.reversed_on is not None:
            yield _Move(
                max(back.reversed_on, back.day), RowKind.TAKEN_BACK, back.payment_reference or "", None, -amount
            )


_SETTLES = {
    InvoiceSource.DISCOUNT: RowKind.DISCOUNT,
    InvoiceSource.WRITE_OFF: RowKind.WRITTEN_OFF,
    InvoiceSource.REFUND: RowKind.REFUND,
    InvoiceSource.BANK_LINE: RowKind.RECEIPT,
}
"""What settles an invoice without being a receipt or document of its own."""


def _of_settlements(session: Session, invoices: Mapping[str, Invoice]) -> Iterator[_Move]:
    query = (
        select(InvoiceAllocation)
        .join(Invoice, Invoice.id == InvoiceAllocation.invoice_id)
        .where(
            InvoiceAllocation.source.in_(_SETTLES),
            InvoiceAllocation.amount != 0,  # a discount that was refused
            Invoice.contact_id.in_({row.contact_id for row in invoices.values()}),
        )
    )
    for one in session.scalars(query):
        row = invoices[one.invoice_id]
        kind = _SETTLES[one.source] if one.amount > 0 else RowKind.TAKEN_BACK
        yield _Move(one.day, kind, row.number or "", None, Money(-row.sign * one.amount, row.currency))


def _ages(session: Session, contact_id: str, invoices: Sequence[Invoice], until: date) -> dict[str, Ages]:
    """Return by currency how old it is what is owed at the end of a day."""
    left, plans = open_invoices(session, invoices, until), _plans(session, invoices)
    sums: dict[tuple[str, int], int] = {}
    for row in invoices:
        parts = (
            _by_day(row, left[row.id].minor, plans.get(row.id, ())) if row.sign > 0 else [(None, -left[row.id].minor)]
        )
        for day, minor in parts:
            bucket = _bucket(day, until) if row.sign > 0 else _CREDIT
            sums[row.currency, bucket] = sums.get((row.currency, bucket), 0) + minor
    for currency, money in unapplied(session, contact_id, until).items():
        sums[currency, _CREDIT] = sums.get((currency, _CREDIT), 0) - money.minor
    return {
        currency: Ages(*(Money(sums.get((currency, bucket), 0), currency) for bucket in range(_CREDIT + 1)))
        for currency, _ in sums
    }


_CREDIT = 5
"""The bucket after those of lateness."""
_LIMITS = (0, 30, 60, 90)


def _bucket(due: date | None, until: date) -> int:
    """Return 0 for what is not due, 1 to 4 by days late; what has no day is not due."""
    late = (until - due).days if due else 0
    return sum(late > limit for limit in _LIMITS)


def _plans(session: Session, invoices: Sequence[Invoice]) -> dict[str, list[Instalment]]:
    ids = {row.id for row in invoices}
    found: dict[str, list[Instalment]] = {}
    for one in session.scalars(select(Instalment).order_by(Instalment.invoice_id, Instalment.position)):
        if one.invoice_id in ids:
            found.setdefault(one.invoice_id, []).append(one)
    return found


def _by_day(row: Invoice, left: int, plan: Sequence[Instalment]) -> list[tuple[date | None, int]]:
    """Return what is open of an invoice by the days it is due, what was paid having settled the earliest first."""
    if not plan:
        return [(row.due_date, left)]
    found: list[tuple[date | None, int]] = []
    for one in sorted(plan, key=lambda part: (part.due_date or date.max, part.position), reverse=True):
        part = min(one.amount, max(left, 0))
        found.append((one.due_date, part))
        left -= part
    return [*found, (row.due_date, left)] if left else found


def _no_ages(currency: str) -> Ages:
    nothing = Money.zero(currency)
    return Ages(nothing, nothing, nothing, nothing, nothing, nothing)
