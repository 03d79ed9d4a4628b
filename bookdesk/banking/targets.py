"""What a bank line may settle: released payments and runs, open bills and invoices, entries not yet cleared."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bookdesk.banking import records
from bookdesk.core.errors import NotFound, UsageError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.balances import settlements
from bookdesk.models.bank import BankAccount, Match, MatchPart, TargetKind
from bookdesk.models.bill import Bill, BillKind, BillStatus
from bookdesk.models.contact import Contact
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceStatus
from bookdesk.models.payment import Payment, PaymentRun, PaymentState, RunState


class Kind(StrEnum):
    """What a target is; the word before the colon in `bank accept LINE --with payment:…`."""

    PAYMENT = "payment"
    RUN = "run"
    BILL = "bill"
    CREDIT_NOTE = "credit"
    INVOICE = "invoice"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class Target:
    """Something open: `amount` is signed like the bank line that settles it; `number` is what texts may name."""

    kind: Kind
    id: str
    number: str
    amount: Money
    day: date
    due: date
    contact_id: str | None = None
    contact: str = ""

    @property
    def key(self) -> str:
        """How commands and the engine name it."""
        return f"{self.kind}:{self.id}"

    @property
    def words(self) -> str:
        """How people name it."""
        return f"{self.kind} {self.number}{f' of {self.contact}' if self.contact else ''}, {self.amount}"


def open_targets(session: Session, account: BankAccount) -> list[Target]:
    """Return everything a line of the account may settle."""
    contacts = {row.id: row.name for row in session.scalars(select(Contact))}
    return [
        *_payments(session, account, contacts),
        *_bills(session, contacts),
        *_invoices(session, contacts),
        *_entries(session, account),
    ]


def find(targets: Sequence[Target], wanted: str) -> Target:
    """Return the open target that `kind:id` or `kind:number` names."""
    kind, _, name = wanted.partition(":")
    if kind not in set(Kind) or not name:
        raise UsageError(
            f"{wanted!r} names nothing.", f"Write one of {', '.join(Kind)}, a colon, and its number or id."
        )
    kinds = {Kind(kind), Kind.CREDIT_NOTE} if kind == Kind.BILL else {Kind(kind)}
    named = [one for one in targets if one.kind in kinds and name in {one.id, one.number}]
    if len(named) == 1:
        return named[0]
    if named:
        raise UsageError(f"{len(named)} open items are called {wanted!r}.", "Name it by its id; see: bank propose.")
    raise NotFound(f"There is no open {kind} {name!r}.", "It may be settled already; see: bank propose.")


def _payments(session: Session, account: BankAccount, contacts: dict[str, str]) -> Iterator[Target]:
    """Yield released payments that the bank has not shown, and their runs as long as no payment was matched alone."""
    shown = set(session.scalars(select(MatchPart.target_id)))
    runs = session.scalars(
        select(PaymentRun).where(PaymentRun.bank_account_id == account.id, PaymentRun.state == RunState.RELEASED)
    ).all()
    for run in runs:
        paid = session.scalars(
            select(Payment).where(Payment.run_id == run.id, Payment.state == PaymentState.RELEASED)
        ).all()
        if run.id in shown:
            continue
        waiting = [one for one in paid if one.id not in shown]
        day = run.execution_date
        for one in waiting:
            amount = Money(-one.amount, one.currency)
            name = contacts.get(one.contact_id, one.holder)
            yield Target(Kind.PAYMENT, one.id, one.statement_reference, amount, day, day, one.contact_id, name)
        if len(waiting) == len(paid) > 1:
            total = Money(-sum(one.amount for one in paid), run.currency)
            yield Target(Kind.RUN, run.id, str(run.number), total, day, day)


def _bills(session: Session, contacts: dict[str, str]) -> Iterator[Target]:
    """Yield what booked bills and credit notes leave open: approved ones, and reviewed ones that were taken on."""
    booked = or_(Bill.status == BillStatus.APPROVED, (Bill.status == BillStatus.REVIEWED) & Bill.taken_on)
    bills = session.scalars(select(Bill).where(booked).order_by(Bill.due_date, Bill.id)).all()
    left = settlements(session, bills)
    for bill in bills:
        amount = left[bill.id].open
        if amount.minor <= 0:
            continue
        credit = bill.kind is BillKind.CREDIT_NOTE
        day = bill.document_date or bill.received_date
        yield Target(
            Kind.CREDIT_NOTE if credit else Kind.BILL,
            bill.id,
            bill.number or bill.id,
            amount if credit else -amount,
            day,
            bill.due_date or day,
            bill.contact_id,
            contacts.get(bill.contact_id or "", bill.supplier_name or ""),
        )


def _invoices(session: Session, contacts: dict[str, str]) -> Iterator[Target]:
    """Yield customer invoices and credit notes that no line has settled."""
    received = received_invoices(session)
    for row in session.scalars(select(Invoice).where(Invoice.status == InvoiceStatus.ISSUED)):
        if row.id in received or not row.open_at_take_on:
            continue
        amount = -row.open_money if row.kind is InvoiceKind.CREDIT_NOTE else row.open_money
        due = row.due_date or row.document_date
        name = contacts.get(row.contact_id, "")
        yield Target(Kind.INVOICE, row.id, row.number, amount, row.document_date, due, row.contact_id, name)


def received_invoices(session: Session) -> set[str]:
    """Return the invoices that matched lines have paid, as their matches keep them: invoices have no allocations."""
    kept = (why.get("invoices", []) for why in session.scalars(select(Match.why)) if isinstance(why, dict))
    return {str(one) for listed in kept for one in listed}


def _entries(session: Session, account: BankAccount) -> Iterator[Target]:
    """Yield entries on the bank's ledger account that nothing cleared: transfers seen from the other side, journals."""
    cleared = {entry for one in records.matched(session, account.id) for entry in one.entries}
    void = records.reversals(session)
    for entry, posting in records.bank_postings(session, account):
        if entry.kind in {EntryKind.OPENING, EntryKind.PAYMENT} or entry.id in cleared or entry.id in void:
            continue
        amount = Money(posting.amount, posting.currency)
        yield Target(
            Kind.ENTRY, entry.id, entry.id[-8:], amount, entry.posting_date, entry.posting_date, posting.contact_id
        )


def part_of(target: Target, amount: Money) -> MatchPart:
    """Return the part of a match that points to a target; its match is set by the caller."""
    kinds = {
        Kind.PAYMENT: TargetKind.PAYMENT,
        Kind.RUN: TargetKind.RUN,
        Kind.BILL: TargetKind.BILL,
        Kind.CREDIT_NOTE: TargetKind.BILL,
        Kind.ENTRY: TargetKind.ENTRY,
    }
    return MatchPart(target_kind=kinds[target.kind], target_id=target.id, amount=amount.minor)
