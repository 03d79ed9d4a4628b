"""From sealed changes to outbox entries: what was approved, paid or taken back since the last look.

The durable cursor moves in the same transaction as the entries are made, so a crash loses nothing and repeats
nothing. What came by pull is not sent back. An entry is an intent, not a copy of rows: its content is read when it is
shown, and again when it is sent.
"""

from __future__ import annotations

from sqlalchemy import select

from bookdesk.core.vocabulary import OutboxKind
from bookdesk.models.bill import Allocation, AllocationSource, Bill, BillKind, BillStatus
from bookdesk.models.history import Origin
from bookdesk.models.payment import Payment
from bookdesk.store.desk import Desk
from bookdesk.store.history import SealedSet, advance, sealed_since
from bookdesk.sync.allocations import belongs_at_ledger, same_source
from bookdesk.sync.collect import wanted_bill
from bookdesk.sync.outbox import NOT_WANTED
from bookdesk.sync.queueing import Entries
from bookdesk.sync.salesqueue import SalesTurn

_AT_ONCE = 200
_SOURCES = {AllocationSource.PAYMENT: OutboxKind.PAYMENT, AllocationSource.BANK_LINE: OutboxKind.PAYMENT}


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
                    entries = Entries(session, provider, one.id, desk.clock.now())
                    _Turn(entries, one).take()
                    SalesTurn(entries).take(one.rows)
            advance(session, consumer, sets[-1].position)


class _Turn:
    """The consequences of one sealed set."""

    def __init__(self, entries: Entries, sealed: SealedSet) -> None:
        self._entries, self._sealed = entries, sealed

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
        bill = self._entries.session.get(Bill, bill_id)
        paper = bill.document_id if bill is not None else None
        for kind in (OutboxKind.BILL, OutboxKind.CREDIT_NOTE, OutboxKind.ATTACHMENT):
            for one in self._entries.given_up(kind, (paper or "") if kind is OutboxKind.ATTACHMENT else bill_id):
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
        return list(self._entries.session.scalars(query))

    def _bill(self, bill_id: str) -> None:
        bill = self._entries.session.get(Bill, bill_id)
        kinds = (OutboxKind.BILL, OutboxKind.CREDIT_NOTE)
        if bill is not None and bill.taken_on and bill.status is not BillStatus.VOID:
            return
        if bill is None or not wanted_bill(bill):
            for kind in kinds:
                self._entries.unwanted(kind, bill_id)
            if bill is not None and bill.document_id:
                self._entries.unwanted(OutboxKind.ATTACHMENT, bill.document_id)
            return
        if bill.contact_id is not None and not self._entries.mapped(bill.contact_id):
            self._entries.wanted(OutboxKind.CONTACT, bill.contact_id)
        self._entries.wanted(kinds[bill.kind is BillKind.CREDIT_NOTE], bill.id)
        if bill.document_id is not None:
            self._entries.wanted(OutboxKind.ATTACHMENT, bill.document_id)

    def _allocation(self, allocation_id: str) -> None:
        allocation = self._entries.session.get(Allocation, allocation_id)
        if allocation is None:
            self._entries.unwanted(OutboxKind.PAYMENT, allocation_id)
            self._entries.unwanted(OutboxKind.ALLOCATION, allocation_id)
            return
        if allocation.amount < 0:  # it cancels an earlier one, which is to be looked at again
            for one in same_source(self._entries.session, allocation):
                if one.amount > 0:
                    self._allocation(one.id)
            return
        if not belongs_at_ledger(self._entries.session, allocation):
            self._entries.unwanted(OutboxKind.PAYMENT, allocation_id)
            self._entries.unwanted(OutboxKind.ALLOCATION, allocation_id)
            return
        bill = self._entries.session.get(Bill, allocation.bill_id)
        if allocation.source is not AllocationSource.TAKEN_ON:
            self._needs_link(allocation.bill_id)
        if allocation.source is AllocationSource.CREDIT_NOTE:
            self._needs_link(allocation.source_id)
            self._entries.wanted(OutboxKind.ALLOCATION, allocation_id)
        elif allocation.source in _SOURCES and bill is not None and bill.kind is BillKind.BILL:
            self._entries.wanted(_SOURCES[allocation.source], allocation_id)

    def _needs_link(self, bill_id: str) -> None:
        """A bill that was taken over is at the ledger already; what settles it here needs to know as which one."""
        bill = self._entries.session.get(Bill, bill_id)
        if bill is not None and bill.taken_on:
            self._entries.wanted(
                OutboxKind.CREDIT_NOTE if bill.kind is BillKind.CREDIT_NOTE else OutboxKind.BILL, bill_id
            )
