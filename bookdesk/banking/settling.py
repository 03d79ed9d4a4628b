"""What bank lines book when they pay bills that no payment run paid: direct debits, cards.

Each line has an entry of its own on its own day, and what it settles is allocated from that day on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bookdesk.banking.kinds import Kind
from bookdesk.banking.spreading import RESIDUE, Purse, Step, purses, spread
from bookdesk.banking.targets import Target
from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.ledger.balances import settled
from bookdesk.ledger.exchange import ExchangeRate
from bookdesk.ledger.periods import open_day
from bookdesk.ledger.posting import base_currency, post_payment
from bookdesk.models.bank import BankAccount, BankLine, Match
from bookdesk.models.bill import Allocation, AllocationSource, Bill
from bookdesk.models.columns import JsonValue
from bookdesk.models.ledger import LedgerEntry
from bookdesk.store.change import Change

Shares = Sequence[tuple[Target, Money]]


@dataclass(frozen=True, slots=True)
class Settling:
    """What lines of one account settle in one match; `residue` (signed like a line) is coded apart."""

    match: Match
    bank: BankAccount
    lines: Sequence[BankLine]
    shares: Shares
    residue: Money
    rate: ExchangeRate | None = None

    @property
    def last(self) -> BankLine:
        """The line of the latest day, on which what is left over is coded."""
        return max(self.lines, key=lambda line: (line.day, line.id))

    def purses(self) -> list[Purse]:
        """Return what of each line is for the items, in positive minor units."""
        sign = -1 if self.lines[0].amount < 0 else 1
        whole = [Purse(line.id, line.amount * sign, line.day) for line in self.lines]
        return purses(whole, self.residue.minor * sign)


def book_bills(work: Change, what: Settling) -> dict[str, JsonValue]:
    """Post Dr payables, Cr bank for what each line settles of each bill, and settle the bills from its day on.

    Returns the ids of the allocations, so that undoing the match can cancel exactly these; those that the residue
    settled are among them and are named once more.
    """
    bills = {target.id: work.get(Bill, target.id) for target, _ in what.shares}
    _require_currencies(work, what.bank.currency, bills.values())
    before = settled(work.session, list(bills))
    steps = _steps(what)
    ours = [_Bills(line, [step for step in steps if _of(step, line, what)]) for line in _by_day(what.lines)]
    for one in ours:
        if one.steps:
            paid = _paid(what, one)
            _post(work, what, one, bills, before, paid)
    rows = [(_allocation(step, what.match.id), step) for step in steps]
    work.add(*(row for row, _ in rows))
    work.session.flush()
    by_residue: list[JsonValue] = [row.id for row, step in rows if step.line == RESIDUE]
    kept: dict[str, JsonValue] = {"allocations": [row.id for row, _ in rows]}
    return kept | ({"by_residue": by_residue} if by_residue else {})


@dataclass(frozen=True, slots=True)
class _Bills:
    line: BankLine
    steps: Sequence[Step]


def _steps(what: Settling) -> list[Step]:
    bills = [(target.id, -amount.minor) for target, amount in what.shares if target.kind is not Kind.CREDIT_NOTE]
    notes = [(target.id, amount.minor) for target, amount in what.shares if target.kind is Kind.CREDIT_NOTE]
    if any(amount.currency != what.bank.currency for _, amount in what.shares):  # one line, whatever the bank took
        needed = sum(amount for _, amount in bills) - sum(amount for _, amount in notes)
        return spread([Purse(what.last.id, needed, what.last.day)], bills, notes)
    return spread(what.purses(), bills, notes)


def _of(step: Step, line: BankLine, what: Settling) -> bool:
    return step.line == line.id or (step.line == RESIDUE and line.id == what.last.id)


def _by_day(lines: Iterable[BankLine]) -> list[BankLine]:
    return sorted(lines, key=lambda line: (line.day, line.id))


def _paid(what: Settling, one: _Bills) -> Money:
    """Return what leaves the bank account with one line's entry; in another currency, all that the bank took."""
    if any(amount.currency != what.bank.currency for _, amount in what.shares):
        return what.residue - Money(one.line.amount, one.line.currency)
    return Money(sum(step.amount for step in one.steps if step.note is None), what.bank.currency)


def _post(  # noqa: PLR0913, PLR0917 - the facts of one line's entry
    work: Change, what: Settling, part: _Bills, bills: Mapping[str, Bill], before: dict[str, int], paid: Money
) -> LedgerEntry:
    """Post one line's entry; `before` goes on with what it settled."""
    now: dict[str, int] = {}
    for step in part.steps:
        now[step.bill] = now.get(step.bill, 0) + step.amount
        if step.note is not None:
            now[step.note] = now.get(step.note, 0) - step.amount
    paying = [(bills[key], amount) for key, amount in now.items()]
    contacts = {bill.contact_id for bill, _ in paying}
    line = part.line
    entry = post_payment(
        work,
        source_id=what.match.id,
        contact_id=contacts.pop() if len(contacts) == 1 else None,
        bank=what.bank,
        settled=[
            (bill, Money(before[bill.id], bill.currency), Money(amount, bill.currency)) for bill, amount in paying
        ],
        paid=paid,
        day=line.day,
        narration=f"paid {', '.join(one.number or one.id for one, _ in paying)}: {line.description}"[:200],
        rate=what.rate,
    )
    for key, amount in now.items():
        before[key] += abs(amount)
    return entry


def _require_currencies(work: Change, currency: str, bills: Iterable[Bill]) -> None:
    """Refuse a bill in another currency unless the bank account is in base currency: only then is the rate known."""
    base = base_currency(work.session)
    if currency != base and any(bill.currency != currency for bill in bills):
        raise RuleBroken(
            f"A bill in another currency can be paid from an account in {base} only.",
            "Code the line to the transfers account and pay the bill from there.",
        )


def _allocation(step: Step, match_id: str) -> Allocation:
    source = AllocationSource.BANK_LINE if step.note is None else AllocationSource.CREDIT_NOTE
    return Allocation(
        bill_id=step.bill, source=source, source_id=step.note or match_id, day=step.day, amount=step.amount
    )


def release(work: Change, match: Match) -> None:
    """Cancel what a match settled by opposite allocations, each on its own day or the first open one.

    They are dated and not deleted, since cash-basis tax follows them.
    """
    kept = match.why.get("allocations", []) if isinstance(match.why, Mapping) else []
    ids = [str(one) for one in kept] if isinstance(kept, Sequence) else []
    for row in work.session.scalars(select(Allocation).where(Allocation.id.in_(ids))).all():
        work.add(
            Allocation(
                bill_id=row.bill_id,
                source=row.source,
                source_id=row.source_id,
                day=open_day(work.session, row.day),
                amount=-row.amount,
            )
        )
    work.session.flush()
