"""What a bank line books when it pays bills or invoices that no payment run paid: direct debits, cards, receipts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select

from bookdesk.banking.targets import Kind, Target
from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.ledger.balances import settled
from bookdesk.ledger.entry import Charge
from bookdesk.ledger.posting import account_for, base_currency, post_coding, post_payment
from bookdesk.models.account import AccountRole
from bookdesk.models.bank import BankAccount, BankLine, Match
from bookdesk.models.bill import Allocation, AllocationSource, Bill
from bookdesk.store.change import Change

Shares = Sequence[tuple[Target, Money]]


def book_bills(work: Change, match: Match, line: BankLine, shares: Shares) -> str:
    """Post Dr payables, Cr bank for what the line settles of each bill; returns the entry's id."""
    bills = [(work.get(Bill, target.id), -amount) for target, amount in shares]
    before = settled(work.session, [bill.id for bill, _ in bills])
    _require_currencies(work, line, bills)
    contacts = {bill.contact_id for bill, _ in bills}
    entry = post_payment(
        work,
        source_id=match.id,
        contact_id=contacts.pop() if len(contacts) == 1 else None,
        bank=work.get(BankAccount, line.bank_account_id),
        settled=[(bill, Money(before[bill.id], bill.currency), now) for bill, now in bills],
        paid=Money(-line.amount, line.currency),
        day=line.day,
        narration=f"paid {', '.join(bill.number or bill.id for bill, _ in bills)}: {line.description}"[:200],
    )
    return entry.id


def _require_currencies(work: Change, line: BankLine, bills: Sequence[tuple[Bill, Money]]) -> None:
    """Refuse a bill in another currency unless the bank account is in base currency: only then is the rate known."""
    base = base_currency(work.session)
    if line.currency != base and any(bill.currency != line.currency for bill, _ in bills):
        raise RuleBroken(
            f"A bill in another currency can be paid from an account in {base} only.",
            "Code the line to the transfers account and pay the bill from there.",
        )


def allocate(work: Change, match: Match, line: BankLine, shares: Shares) -> list[str]:
    """Settle the bills from the line's day on: credit notes first, in the order given, then the line's money.

    Returns the ids of the allocations, so that undoing the match can cancel exactly these.
    """
    notes = [(target.id, amount.minor) for target, amount in shares if target.kind is Kind.CREDIT_NOTE]
    rows: list[Allocation] = []
    for target, amount in shares:
        left = 0 if target.kind is Kind.CREDIT_NOTE else -amount.minor
        while left and notes:
            credit, available = notes.pop(0)
            used = min(left, available)
            rows.append(_allocation(target.id, AllocationSource.CREDIT_NOTE, credit, line.day, used))
            left -= used
            if available > used:
                notes.insert(0, (credit, available - used))
        if left:
            rows.append(_allocation(target.id, AllocationSource.BANK_LINE, match.id, line.day, left))
    if notes:
        raise RuleBroken("The credit notes are more than the bills.", "A refund is booked as a receipt of its own.")
    work.add(*rows)
    work.session.flush()
    return [row.id for row in rows]


def release(work: Change, match: Match, day: date) -> None:
    """Cancel what a match settled by opposite allocations on `day`: cash-basis tax follows dated allocations."""
    kept = match.why.get("allocations", []) if isinstance(match.why, Mapping) else []
    ids = [str(one) for one in kept] if isinstance(kept, Sequence) else []
    for row in work.session.scalars(select(Allocation).where(Allocation.id.in_(ids))).all():
        work.add(_allocation(row.bill_id, row.source, row.source_id, day, -row.amount))
    work.session.flush()


def _allocation(bill_id: str, source: AllocationSource, source_id: str, day: date, amount: int) -> Allocation:
    return Allocation(bill_id=bill_id, source=source, source_id=source_id, day=day, amount=amount)


def book_receipt(work: Change, match: Match, line: BankLine, invoices: Sequence[Target]) -> str:
    """Post Dr bank, Cr receivables for invoices the line pays; returns the entry's id."""
    amount = Money(line.amount, line.currency)
    contacts = {target.contact_id for target in invoices}
    receivables = account_for(work.session, AccountRole.RECEIVABLES)
    entry = post_coding(
        work,
        source_id=match.id,
        bank=work.get(BankAccount, line.bank_account_id),
        amount=amount,
        splits=[Charge(receivables, amount, Money.zero(line.currency))],
        day=line.day,
        narration=f"received for {', '.join(target.number for target in invoices)}"[:200],
        contact_id=contacts.pop() if len(contacts) == 1 else None,
    )
    return entry.id
