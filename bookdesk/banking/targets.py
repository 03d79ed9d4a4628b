"""What a bank line may settle: released payments and runs, open bills and invoices, entries not yet cleared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, exists, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from bookdesk.banking import records
from bookdesk.banking.kinds import Kind
from bookdesk.core.errors import NotFound, UsageError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EntryKind
from bookdesk.ledger.balances import settled, still_open
from bookdesk.ledger.discounting import discount_if_paid, offer_of
from bookdesk.ledger.receivable import open_invoices, still_open_invoice, still_unapplied, unapplied_receipts
from bookdesk.models.bank import BankAccount, MatchPart, TargetKind
from bookdesk.models.bill import Bill, BillKind, BillStatus
from bookdesk.models.contact import Contact
from bookdesk.models.gateway import GatewayMove
from bookdesk.models.invoice import Invoice, InvoiceAllocation, InvoiceSource
from bookdesk.models.ledger import LedgerEntry, Posting
from bookdesk.models.payment import Payment, PaymentRun, PaymentState, RunState
from bookdesk.models.receipt import Receipt

__all__ = ["Kind", "Target", "find", "named", "open_targets", "part_of"]

_AT_ONCE = 10_000
"""Ids asked for in one query."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something open: `amount` is signed like the bank line that settles it; texts may name `number` or `reference`."""

    kind: Kind
    id: str
    number: str
    amount: Money
    day: date
    due: date
    contact_id: str | None = None
    contact: str = ""
    reference: str | None = None
    discount: Money | None = None
    """What is taken off where all else of it is paid by `discount_until`."""
    discount_until: date | None = None
    payout: bool = False
    """It is a gateway's payout, whose own name stands as `contact`."""

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
    return _open(session, account, frozenset(Kind), None)


def named(session: Session, account: BankAccount, wanted: Sequence[str]) -> list[Target]:
    """Return the open targets that are named, in this order; those named by their ids are found without the others."""
    kinds = frozenset(Kind(kind) for text in wanted if (kind := text.partition(":")[0]) in set(Kind))
    ids = frozenset(text.partition(":")[2] for text in wanted)
    found = _open(session, account, kinds, ids)
    if not all(any(one.key == text for one in found) for text in wanted):
        found = _open(session, account, kinds, None)
    return [find(found, text) for text in wanted]


def _open(session: Session, account: BankAccount, kinds: frozenset[Kind], only: frozenset[str] | None) -> list[Target]:
    """Return what is open of some kinds, `only` of these ids where they are known."""
    found: list[Target] = []
    if kinds & {Kind.PAYMENT, Kind.RUN}:
        found += _payments(session, account, only)
    if kinds & {Kind.BILL, Kind.CREDIT_NOTE}:
        found += _bills(session, only)
    if Kind.INVOICE in kinds:
        found += _invoices(session, only)
    if Kind.RECEIPT in kinds:
        found += _unapplied(session, only)
    if Kind.ENTRY in kinds:
        found += _entries(session, account, only)
    names = {row.id: row.name for row in session.execute(select(Contact.id, Contact.name))}
    return [one if one.contact else replace(one, contact=names.get(one.contact_id or "", "")) for one in found]


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
        raise UsageError(
            f"{len(named)} open items are called {wanted!r}.",
            "Choose it from the list, or name it by its id.",
            command="bookdesk bank targets",
        )
    raise NotFound(
        f"There is no open {kind} {name!r}.",
        "It may be settled already: look what is open.",
        command="bookdesk bank targets",
    )


def _among(column: InstrumentedAttribute[str], ids: frozenset[str] | None) -> ColumnElement[bool]:
    """Return the condition of being one of `ids`; everything where there is no list."""
    return true() if ids is None else column.in_(ids)


def _payments(session: Session, account: BankAccount, only: frozenset[str] | None) -> Iterator[Target]:
    """Yield released payments that the bank has not shown, and their runs as long as no payment was matched alone."""
    shown = _shown(Payment.id)
    released = (PaymentRun.bank_account_id == account.id, PaymentRun.state == RunState.RELEASED)
    rows = session.execute(
        select(Payment, PaymentRun, Contact.name, shown)
        .join(PaymentRun, PaymentRun.id == Payment.run_id)
        .outerjoin(Contact, Contact.id == Payment.contact_id)
        .where(*released, Payment.state == PaymentState.RELEASED, ~_shown(PaymentRun.id))
        .where(or_(_among(Payment.id, only), _among(PaymentRun.id, only)))
        .order_by(PaymentRun.number, Payment.position)
    ).all()
    runs: dict[str, list[tuple[Payment, bool]]] = defaultdict(list)
    for payment, run, name, cleared in rows:
        runs[run.id].append((payment, cleared))
        if not cleared and (only is None or payment.id in only):
            amount, day, who = Money(-payment.amount, payment.currency), run.execution_date, name or payment.holder
            number = payment.statement_reference
            yield Target(Kind.PAYMENT, payment.id, number, amount, day, day, payment.contact_id, who)
    yield from _runs({run.id: run for _, run, _, _ in rows}, runs, only)


def _runs(
    runs: Mapping[str, PaymentRun], paid: Mapping[str, Sequence[tuple[Payment, bool]]], only: frozenset[str] | None
) -> Iterator[Target]:
    """Yield runs of several payments none of which was matched alone."""
    for run in runs.values():
        payments = paid[run.id]
        whole = len(payments) > 1 and not any(cleared for _, cleared in payments)
        if whole and (only is None or run.id in only):
            total = Money(-sum(one.amount for one, _ in payments), run.currency)
            yield Target(Kind.RUN, run.id, str(run.number), total, run.execution_date, run.execution_date)


def _shown(column: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Return whether a match points to a payment or run."""
    return exists(select(MatchPart.id).where(MatchPart.target_id == column))


def _bills(session: Session, only: frozenset[str] | None) -> Iterator[Target]:
    """Yield what booked bills and credit notes leave open: approved ones, and reviewed ones that were taken on."""
    booked = or_(Bill.status == BillStatus.APPROVED, (Bill.status == BillStatus.REVIEWED) & Bill.taken_on)
    bills = session.scalars(
        select(Bill).where(booked, still_open(), _among(Bill.id, only)).order_by(Bill.due_date, Bill.id)
    ).all()
    done = settled(session, [bill.id for bill in bills])
    for bill in bills:
        amount = Money(bill.total - done[bill.id], bill.currency)
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
            "" if bill.contact_id else bill.supplier_name or "",
        )


def _invoices(session: Session, only: frozenset[str] | None) -> Iterator[Target]:
    """Yield what is open of issued invoices; a credit note is settled by money out, or netted with invoices."""
    rows = session.scalars(
        select(Invoice).where(still_open_invoice(), _among(Invoice.id, only)).order_by(Invoice.due_date, Invoice.id)
    ).all()
    left = open_invoices(session, rows)
    for row in rows:
        due = row.due_date or row.document_date
        offer = offer_of(session, row)
        off = discount_if_paid(session, row, offer.last_day) if offer is not None else None
        yield Target(
            Kind.INVOICE,
            row.id,
            row.number or row.id,
            left[row.id].times(row.sign),
            row.document_date,
            due,
            row.contact_id,
            reference=row.payment_reference,
            discount=off or None,
            discount_until=offer.last_day if offer is not None and off else None,
        )


def _unapplied(session: Session, only: frozenset[str] | None) -> Iterator[Target]:
    """Yield what is left of customers' money: it is paid back by money out, or netted with invoices."""
    rows = session.scalars(
        select(Receipt).where(still_unapplied(), _among(Receipt.id, only)).order_by(Receipt.day, Receipt.id)
    ).all()
    left = unapplied_receipts(session, [row.id for row in rows])
    for row in rows:
        amount = Money(-left[row.id], row.currency)
        yield Target(Kind.RECEIPT, row.id, row.number or row.id, amount, row.day, row.day, row.contact_id)


def _entries(session: Session, account: BankAccount, only: frozenset[str] | None) -> Iterator[Target]:
    """Yield entries on the bank's ledger account that nothing cleared: transfers seen from the other side, journals.

    A payout of a gateway is one, too; the bank names it by the gateway, as its narration does.
    """
    cleared = records.cleared_by_matches(account.id).subquery()
    void = records.reversals(session)
    rows = session.execute(
        select(LedgerEntry, Posting)
        .join(Posting, Posting.entry_id == LedgerEntry.id)
        .where(
            Posting.account_id == account.account_id,
            LedgerEntry.kind.not_in((EntryKind.OPENING, EntryKind.PAYMENT)),
            LedgerEntry.id.not_in(select(cleared.c.entry_id)),
            _among(LedgerEntry.id, only),
        )
        .order_by(LedgerEntry.posting_date)
    )
    found = [(entry, posting) for entry, posting in rows if entry.id not in void]
    money = frozenset({EntryKind.RECEIPT, EntryKind.TRANSFER})
    named_by = _names_of_receipts(session, [entry.source_id or "" for entry, _ in found if entry.kind in money])
    payers = _payers(session, [entry.source_id or "" for entry, _ in found if entry.kind is EntryKind.PAYOUT])
    for entry, posting in found:
        amount, source = Money(posting.amount, posting.currency), entry.source_id or ""
        day, said, who = entry.posting_date, named_by.get(source), payers.get(source, "")
        yield Target(
            Kind.ENTRY, entry.id, entry.id[-8:], amount, day, day, posting.contact_id, who, said, payout=bool(who)
        )


def _payers(session: Session, move_ids: Sequence[str]) -> dict[str, str]:
    """Return by what name the gateways pay out: their own, which is what banks show."""
    query = select(GatewayMove.id, GatewayMove.gateway).where(GatewayMove.id.in_(move_ids))
    return {row.id: row.gateway.capitalize() for row in session.execute(query)} if move_ids else {}


def _names_of_receipts(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """Return what a bank line would name a receipt by: the only invoice that it settles, else the payer's reference."""
    settled_by = defaultdict[str, list[str | None]](list)
    said: dict[str, str] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        told = select(Receipt.id, Receipt.payment_reference).where(Receipt.payment_reference.is_not(None))
        said |= {row.id: row.payment_reference for row in session.execute(told.where(Receipt.id.in_(some)))}
        settles = (
            select(InvoiceAllocation.source_id, Invoice.number)
            .join(Invoice, Invoice.id == InvoiceAllocation.invoice_id)
            .where(InvoiceAllocation.source == InvoiceSource.RECEIPT, InvoiceAllocation.source_id.in_(some))
            .group_by(InvoiceAllocation.source_id, Invoice.id)
            .having(func.sum(InvoiceAllocation.amount) > 0)
        )
        for receipt, number in session.execute(settles):
            settled_by[receipt].append(number)
    return said | {receipt: numbers[0] for receipt, numbers in settled_by.items() if len(numbers) == 1 and numbers[0]}


def part_of(target: Target, amount: Money) -> MatchPart:
    """Return the part of a match that points to a target; its match is set by the caller."""
    kinds = {
        Kind.PAYMENT: TargetKind.PAYMENT,
        Kind.RUN: TargetKind.RUN,
        Kind.BILL: TargetKind.BILL,
        Kind.CREDIT_NOTE: TargetKind.BILL,
        Kind.INVOICE: TargetKind.INVOICE,
        Kind.RECEIPT: TargetKind.RECEIPT,
        Kind.ENTRY: TargetKind.ENTRY,
    }
    return MatchPart(target_kind=kinds[target.kind], target_id=target.id, amount=amount.minor)
