"""What is always true of the outbox: what has to reach the ledger waits there or is there, and nothing waits twice."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.core.vocabulary import OutboxKind, OutboxState
from bookdesk.ledger.outboxlists import GIVEN_UP
from bookdesk.models.bill import Bill, BillKind
from bookdesk.models.history import ChangeSet, ConsumerCursor
from bookdesk.models.invoice import Invoice
from bookdesk.models.sync import LedgerConnection, LedgerMapping, MappingKind, OutboxEntry, RemoteLink
from bookdesk.sync.collect import wanted_bill
from bookdesk.sync.outbox_machine import ARRIVED, OPEN
from bookdesk.sync.receipts import all_pieces
from bookdesk.sync.salesqueue import document_kind, standing_among, wanted_invoice

_UNDER_WAY = OPEN | ARRIVED


def outbox_is_whole(session: Session) -> Iterator[str]:
    """Every bill the ledger should have is queued, given up by a person, or linked; each entry is as its state says."""
    for provider in session.scalars(select(LedgerConnection.provider).distinct()):
        yield from _twice(session, provider)
        yield from _inconsistent(session, provider)
        if not _behind(session, provider):
            yield from _missing(session, provider)


def _behind(session: Session, provider: str) -> bool:
    """Whether sealed changes were not looked at yet: they are when the client is next worked on."""
    cursor = select(ConsumerCursor.position).where(ConsumerCursor.consumer == f"outbox {provider}")
    return (session.scalar(cursor) or 0) < (session.scalar(select(func.max(ChangeSet.position))) or 0)


def _twice(session: Session, provider: str) -> Iterator[str]:
    query = (
        select(OutboxEntry.kind, OutboxEntry.local_id, func.count())
        .where(OutboxEntry.provider == provider, OutboxEntry.state != OutboxState.CANCELLED)
        .group_by(OutboxEntry.kind, OutboxEntry.local_id)
        .having(func.count() > 1)
    )
    for kind, local_id, count in session.execute(query):
        yield f"the {kind} {local_id} stands {count} times in the outbox of {provider}"


def _inconsistent(session: Session, provider: str) -> Iterator[str]:
    """What is under way has its bytes and its key; what arrived has its counterpart."""
    query = select(OutboxEntry).where(OutboxEntry.provider == provider, OutboxEntry.state.in_(_UNDER_WAY))
    for entry in session.scalars(query.order_by(OutboxEntry.id)):
        name = f"outbox entry {entry.id} ({entry.kind})"
        if entry.state in OPEN and not (entry.body and entry.key):
            yield f"{name} is {entry.state}, but what was sent is not known"
        if entry.state in ARRIVED and entry.kind is not OutboxKind.VOID and not _linked(session, provider, entry):
            yield f"{name} is {entry.state}, but what it became at the ledger is not known"


def _linked(session: Session, provider: str, entry: OutboxEntry) -> bool:
    link = select(RemoteLink.id).where(
        RemoteLink.provider == provider, RemoteLink.kind == entry.kind, RemoteLink.local_id == entry.local_id
    )
    mapping = select(LedgerMapping.id).where(
        LedgerMapping.provider == provider,
        LedgerMapping.kind == MappingKind.CONTACT,
        LedgerMapping.local_id == entry.local_id,
    )
    known = session.scalar(link.limit(1)) is not None
    return known or (entry.kind is OutboxKind.CONTACT and session.scalar(mapping.limit(1)) is not None)


def _missing(session: Session, provider: str) -> Iterator[str]:
    there = set(session.execute(select(RemoteLink.kind, RemoteLink.local_id).where(RemoteLink.provider == provider)))
    entries = select(OutboxEntry).where(OutboxEntry.provider == provider)
    known = {(kind, local_id) for kind, local_id in there}
    for entry in session.scalars(entries):
        if entry.state is not OutboxState.CANCELLED or (entry.problem or "").startswith(GIVEN_UP):
            known.add((entry.kind, entry.local_id))
    for bill in session.scalars(select(Bill).order_by(Bill.id)):
        kind = OutboxKind.CREDIT_NOTE if bill.kind is BillKind.CREDIT_NOTE else OutboxKind.BILL
        if wanted_bill(bill) and (kind, bill.id) not in known:
            yield f"{kind} {bill.id} is approved, and {provider} is never told of it"
    for invoice in session.scalars(select(Invoice).order_by(Invoice.id)):
        if wanted_invoice(invoice) and (document_kind(invoice), invoice.id) not in known:
            yield f"{document_kind(invoice)} {invoice.id} is issued, and {provider} is never told of it"
    for receipt, found in all_pieces(session):
        for piece in sorted(standing_among(receipt, found) - known):
            yield f"the {piece[0]} {piece[1]} is booked, and {provider} is never told of it"
