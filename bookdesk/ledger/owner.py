"""Whose books these are, and which day it is there."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.clock import Clock, today
from bookdesk.core.errors import RuleBroken
from bookdesk.models.client import ClientProfile

_KNOWN = "client profile"
"""Where a session keeps the profile: there is one, and booking asks for it a dozen times an entry."""


class NotStarted(RuleBroken):
    """The client was added and not taken on yet: it has neither a profile nor a chart."""


def client_profile(session: Session) -> ClientProfile:
    """Return the client's profile; `NotStarted` for a client that was added and not taken on yet."""
    known = session.info.get(_KNOWN)
    if isinstance(known, ClientProfile) and known in session:
        return known
    found = session.info[_KNOWN] = session.scalars(select(ClientProfile)).one_or_none()
    if found is None:
        raise NotStarted(
            "This client has no chart of accounts yet.",
            "Take the client on first.",
            command="bookdesk takeon start",
        )
    return found


def client_today(session: Session, clock: Clock) -> date:
    """Return the day it is in the client's time zone: what is due, late or booked today is so there."""
    return today(clock, client_profile(session).zone)


def day_of_lists(session: Session, clock: Clock) -> date:
    """Return `client_today` for lists, which are there before a client is taken on; in UTC until then."""
    return today(clock, session.scalar(select(ClientProfile.zone)) or "UTC")
