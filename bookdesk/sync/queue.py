"""From sealed changes to outbox entries: what was approved, paid or taken back since the last look.

The durable cursor moves in the same transaction as the entries are made, so a crash loses nothing and repeats
nothing. What came by pull is not sent back. An entry is an intent, not a copy of rows: its content is read when it is
shown, and again when it is sent.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.vocabulary import OutboxKind, OutboxState
from bookdesk.ledger.outboxlists import GIVEN_UP
from bookdesk.models.bill import Allocation, AllocationSource, Bill, BillKind, BillStatus
from bookdesk.models.history import Origin
from bookdesk.models.payment import Payment
from bookdesk.models.sync import LedgerMapping, MappingKind, OutboxEntry, RemoteLink
from bookdesk.store.desk import Desk
from bookdesk.store.history import SealedSet, advance, sealed_since
from bookdesk.sync import outbox_machine as machine
from bookdesk.sync.allocations import belongs_at_ledger, same_source
from bookdesk.sync.collect import wanted_bill
from bookdesk.sync.intents import mark
from bookdesk.sync.outbox import NOT_WANTED, move, slip_of

_AT_ONCE = 200
_SOURCES = {AllocationSource.PAYMENT: OutboxKind.PAYMENT, AllocationSource.BANK_LINE: OutboxKind.PAYMENT}
_GONE = (OutboxState.CANCELLED,)


def catch_up(desk: Desk, provider: str) -> None:
    """Read all sealed changes since the last time and keep the outbox in step with them."""
    consumer = f"outbox {provider}"
    while True:
        with desk.books.upkeep() as session:
            sets = sealed_since(session, consumer, _AT_ONCE)
            if not sets:
                return
            for one in sets:
                if one.origin is not Origin.PULL:
                    _Turn(session, provider, one, desk.clock.now()).take()
            advance(session, consumer, sets[-1].position)


class _Turn:
    """The consequences of one sealed set."""

    def __init__(self, session: Session, provider: str, sealed: SealedSet, now: datetime) -> None:
        self._session, self._provider, self._sealed, self._now = session, provider, sealed, now

    def take(self) -> None:
        touched = {(row.table, row.row_id) for row in self._sealed.rows}
        bills = {row_id for table, row_id in touched if table == "bill"}
        bills |= {
            str((row.after or row.before or {})["bill_id"])
            for row in self._sealed.rows
            if row.table == "bill_line" and (row.after or row.before)
        }
        allocations = {row_id for table, row_id in touched if table == "allocation"}
        for table, row_id in touched:
            allocations |= set(self._settled_by(table, row_id))
        for bill_id in self._approved_anew():
            self._forget_given_up(bill_id)
        for bill_id in sorted(bills):
            self._bill(bill_id)
        for allocation_id in sorted(allocations):
            self._allocation(allocation_id)

    def _approved_anew(self) -> list[str]:
        """Return the bills that became approved in this set, by its own word: the books may be further by now."""
        return [
            row.row_id
            for row in self._sealed.rows
            if row.table == "bill"
            and (row.before or {}).get("status") != BillStatus.APPROVED
            and (row.after or {}).get("status") == BillStatus.APPROVED
        ]

    def _forget_given_up(self, bill_id: str) -> None:
        """A bill that is approved anew is not the one that was given up, and neither is its original."""
        bill = self._session.get(Bill, bill_id)
        paper = bill.document_id if bill is not None else None
        for kind in (OutboxKind.BILL, OutboxKind.CREDIT_NOTE, OutboxKind.ATTACHMENT):
            for one in self._given_up(kind, (paper or "") if kind is OutboxKind.ATTACHMENT else bill_id):
                one.problem = NOT_WANTED

    def _settled_by(self, table: str, row_id: str) -> list[str]:
        """Return the allocations that a changed payment or run stands behind."""
        if table == "payment":
            query = select(Allocation.id).where(Allocation.source_id == row_id)
        elif table == "payment_run":
            query = (
                select(Allocation.id).join(Payment, Payment.id == Allocation.source_id).where(Payment.run_id == row_id)
            )
        else:
            return []
        return list(self._session.scalars(query))

    def _bill(self, bill_id: str) -> None:
        bill = self._session.get(Bill, bill_id)
        kinds = (OutboxKind.BILL, OutboxKind.CREDIT_NOTE)
        if bill is not None and bill.taken_on and bill.status is not BillStatus.VOID:
            return
        if bill is None or not wanted_bill(bill):
            for kind in kinds:
                self._unwanted(kind, bill_id)
            if bill is not None and bill.document_id:
                self._unwanted(OutboxKind.ATTACHMENT, bill.document_id)
            return
        if bill.contact_id is not None and not self._mapped(bill.contact_id):
            self._wanted(OutboxKind.CONTACT, bill.contact_id)
        self._wanted(kinds[bill.kind is BillKind.CREDIT_NOTE], bill.id)
        if bill.document_id is not None:
            self._wanted(OutboxKind.ATTACHMENT, bill.document_id)

    def _allocation(self, allocation_id: str) -> None:
        allocation = self._session.get(Allocation, allocation_id)
        if allocation is None:
            self._unwanted(OutboxKind.PAYMENT, allocation_id)
            self._unwanted(OutboxKind.ALLOCATION, allocation_id)
            return
        if allocation.amount < 0:  # it cancels an earlier one, which is to be looked at again
            for one in same_source(self._session, allocation):
                if one.amount > 0:
                    self._allocation(one.id)
            return
        if not belongs_at_ledger(self._session, allocation):
            self._unwanted(OutboxKind.PAYMENT, allocation_id)
            self._unwanted(OutboxKind.ALLOCATION, allocation_id)
            return
        bill = self._session.get(Bill, allocation.bill_id)
        if allocation.source is not AllocationSource.TAKEN_ON:
            self._needs_link(allocation.bill_id)
        if allocation.source is AllocationSource.CREDIT_NOTE:
            self._needs_link(allocation.source_id)
            self._wanted(OutboxKind.ALLOCATION, allocation_id)
        elif allocation.source in _SOURCES and bill is not None and bill.kind is BillKind.BILL:
            self._wanted(_SOURCES[allocation.source], allocation_id)

    def _needs_link(self, bill_id: str) -> None:
        """A bill that was taken over is at the ledger already; what settles it here needs to know as which one."""
        bill = self._session.get(Bill, bill_id)
        if bill is not None and bill.taken_on:
            self._wanted(OutboxKind.CREDIT_NOTE if bill.kind is BillKind.CREDIT_NOTE else OutboxKind.BILL, bill_id)

    def _wanted(self, kind: OutboxKind, local_id: str) -> None:
        """Make an entry unless there is one, a person gave it up, or the ledger has the thing already."""
        if self._live(kind, local_id) is not None or self._given_up(kind, local_id):
            return
        if not self._linked(kind, local_id):
            self._session.add(self._entry(kind, local_id))

    def _unwanted(self, kind: OutboxKind, local_id: str) -> None:
        """Take an entry back while that is possible; what the ledger has, a person undoes there."""
        entry = self._live(kind, local_id)
        if entry is not None and slip_of(entry).state in machine.UNSENT | {OutboxState.REJECTED}:
            move(entry, machine.Cancelled())
            entry.problem = NOT_WANTED
        elif (entry is not None or self._linked(kind, local_id)) and self._live(OutboxKind.VOID, local_id) is None:
            notice = self._entry(OutboxKind.VOID, local_id)
            notice.state = OutboxState.BLOCKED
            notice.summary = f"Undo the {kind.value} at the ledger: it was taken back here."
            notice.problem = (
                f"This {kind.value} was sent and then taken back here. Undo it at the ledger, then cancel this."
            )
            self._session.add(notice)

    def _live(self, kind: OutboxKind, local_id: str) -> OutboxEntry | None:
        query = select(OutboxEntry).where(
            OutboxEntry.provider == self._provider,
            OutboxEntry.kind == kind,
            OutboxEntry.local_id == local_id,
            OutboxEntry.state.not_in(_GONE),
        )
        return self._session.scalars(query).first()

    def _given_up(self, kind: OutboxKind, local_id: str) -> list[OutboxEntry]:
        query = select(OutboxEntry).where(
            OutboxEntry.provider == self._provider,
            OutboxEntry.kind == kind,
            OutboxEntry.local_id == local_id,
            OutboxEntry.state == OutboxState.CANCELLED,
            OutboxEntry.problem.startswith(GIVEN_UP, autoescape=True),
        )
        return list(self._session.scalars(query))

    def _linked(self, kind: OutboxKind, local_id: str) -> bool:
        query = select(RemoteLink.id).where(
            RemoteLink.provider == self._provider, RemoteLink.kind == kind, RemoteLink.local_id == local_id
        )
        return self._session.scalars(query).first() is not None

    def _mapped(self, contact_id: str) -> bool:
        query = select(LedgerMapping.id).where(
            LedgerMapping.provider == self._provider,
            LedgerMapping.kind == MappingKind.CONTACT,
            LedgerMapping.local_id == contact_id,
        )
        return self._session.scalars(query).first() is not None

    def _entry(self, kind: OutboxKind, local_id: str) -> OutboxEntry:
        return OutboxEntry(
            provider=self._provider,
            kind=kind,
            local_id=local_id,
            change_set_id=self._sealed.id,
            state=OutboxState.QUEUED,
            summary=kind.value,
            marker=mark(local_id),
            queued_at=self._now,
        )
