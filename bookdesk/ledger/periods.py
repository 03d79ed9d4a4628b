"""Locked periods: what is closed, and the first day on which a late document may be posted."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.core.errors import RuleBroken
from bookdesk.models.actions import Action
from bookdesk.models.client import LockSource, PeriodLock
from bookdesk.store.desk import Desk


def locked_through(session: Session) -> date | None:
    """Return the last closed day of the client, or None."""
    return session.scalar(select(func.max(PeriodLock.locked_through)))


def first_open_day(session: Session) -> date | None:
    """Return the first day after the lock, or None where nothing is locked."""
    closed = locked_through(session)
    return None if closed is None else closed + timedelta(days=1)


def open_day(session: Session, wanted: date) -> date:
    """Return `wanted`, or the first day after the lock where that is closed."""
    first = first_open_day(session)
    return wanted if first is None else max(wanted, first)


def require_open(session: Session, day: date) -> None:
    """Refuse to post on a closed day, naming the first open one."""
    closed = locked_through(session)
    if closed is not None and day <= closed:
        raise RuleBroken(
            f"The books are locked through {closed.isoformat()}; nothing can be posted on {day.isoformat()}.",
            f"Post it on {(closed + timedelta(days=1)).isoformat()} or ask for the period to be opened.",
        )


def lock_through(desk: Desk, day: date, note: str) -> None:
    """Close the books through `day`; refused where they are closed further already, since that would say nothing."""
    with desk.books.change(Action.PERIOD_LOCKED, f"locked through {day.isoformat()}: {note}", actor=desk.actor) as work:
        closed = locked_through(work.session)
        if closed is not None and day <= closed:
            raise RuleBroken(
                f"The books are locked through {closed.isoformat()} already.", "Name a later day, or undo that lock."
            )
        work.add(PeriodLock(locked_through=day, source=LockSource.PERSON, note=note))
        work.commit()
