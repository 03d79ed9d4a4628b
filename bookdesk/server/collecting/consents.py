"""Kept methods, and consents to be charged by one on the due date: nothing is charged without a valid one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.vocabulary import PayMethod
from bookdesk.protocol.events import ConsentGiven, ConsentRevoked, Event, MethodSaved
from bookdesk.server.storage.base import stamp
from bookdesk.server.storage.moneytables import ConsentRow, MethodRow


def keep_method(session: Session, row: MethodRow, kind: PayMethod, mandate: str | None, now: datetime) -> list[Event]:
    """Keep a method that the customer let the gateway keep, once; returns what to tell."""
    known = session.get(MethodRow, (row.tenant, row.id))
    if known is not None:
        return []
    row.kind, row.label, row.saved, row.mandate = kind, "", stamp(now), mandate
    session.add(row)
    return [MethodSaved(row.id, row.customer, kind, row.label, now)]


def end_method(session: Session, row: MethodRow, now: datetime) -> list[Event]:
    """Use a method no more, and end the consents that rest on it."""
    row.removed = stamp(now)
    query = select(ConsentRow).where(ConsentRow.tenant == row.tenant, ConsentRow.method == row.id)
    resting = session.scalars(query.where(ConsentRow.valid == 1).with_for_update())
    return [end_consent(consent, now) for consent in resting]


def valid_consent(session: Session, tenant: str, customer: str) -> ConsentRow | None:
    """Return the consent of a customer that holds now."""
    query = select(ConsentRow).where(ConsentRow.tenant == tenant, ConsentRow.customer == customer)
    return session.scalars(query.where(ConsentRow.valid == 1).with_for_update()).one_or_none()


def give_consent(session: Session, row: ConsentRow, kind: PayMethod, now: datetime) -> list[Event]:
    """Record a consent in the place of an earlier one; returns what to tell."""
    before = valid_consent(session, row.tenant, row.customer)
    ended: list[Event] = [] if before is None else [end_consent(before, now)]
    session.flush()
    row.valid, row.given = 1, stamp(now)
    session.add(row)
    words = (row.wording, row.wording_version, row.locale)
    return [*ended, ConsentGiven(row.id, row.customer, *words, row.method, kind, now)]


def end_consent(row: ConsentRow, now: datetime) -> ConsentRevoked:
    """End a consent; returns what to tell."""
    row.valid, row.revoked = None, stamp(now)
    return ConsentRevoked(row.id, row.customer, now)
