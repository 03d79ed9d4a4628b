"""What is always true of the books, as sentences about whatever breaks it. For tests, `verify` and after a crash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.balances import settlements
from bookdesk.ledger.receivableinvariants import RECEIVABLES
from bookdesk.models.account import Account, AccountRole
from bookdesk.models.bill import Bill, BillKind, BillLine
from bookdesk.models.ledger import LedgerEntry, Posting
from bookdesk.store.verify import Invariant


def entries_balance(session: Session) -> Iterator[str]:
    """Debits equal credits in base currency, entry by entry."""
    sums = select(Posting.entry_id, func.sum(Posting.base_amount)).group_by(Posting.entry_id)
    for entry_id, left in session.execute(sums.having(func.sum(Posting.base_amount) != 0)):
        yield f"entry {entry_id} is out of balance by {left} minor units"


def bills_add_up(session: Session) -> Iterator[str]:
    """Net and tax make the total, line by line and for the whole document."""
    wrong_line = select(BillLine.id).where(BillLine.net + BillLine.tax != BillLine.gross)
    for line_id in session.scalars(wrong_line):
        yield f"bill line {line_id}: net and tax do not make its total"
    for bill_id in session.scalars(select(Bill.id).where(Bill.net + Bill.tax != Bill.total)):
        yield f"bill {bill_id}: net and tax do not make its total"
    sums = (
        select(Bill.id)
        .join(BillLine, BillLine.bill_id == Bill.id)
        .group_by(Bill.id)
        .having(or_(func.sum(BillLine.net) != Bill.net, func.sum(BillLine.tax) != Bill.tax))
    )
    for bill_id in session.scalars(sums):
        yield f"bill {bill_id}: its lines do not make its totals"


def payables_agree(session: Session) -> Iterator[str]:
    """The payables account shows what the booked bills leave open, supplier by supplier and currency by currency."""
    owed = _open_by_supplier(session)
    booked = _payables_by_supplier(session)
    for key in sorted(owed.keys() | booked.keys(), key=str):
        if owed.get(key, 0) != booked.get(key, 0):
            yield f"supplier {key.contact_id}: {owed.get(key, 0)} open, {booked.get(key, 0)} {key.currency} in payables"


INVARIANTS = (
    Invariant("entries balance", entries_balance),
    Invariant("bills add up", bills_add_up),
    Invariant("payables agree", payables_agree),
    *RECEIVABLES,
)


@dataclass(frozen=True, slots=True)
class _Owed:
    contact_id: str | None
    currency: str


def _open_by_supplier(session: Session) -> dict[_Owed, int]:
    mirror = aliased(LedgerEntry)
    booked = (
        select(Bill)
        .join(LedgerEntry, LedgerEntry.source_id == Bill.id)
        .outerjoin(mirror, mirror.reverses_id == LedgerEntry.id)
        .where(
            LedgerEntry.kind.in_([EntryKind.BILL, EntryKind.CREDIT_NOTE, EntryKind.OPENING]),
            mirror.id.is_(None),
        )
        .distinct()
    )
    bills = session.scalars(booked).all()
    left = settlements(session, bills)
    sums: dict[_Owed, int] = {}
    for bill in bills:
        sign = -1 if bill.kind is BillKind.CREDIT_NOTE else 1
        key = _Owed(bill.contact_id, bill.currency)
        sums[key] = sums.get(key, 0) + sign * left[bill.id].open.minor
    return sums


def _payables_by_supplier(session: Session) -> dict[_Owed, int]:
    sums = (
        select(Posting.contact_id, Posting.currency, func.sum(Posting.amount))
        .join(Account, Account.id == Posting.account_id)
        .where(Account.role == AccountRole.PAYABLES)
        .group_by(Posting.contact_id, Posting.currency)
    )
    return {_Owed(contact_id, currency): -int(amount) for contact_id, currency, amount in session.execute(sums)}
