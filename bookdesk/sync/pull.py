"""Brings what the ledger knows into the client file: page by page, each with its cursor in one transaction.

Pulled records are looked up, never learned from: the ledgers' terms forbid to train on them (SYNC_RULES 14).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.models.actions import Action
from bookdesk.models.client import LockSource, PeriodLock
from bookdesk.models.columns import JsonValue
from bookdesk.models.history import Origin
from bookdesk.models.sync import PullCursor, RemoteRecord
from bookdesk.store.desk import Desk
from bookdesk.sync.ports import AccountingProvider, Page, Stream


@dataclass(frozen=True, slots=True)
class StreamPulled:
    """How many records of a stream came."""

    stream: Stream
    count: int


def pull(desk: Desk, provider: AccountingProvider) -> list[StreamPulled]:
    """Pull all streams in order; `Unreachable` where the ledger stops answering, with what came before kept."""
    done = []
    for stream in Stream:
        count = 0
        for page in provider.pull(stream, _cursor(desk, provider.name, stream)):
            with desk.books.upkeep() as session:
                _apply(session, provider.name, stream, page, desk.clock.now())
            count += len(page.records)
        done.append(StreamPulled(stream, count))
    _take_lock_date(desk, provider)
    return done


def _cursor(desk: Desk, provider: str, stream: Stream) -> str | None:
    query = select(PullCursor.token).where(PullCursor.provider == provider, PullCursor.stream == stream.value)
    with desk.books.query() as session:
        return session.scalars(query).first()


def _apply(session: Session, provider: str, stream: Stream, page: Page, now: datetime) -> None:
    query = select(RemoteRecord).where(RemoteRecord.provider == provider, RemoteRecord.kind == stream.value)
    known = {row.remote_id: row for row in session.scalars(query)}
    for pulled in page.records:
        row = known.pop(pulled.remote_id, None)
        if row is None:
            row = RemoteRecord(provider=provider, kind=stream.value, remote_id=pulled.remote_id)
            session.add(row)
        row.name, row.active, row.pulled_at = pulled.name, pulled.active, now
        row.body = cast("JsonValue", dict(pulled.fact))
    if page.complete:
        for row in known.values():
            row.active = False
    if page.cursor is not None:
        _remember(session, provider, stream, page.cursor)


def _remember(session: Session, provider: str, stream: Stream, token: str) -> None:
    query = select(PullCursor).where(PullCursor.provider == provider, PullCursor.stream == stream.value)
    row = session.scalars(query).first()
    if row is None:
        session.add(PullCursor(provider=provider, stream=stream.value, token=token))
    else:
        row.token = token


def _take_lock_date(desk: Desk, provider: AccountingProvider) -> None:
    """Lock the books here as far as the ledger is locked: a late bill then asks for its posting date at once."""
    with desk.books.query() as session:
        bodies = session.scalars(
            select(RemoteRecord.body).where(
                RemoteRecord.provider == provider.name,
                RemoteRecord.kind == Stream.ORGANISATION.value,
                RemoteRecord.active,
            )
        ).all()
        known = session.scalars(select(PeriodLock).where(PeriodLock.source == LockSource.LEDGER)).first()
    told = [str(body["locked_through"]) for body in bodies if isinstance(body, dict) and body.get("locked_through")]
    through = date.fromisoformat(max(told)) if told else None
    if through == (known.locked_through if known else None):
        return
    reason = f"lock date of {provider.title}"
    with desk.books.change(Action.LEDGER_PULLED, reason, actor=desk.actor, origin=Origin.PULL) as work:
        if known is not None:
            work.delete(work.get(PeriodLock, known.id))
        if through is not None:
            work.add(PeriodLock(locked_through=through, source=LockSource.LEDGER, note=reason))
        work.commit()
