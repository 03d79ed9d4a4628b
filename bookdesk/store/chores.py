"""What a computer does again and again, noted in the practice file: when it was last begun, ended, and how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from bookdesk.core.identifiers import DeviceId, new_id
from bookdesk.models.practice import Chore
from bookdesk.store.file import StoreFile

Outcome = dict[str, Any]
"""Plain JSON that whoever does the chore understands."""


@dataclass(frozen=True, slots=True)
class Done:
    """One chore as it was last done."""

    begun_at: datetime
    ended_at: datetime | None
    outcome: Outcome


def chores(file: StoreFile, device: DeviceId) -> dict[str, Done]:
    """Return what this computer did, by name."""
    with file.query() as session:
        rows = session.scalars(select(Chore).where(Chore.device == device))
        return {row.name: Done(row.begun_at, row.ended_at, _plain(row.outcome)) for row in rows}


def note(file: StoreFile, device: DeviceId, name: str, done: Done) -> None:
    """Remember how a chore went, in the place of the last time."""
    made = insert(Chore).values(
        id=new_id(), name=name, device=device, begun_at=done.begun_at, ended_at=done.ended_at, outcome=done.outcome
    )
    fresh = {column: made.excluded[column] for column in ("begun_at", "ended_at", "outcome")}
    with file.upkeep() as session:
        session.execute(made.on_conflict_do_update(index_elements=["name", "device"], set_=fresh))


def forget(file: StoreFile, device: DeviceId, *names: str) -> None:
    """Forget chores that stand no more."""
    with file.upkeep() as session:
        session.execute(delete(Chore).where(Chore.device == device, Chore.name.in_(names)))


def _plain(outcome: object) -> Outcome:
    return outcome if isinstance(outcome, dict) else {}
