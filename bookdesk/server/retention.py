"""What is deleted when: contents of events that the desk has, documents that are done with, what has run out.

A tenant's `keep_days` count from when a document was settled, or from when the desk said it has an event for good. The
hashes of events stay, so that the chain can be verified for ever.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bookdesk.server import tenants
from bookdesk.server.collecting.attempts import live, locked_document
from bookdesk.server.heart import Heart
from bookdesk.server.storage.base import stamp
from bookdesk.server.storage.moneytables import (
    AttemptRow,
    BucketRow,
    CodeRow,
    MessageRow,
    PaymentRow,
    VisitRow,
)
from bookdesk.server.storage.tables import DocumentRow, EventRow, LinkRow, PairingRow, ReceiptRow, TenantRow

MESSAGES_KEPT: Final = timedelta(days=35)
"""Longer than a gateway keeps and repeats its events (30 days)."""
BUCKETS_KEPT: Final = timedelta(days=2)
"""After this long every bucket is full again."""


def clean(heart: Heart) -> int:
    """Delete what has run out; returns the number of documents deleted."""
    now = heart.now()
    with heart.store.writing() as session:
        session.execute(delete(VisitRow).where(VisitRow.expires < stamp(now)))
        session.execute(delete(CodeRow).where(CodeRow.expires < stamp(now)))
        session.execute(delete(PairingRow).where(PairingRow.expires < stamp(now)))
        session.execute(delete(BucketRow).where(BucketRow.at < stamp(now - BUCKETS_KEPT)))
        old = MessageRow.received < stamp(now - MESSAGES_KEPT)
        session.execute(delete(MessageRow).where(old, MessageRow.done == 1))
    with heart.store.reading() as session:
        known = [(row.id, tenants.read_settings(row.settings)) for row in session.scalars(select(TenantRow))]
    return sum(_of_tenant(heart, tenant, kept.keep_days, now) for tenant, kept in known if kept is not None)


def _of_tenant(heart: Heart, tenant: str, keep_days: int, now: datetime) -> int:
    before = stamp(now - timedelta(days=keep_days))
    with heart.store.writing() as session:
        acked = session.get_one(TenantRow, tenant).acked_n
        own = (EventRow.tenant == tenant, EventRow.n <= acked, EventRow.at < before, EventRow.content.is_not(None))
        session.execute(update(EventRow).where(*own).values(content=None))
        query = select(DocumentRow.id).where(DocumentRow.tenant == tenant, DocumentRow.settled < before)
        found = list(session.scalars(query.order_by(DocumentRow.id)))
        return sum(_forgotten(session, tenant, document, before) for document in found)


def _forgotten(session: Session, tenant: str, document: str, before: str) -> int:
    """Delete a document unless it changed meanwhile or money of it is on its way."""
    row = locked_document(session, tenant, document)
    if row is None or row.settled is None or row.settled >= before or live(session, tenant, document) is not None:
        return 0
    for table in (LinkRow, ReceiptRow, PaymentRow, AttemptRow):
        session.execute(delete(table).where(table.tenant == tenant, table.document == document))
    session.delete(row)
    return 1
