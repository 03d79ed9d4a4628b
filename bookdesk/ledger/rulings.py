"""Up to which amount who approves, and how many must: as those decided it who had the right, told by the history.

Everybody with a client's key can write its rows. Each change set names its author and is signed by him, so what counts
is each row as it was last left by somebody who was certified, then, to change limits and rules. What others wrote over
it since counts for nothing, neither a limit given nor a step taken away, and `verify` names it. Of before change sets
were signed (`store/signing.py`) nobody was asked, so what stood there then is taken as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.ledger.sole import People
from bookdesk.models.approval import ApprovalLimit, ApprovalStep
from bookdesk.models.history import ChangeSet, RowChange
from bookdesk.security.roles import Permission
from bookdesk.store.signing import began

_Image = Mapping[str, Any]
_TABLES = {ApprovalLimit.__tablename__: ("limit", "user_id"), ApprovalStep.__tablename__: ("step", "amount_from")}
"""What a row of each table is called, and by what there is one of it."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row before and after (none where it was not there, or was taken away); `ours` if its author had the right."""

    pk: str
    before: _Image | None
    after: _Image | None
    actor: str
    ours: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """A user may approve up to so many minor units of base currency; none means any amount. Turns climb."""

    user_id: str
    limit: int | None
    turn: int


@dataclass(frozen=True, slots=True)
class Step:
    """From so many minor units of base currency on, so many different approvers."""

    amount_from: int
    approvals_needed: int


@dataclass(frozen=True, slots=True)
class Rulings:
    """What a client has decided."""

    limits: tuple[Limit, ...]
    steps: tuple[Step, ...]

    @property
    def first_step(self) -> int | None:
        """The amount, above nothing, from which on more than one may be asked for; none without steps."""
        return min((step.amount_from for step in self.steps if step.amount_from > 0), default=None)


def rulings(session: Session, client_id: str, people: People) -> Rulings:
    """Return the limits, by user, and the steps, by amount, that were decided by somebody who had the right."""
    limits = _decided(session, ApprovalLimit.__tablename__, client_id, people).values()
    steps = _decided(session, ApprovalStep.__tablename__, client_id, people).values()
    return Rulings(
        tuple(Limit(*one) for one in sorted((row["user_id"], row["limit"], row["turn"]) for row in limits)),
        tuple(Step(*one) for one in sorted((row["amount_from"], row["approvals_needed"]) for row in steps)),
    )


def overruled(session: Session, client_id: str, people: People) -> dict[str, str]:
    """Return by id, with a sentence, the limits and steps that were changed last by somebody who had no right to."""
    found: dict[str, str] = {}
    for table, (noun, _) in _TABLES.items():
        last = {entry.pk: entry for entry in _told(session, table, client_id, people)}
        found |= {
            pk: f"approval {noun} {pk} was changed by {entry.actor}, who had no right to; it does not count"
            for pk, entry in last.items()
            if not entry.ours
        }
    return found


def _decided(session: Session, table: str, client_id: str, people: People) -> dict[str, _Image]:
    _, name = _TABLES[table]
    found: dict[str, _Image] = {}
    for entry in _told(session, table, client_id, people):
        image = entry.after or entry.before
        if entry.ours and image is not None:
            found = {pk: one for pk, one in found.items() if one[name] != image[name]}
            found |= {} if entry.after is None else {entry.pk: entry.after}
    return found


def _told(session: Session, table: str, client_id: str, people: People) -> Iterator[_Entry]:
    """Yield what the history tells of a table, in its order."""
    query = (
        select(
            *(RowChange.pk, RowChange.before, RowChange.after, ChangeSet.actor, ChangeSet.made_at),
            *(ChangeSet.device, ChangeSet.device_counter),
        )
        .join(ChangeSet, ChangeSet.id == RowChange.change_set)
        .where(RowChange.tbl == table)
        .order_by(RowChange.seq)
    )
    covered = began(session.connection()).covered
    for row in session.execute(query):
        unasked = row.device_counter <= covered.get(row.device, 0)
        ours = unasked or people.holds(row.actor, Permission.EDIT_LIMITS, client_id, row.made_at)
        yield _Entry(row.pk, _image(row.before), _image(row.after), row.actor, ours)


def _image(text: str | None) -> _Image | None:
    return None if text is None else json.loads(text)
