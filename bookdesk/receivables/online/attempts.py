"""Attempts in the books: begun under the lease, moved by what the gateway tells, found again by their sessions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import RuleBroken
from bookdesk.core.identifiers import new_id
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import AttemptState
from bookdesk.gateways.port import Fact
from bookdesk.gateways.port import Session as Told
from bookdesk.gateways.references import spelled
from bookdesk.models.gateway import CollectionAttempt, GatewayConnection
from bookdesk.models.invoice import Invoice
from bookdesk.receivables.online.leasing import after_reading, holds_lease

_NAMED: Final = 5
"""So many invoices are named in a refusal."""


def live_attempt(session: Session, invoice_id: str) -> CollectionAttempt | None:
    """Return the attempt that holds the lease on an invoice, if there is one."""
    query = select(CollectionAttempt).where(CollectionAttempt.invoice_id == invoice_id, CollectionAttempt.live)
    return session.scalars(query).one_or_none()


def live_attempts(session: Session) -> Sequence[CollectionAttempt]:
    """Return all attempts of which money may still come, the oldest first."""
    return session.scalars(
        select(CollectionAttempt).where(CollectionAttempt.live).order_by(CollectionAttempt.made_at)
    ).all()


def require_none_open(session: Session, *, at_portal: bool) -> None:
    """Refuse while a page is open or a payment under way, naming the invoices; `at_portal` counts the portal's, too."""
    query = (
        select(Invoice.number)
        .join(CollectionAttempt, CollectionAttempt.invoice_id == Invoice.id)
        .where(CollectionAttempt.live)
        .order_by(CollectionAttempt.made_at)
        .limit(_NAMED + 1)
    )
    if not at_portal:
        query = query.where(CollectionAttempt.at_portal.is_(False))
    numbers = [number or "a draft" for number in session.scalars(query)]
    if numbers:
        more = " and more" if len(numbers) > _NAMED else ""
        raise RuleBroken(
            f"A pay link is open, or a payment under way, of {', '.join(numbers[:_NAMED])}{more}.",
            "Close the pages, and wait for the outcome of what is under way.",
            command="bookdesk online close INVOICE",
        )


def begun(  # noqa: PLR0913 - what an attempt is made of
    session: Session, connection: GatewayConnection, invoice_id: str, amount: Money, *, by: str, at: datetime
) -> CollectionAttempt:
    """Add an attempt that holds the lease from now on; the database refuses it while another one does."""
    own = new_id()
    row = CollectionAttempt(
        id=own,
        gateway=connection.gateway,
        merchant=connection.merchant,
        invoice_id=invoice_id,
        state=AttemptState.CREATED,
        live=True,
        reference=spelled(own, invoice_id),
        key=f"bookdesk-attempt-{own}",
        currency=amount.currency,
        amount=amount.minor,
        made_by=by,
        made_at=at,
    )
    session.add(row)
    session.flush()
    return row


def take(row: CollectionAttempt, told: Told, at: datetime) -> None:
    """Let an attempt be what the gateway told of it."""
    move(row, after_reading(row.state, told.state), told.why)
    row.session_id = row.session_id or told.id
    row.url = told.url or row.url
    row.expires_at, row.read_at = told.expires_at or row.expires_at, at
    row.payment_id = told.payment_id or row.payment_id


def move(row: CollectionAttempt, state: AttemptState, why: str | None = None) -> None:
    """Let an attempt be in a state; the lease goes with it."""
    row.state, row.live, row.why = state, holds_lease(state), why


def known_sessions(session: Session, session_ids: Sequence[str]) -> frozenset[str]:
    """Return which of these sessions may be of attempts of ours: all while one of those had no answer yet."""
    if not session_ids:
        return frozenset()
    own = select(CollectionAttempt.session_id).where(CollectionAttempt.session_id.in_(session_ids))
    unanswered = select(CollectionAttempt.id).where(CollectionAttempt.live, CollectionAttempt.session_id.is_(None))
    if session.scalars(unanswered.limit(1)).first() is not None:
        return frozenset(session_ids)
    return frozenset(filter(None, session.scalars(own)))


def take_sessions(session: Session, told: Iterable[Fact], at: datetime) -> int:
    """Let attempts be what their sessions are now, and return how many of ours were among them."""
    sessions = {one.id: one for one in told if isinstance(one, Told)}
    references = {one.reference: one for one in sessions.values() if one.reference}
    query = select(CollectionAttempt).where(
        CollectionAttempt.session_id.in_(sessions) | CollectionAttempt.reference.in_(references)
    )
    rows = session.scalars(query).all() if sessions else []
    for row in rows:
        take(row, sessions.get(row.session_id or "") or references[row.reference], at)
    return len(rows)
