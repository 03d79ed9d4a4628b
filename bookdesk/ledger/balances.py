"""What the books say: the balance of an account and the settlement of bills, as at a date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, case, func, literal_column, select
from sqlalchemy.orm import Session

from bookdesk.core.money import Money
from bookdesk.models.bill import Allocation, AllocationSource, Bill, BillKind, Settlement, settlement
from bookdesk.models.ledger import LedgerEntry, Posting
from bookdesk.models.payment import Payment, PaymentPart, PaymentRun, PaymentState, RunState


def account_balance(session: Session, account_id: str, currency: str, as_at: date | None = None) -> Money:
    """Return the balance of an account in its own currency, debit positive, through the end of `as_at`."""
    query = select(func.coalesce(func.sum(Posting.amount), 0)).where(Posting.account_id == account_id)
    if as_at is not None:
        query = query.join(LedgerEntry, LedgerEntry.id == Posting.entry_id).where(LedgerEntry.posting_date <= as_at)
    return Money(int(session.scalar(query) or 0), currency)


def trial_balance(session: Session, as_at: date | None = None) -> dict[str, int]:
    """Return base-currency balances (minor units, debit positive) by account id; they add up to zero."""
    query = select(Posting.account_id, func.sum(Posting.base_amount)).group_by(Posting.account_id)
    if as_at is not None:
        query = query.join(LedgerEntry, LedgerEntry.id == Posting.entry_id).where(LedgerEntry.posting_date <= as_at)
    return {account_id: int(balance) for account_id, balance in session.execute(query)}


def settled(session: Session, bill_ids: Sequence[str], as_at: date | None = None) -> dict[str, int]:
    """Return minor units settled through `as_at`, by bill; for a credit note, what was used of it."""
    received = select(Allocation.bill_id, func.sum(Allocation.amount)).where(Allocation.bill_id.in_(bill_ids))
    used = select(Allocation.source_id, func.sum(Allocation.amount)).where(
        Allocation.source_id.in_(bill_ids), Allocation.source == AllocationSource.CREDIT_NOTE
    )
    if as_at is not None:
        received, used = received.where(Allocation.day <= as_at), used.where(Allocation.day <= as_at)
    sums = dict.fromkeys(bill_ids, 0)
    for query in (received.group_by(Allocation.bill_id), used.group_by(Allocation.source_id)):
        for bill_id, amount in session.execute(query):
            sums[bill_id] += int(amount)
    return sums


def settled_part() -> ColumnElement[int]:
    """Return, as a part of a query on bills, minor units settled so far; for a credit note, also what was used of it.

    Where the source is a literal, SQLite reads what was used from the small index of credit notes alone.
    """
    amount = func.coalesce(func.sum(Allocation.amount), 0)
    received = select(amount).where(Allocation.bill_id == Bill.id)
    credit: ColumnElement[AllocationSource] = literal_column(f"'{AllocationSource.CREDIT_NOTE}'")
    used = select(amount).where(Allocation.source_id == Bill.id, Allocation.source == credit)
    of_credit = case((Bill.kind == BillKind.CREDIT_NOTE, used.correlate(Bill).scalar_subquery()), else_=0)
    return received.correlate(Bill).scalar_subquery() + of_credit


def still_open() -> ColumnElement[bool]:
    """Return the condition on bills and credit notes that something of them is left, for lists that grow for years."""
    return settled_part() < Bill.total


def scheduled(session: Session, bill_ids: Sequence[str]) -> dict[str, int]:
    """Return minor units that wait in runs not yet released, by bill; positive for credit notes, too."""
    query = (
        select(PaymentPart.bill_id, func.sum(func.abs(PaymentPart.amount)))
        .join(Payment, Payment.id == PaymentPart.payment_id)
        .join(PaymentRun, PaymentRun.id == Payment.run_id)
        .where(
            PaymentPart.bill_id.in_(bill_ids),
            PaymentRun.state == RunState.DRAFT,
            Payment.state == PaymentState.PROPOSED,
        )
        .group_by(PaymentPart.bill_id)
    )
    return dict.fromkeys(bill_ids, 0) | {bill_id: int(amount) for bill_id, amount in session.execute(query)}


def settlements(session: Session, bills: Sequence[Bill], as_at: date | None = None) -> dict[str, Settlement]:
    """Derive the settlement of each bill or credit note."""
    ids = [bill.id for bill in bills]
    done, waiting = settled(session, ids, as_at), scheduled(session, ids)
    return {
        bill.id: settlement(
            bill.total_money, Money(done[bill.id], bill.currency), Money(waiting[bill.id], bill.currency)
        )
        for bill in bills
    }


def owed_to(session: Session, contact_id: str, as_at: date | None = None) -> dict[str, Money]:
    """Return what is owed to a supplier by currency: open bills less open credit notes."""
    bills = session.scalars(select(Bill).where(Bill.contact_id == contact_id)).all()
    left = settlements(session, bills, as_at)
    sums: dict[str, Money] = {}
    for bill in bills:
        sign = -1 if bill.kind is BillKind.CREDIT_NOTE else 1
        before = sums.get(bill.currency, Money.zero(bill.currency))
        sums[bill.currency] = before + left[bill.id].open.times(sign)
    return sums
