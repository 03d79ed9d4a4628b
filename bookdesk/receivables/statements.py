"""The statement of account of a customer: what he owed at first, what happened since, what he owes, and how old it is.

It is derived from the same dated facts as what is owed, for each currency by itself: invoices and credit notes from the
day on which they are in the books, receipts and refunds on theirs, discounts and write-offs on the day they settled
something. What is only shifted, a credit note set off against an invoice or money allocated later, changes nothing of
what is owed and has no row. Within a day rows stand as they were booked, so that each balance was one once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.receivable import next_days, open_invoices, starts_on, unapplied
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Instalment, Invoice, InvoiceAllocation, InvoiceKind, InvoiceSource, InvoiceStatus
from bookdesk.models.ledger import LedgerEntry
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.receivables.reminded import among


class RowKind(StrEnum):
    """What a row is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit note"
    CANCELLED = "cancelled"
    RECEIPT = "receipt"
    TAKEN_BACK = "payment taken back"
    REFUND = "refund"
    DISCOUNT = "discount"
    WRITTEN_OFF = "written off"
    REFUND_BACK = "refund taken back"
    DISCOUNT_BACK = "discount taken back"
    WRITE_OFF_BACK = "write-off taken back"


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
    """A row to come; `moment` is the identifier of what booked it, which tells what came after what within a day."""

    day: date
    moment: str
    kind: RowKind
    number: str
    due: date | None
    amount: Money

    @property
    def order(self) -> tuple[date, str, int, str]:
        return self.day, self.moment, tuple(RowKind).index(self.kind), self.number


class _Booked:
    """When documents and money were booked and taken back, by the identifiers of their entries (`core/identifiers`).

    What has no entry is as old as its row; what was taken back without one comes last on its day.
    """

    def __init__(self, session: Session, ids: Collection[str]) -> None:
        """Read the entries of these."""
        self._first: dict[str, str] = {}
        self._undone: dict[str, str] = {}
        query = select(LedgerEntry).where(among(LedgerEntry.source_id, ids), LedgerEntry.kind != EntryKind.TRANSFER)
        for entry in session.scalars(query.order_by(LedgerEntry.id)):
            if entry.reverses_id is not None:
                self._undone[entry.reverses_id] = entry.id
            elif entry.source_id:
                self._first.setdefault(entry.source_id, entry.id)

    def at(self, row_id: str) -> str:
        """Return the moment at which something was booked."""
        return self._first.get(row_id, row_id)

    def undone(self, row_id: str) -> str:
        """Return the moment at which it was taken back."""
        return self._undone.get(self._first.get(row_id, ""), _LAST)


_LAST: Final = "~"
"""Behind every identifier."""


def account_statements(session: Session, contact: Contact, since: date, until: date) -> tuple[AccountStatement, ...]:
    """Return a customer's statement in each currency in which something is owed or happened, by currency.

    `InputError` where the period ends before it begins.
    """
    if until < since:
        raise InputError(f"A statement from {since} to {until} covers no day.", "Let it end after it begins.")
    invoices = session.scalars(select(Invoice).where(Invoice.contact_id == contact.id)).all()
    moves = sorted(_moves(session, contact.id, invoices, until), key=lambda move: move.order)
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


def _moves(session: Session, contact_id: str, invoices: Sequence[Invoice], until: date) -> Iterator[_Move]:
    left = open_invoices(session, invoices, until)
    due = next_days(session, {row: left[row.id] for row in invoices})
    receipts = session.scalars(select(Receipt).where(Receipt.contact_id == contact_id)).all()
    query = select(Refund).where(Refund.contact_id == contact_id, Refund.receipt_id.is_not(None))
    refunds = session.scalars(query).all()
    booked = _Booked(session, [one.id for rows in (invoices, receipts, refunds) for one in rows])
    for row in invoices:
        if row.status is not InvoiceStatus.DRAFT:
            yield from _of_document(row, booked, due[row.id])
    yield from _of_receipts(receipts, booked)
    yield from _of_refunds(refunds, {one.id: _number(one) for one in receipts}, booked)
    yield from _of_settlements(session, {row.id: row for row in invoices})


def _of_document(row: Invoice, booked: _Booked, due: date | None) -> Iterator[_Move]:
    """Yield a document with its sign and by when it is to be paid, and its end where it was cancelled."""
    kind = RowKind.CREDIT_NOTE if row.kind is InvoiceKind.CREDIT_NOTE else RowKind.INVOICE
    amount, number = row.claim.times(row.sign), row.number or ""
    ends = due if kind is RowKind.INVOICE else None
    yield _Move(starts_on(row), booked.at(row.id), kind, number, ends, amount)
    if row.status is InvoiceStatus.VOID:
        day = max(row.cancelled_on or starts_on(row), starts_on(row))
        yield _Move(day, booked.undone(row.id), RowKind.CANCELLED, number, None, -amount)


def _of_receipts(receipts: Iterable[Receipt], booked: _Booked) -> Iterator[_Move]:
    """Yield money in, each with its end where it was taken back."""
    for one in receipts:
        number = _number(one)
        yield _Move(one.day, booked.at(one.id), RowKind.RECEIPT, number, None, -one.money)
        if one.reversed_on is not None:
            day = max(one.reversed_on, one.day)
            yield _Move(day, booked.undone(one.id), RowKind.TAKEN_BACK, number, None, one.money)


def _number(receipt: Receipt) -> str:
    return receipt.number or receipt.payment_reference or ""


def _of_refunds(refunds: Iterable[Refund], of: Mapping[str, str], booked: _Booked) -> Iterator[_Move]:
    """Yield what was paid back of receipts, by the number `of` the receipt, which the customer knows.

    A refund of a credit note is told by what it settles of the note.
    """
    for one in refunds:
        number = of.get(one.receipt_id or "", "")
        yield _Move(one.day, booked.at(one.id), RowKind.REFUND, number, None, one.money)
        if one.reversed_on is not None:
            day = max(one.reversed_on, one.day)
            yield _Move(day, booked.undone(one.id), RowKind.REFUND_BACK, number, None, -one.money)


_SETTLES = {
    InvoiceSource.DISCOUNT: (RowKind.DISCOUNT, RowKind.DISCOUNT_BACK),
    InvoiceSource.WRITE_OFF: (RowKind.WRITTEN_OFF, RowKind.WRITE_OFF_BACK),
    InvoiceSource.REFUND: (RowKind.REFUND, RowKind.REFUND_BACK),
    InvoiceSource.BANK_LINE: (RowKind.RECEIPT, RowKind.TAKEN_BACK),
}
"""What settles an invoice without being a receipt or document of its own, and what it is called when taken back."""


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
        done, back = _SETTLES[one.source]
        kind = done if one.amount > 0 else back
        yield _Move(one.day, one.id, kind, row.number or "", None, Money(-row.sign * one.amount, row.currency))


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
