"""What release and recall do to the books: payments outstanding at the bank, allocations, and their opposites."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.ledger.balances import settled
from bookdesk.ledger.exchange import ExchangeRate
from bookdesk.ledger.posting import post_payment, reverse
from bookdesk.models.bank import BankAccount, MatchPart
from bookdesk.models.bill import Allocation, AllocationSource, Bill, BillKind
from bookdesk.models.payment import Payment, PaymentPart, PaymentState
from bookdesk.payments.netting import Part, Share, shares
from bookdesk.payments.records import named
from bookdesk.store.change import Change

Rows = Sequence[tuple[PaymentPart, Bill]]


def book(  # noqa: PLR0913, PLR0917 - each is a separate fact of the payment
    work: Change, payment: Payment, rows: Rows, account: BankAccount, day: date, rate: ExchangeRate | None
) -> None:
    """Post a payment (Dr payables, Cr bank) on its execution date and allocate it to its bills."""
    before = settled(work.session, [bill.id for _, bill in rows])
    entry = post_payment(
        work,
        source_id=payment.id,
        contact_id=payment.contact_id,
        bank=account,
        settled=[
            (bill, Money(before[bill.id], bill.currency), Money(part.amount, bill.currency)) for part, bill in rows
        ],
        paid=Money(payment.amount, payment.currency),
        day=day,
        narration=f"payment to {payment.holder} {payment.statement_reference}",
        rate=rate,
    )
    payment.entry_id = entry.id
    payment.state = PaymentState.RELEASED
    _allocate(work, payment, rows, day, sign=1)


def compensate(work: Change, payment: Payment, rows: Rows, day: date, why: str) -> None:
    """Take a released payment back: its entry is reversed and its allocations are cancelled by negative ones."""
    if payment.entry_id is not None:
        reverse(work, payment.entry_id, day, why)
    _allocate(work, payment, rows, day, sign=-1)
    payment.state, payment.state_reason = PaymentState.RETURNED, why


def require_unmatched(session: Session, ids: Sequence[str], what: str) -> None:
    """Refuse to take back what the bank has shown."""
    if session.scalar(select(MatchPart.id).where(MatchPart.target_id.in_(ids)).limit(1)) is not None:
        raise RuleBroken(
            f"{what} is matched with a line of the bank statement.", "Undo the match first, if it is wrong."
        )


def netting_parts(rows: Rows, open_now: dict[str, int]) -> list[Part]:
    """Return the parts of a payment as the rules of netting see them; `open_now` is what is open by bill."""
    return [
        Part(
            bill.id,
            named(bill),
            bill.kind is BillKind.CREDIT_NOTE,
            Money(open_now[bill.id], bill.currency),
            Money(abs(part.amount), bill.currency),
        )
        for part, bill in rows
    ]


def _allocate(work: Change, payment: Payment, rows: Rows, day: date, sign: int) -> None:
    whole = {bill.id: abs(part.amount) for part, bill in rows}
    for share in shares(netting_parts(rows, whole), payment.currency):
        work.add(_allocation(share, payment, day, sign))
    work.session.flush()


def _allocation(share: Share, payment: Payment, day: date, sign: int) -> Allocation:
    return Allocation(
        bill_id=share.bill_id,
        source=AllocationSource.PAYMENT if share.credit_id is None else AllocationSource.CREDIT_NOTE,
        source_id=payment.id if share.credit_id is None else share.credit_id,
        day=day,
        amount=sign * share.amount.minor,
    )
