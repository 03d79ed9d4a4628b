"""How events come into a tenant's chain: last in each transaction, one writer of a chain at a time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.identifiers import new_id
from bookdesk.protocol.chain import Event as Link
from bookdesk.protocol.chain import Happening, Position, made
from bookdesk.protocol.events import KINDS, Event, to_content
from bookdesk.server.storage.base import moment, stamp
from bookdesk.server.storage.tables import EventRow, TenantRow


def tell(session: Session, tenant: str, events: Iterable[Event], at: datetime) -> None:
    """Append events to a tenant's chain. It locks the chain: call it after everything else of the transaction."""
    append(session, tenant, [Happening(new_id(), at, KINDS.name(event), to_content(event)) for event in events])


def append(session: Session, tenant: str, happenings: Iterable[Happening]) -> None:
    """Append what happened, under names that it may have had before."""
    waiting = list(happenings)
    if not waiting:
        return
    session.flush()
    chain = session.scalars(
        select(TenantRow).where(TenantRow.id == tenant).with_for_update().execution_options(populate_existing=True)
    ).one()
    position = Position(chain.event_n, chain.event_hash)
    for happening in waiting:
        event = made(tenant, position, happening)
        session.add(_row(tenant, event))
        position = Position(event.n, event.hash)
    chain.event_n, chain.event_hash = position.n, position.hash
    session.flush()


def _row(tenant: str, event: Link) -> EventRow:
    return EventRow(
        tenant=tenant,
        n=event.n,
        uid=event.uid,
        at=stamp(event.at),
        kind=event.kind,
        content=event.content,
        content_sha256=event.content_sha256,
        hash=event.hash,
    )


def as_event(row: EventRow) -> Link:
    """Return an event from its row."""
    return Link(row.n, row.uid, moment(row.at), row.kind, row.content, row.content_sha256, row.hash)
