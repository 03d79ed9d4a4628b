"""The recorded decisions about working alone for a client: read, checked and told; approvals and payments both ask.

What was signed counts, not what a row says: the last decision must be an owner's, word by word.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Protocol

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from bookdesk.core.canonical import canonical
from bookdesk.core.vocabulary import SoleWay
from bookdesk.ledger.alone import Alone, Decided, alone, released_as
from bookdesk.models.approval import ApprovalDecision, SolePractice
from bookdesk.models.history import ChangeSet, RowChange
from bookdesk.security.roles import Permission

DOMAIN = "sole practice"
"""Keeps these signatures apart from those over approvals and releases."""
VERSION = 1
REACHED = "reached"
"""Names, in a signed approval, the later instants that the practice's history had seen: the clock was put back."""

Statement = dict[str, str | int]

_GONE = Decided(SoleWay.DELAY, 0, "", "", datetime.min.replace(tzinfo=UTC), "", sound=False)
"""Stands for a decision that the history has and the table lacks."""


class People(Protocol):
    """What is asked about the people of the practice: their signatures, who owns it, and who works for a client."""

    def verify(
        self, user_id: str, domain: str, payload: Mapping[str, object], signature: str, *, at: datetime | None = None
    ) -> bool:
        """Return whether the key that was the user's then, or any he ever had, made this signature (hex)."""
        ...

    def counts(self, user_id: str, permission: Permission, client_id: str, at: datetime) -> bool:
        """Return whether what a user signed for a client counted when he did, by the roles he was certified to have."""
        ...

    def holds(self, user_id: str, permission: Permission, client_id: str, at: datetime) -> bool:
        """Return whether a user had a certified role for a client at a moment that carries a permission."""
        ...

    def owns(self, user_id: str) -> bool:
        """Return whether a user is a certified owner."""
        ...

    def later_than(self, instant: datetime) -> Collection[datetime]:
        """Return instants after `instant` that the practice's own history has seen; none while the clock is right."""
        ...

    def workers(self, client_id: str) -> Collection[str]:
        """Return who holds the client to work for it: not the recovery key, and nobody who only reads."""
        ...


def statement_of(row: SolePractice, client_id: str, worker: str, device: str) -> Statement:
    """Return what an owner signs: that `worker` works alone for the client in this way, or nobody any more."""
    return {
        "type": "decision about working alone",
        "version": VERSION,
        "client": client_id,
        "way": row.way.value,
        "hours": row.hours,
        "worker": worker,
        "reason": row.reason,
        "by": row.decided_by,
        "device": device,
        "at": row.decided_at.isoformat(),
    }


def written(statement: Statement) -> str:
    """Return the statement as it is stored."""
    return canonical(statement).decode()


def working_alone(session: Session, client_id: str, people: People) -> Alone | None:
    """Return who works alone for the client now, or None."""
    last = last_decision(session, client_id, people)
    if last is None or last.way is SoleWay.OFF:
        return None
    return alone(last, people.workers(client_id))


def last_decision(session: Session, client_id: str, people: People) -> Decided | None:
    """Return the last decision, sound or not: after one that was tampered with no earlier one counts."""
    newest = select(RowChange.pk).where(RowChange.tbl == SolePractice.__tablename__).order_by(RowChange.seq.desc())
    if (last := session.scalar(newest.limit(1))) is None:
        return None
    row = session.get(SolePractice, last)
    return _GONE if row is None else _decided(row, client_id, people)


def took_the_clients_word(session: Session, client_id: str, people: People) -> bool:
    """Return whether approvals by the client alone ever counted here: what they let through stays so."""
    rows = session.scalars(select(SolePractice).where(SolePractice.way == SoleWay.CLIENT))
    return any(_decided(row, client_id, people).sound for row in rows)


@dataclass(frozen=True, slots=True)
class LoneTime:
    """From when until when (none: still) somebody approved what he entered himself, by an owner's signed decision."""

    user: str
    begun: datetime
    ended: datetime | None

    def covers(self, user: str, at: datetime) -> bool:
        """Return whether it was his time."""
        return user == self.user and self.begun <= at and (self.ended is None or at <= self.ended)


def lone_times(session: Session, client_id: str, people: People) -> tuple[LoneTime, ...]:
    """Return when one person's own approval was enough here, where a delay took the second person's place."""
    rows = session.scalars(select(SolePractice).order_by(SolePractice.decided_at, SolePractice.id))
    found = [_decided(row, client_id, people) for row in rows]
    ends = [one.at for one in found[1:]]
    return tuple(
        LoneTime(one.worker, one.at, end)
        for one, end in zip_longest(found, ends)
        if one.sound and one.way is SoleWay.DELAY
    )


def sealed_at(session: Session, table: str, ids: Collection[str], now: datetime) -> dict[str, datetime]:
    """Return by id when rows were last changed: at the latest instant that the history had reached by then.

    A clock that is put back makes no act older than what was done before it. What was done earlier by a clock that ran
    ahead of `now` says nothing, or everything would wait for it; the row's own instant always counts. Rows without a
    seal are not in it.
    """
    if not ids:
        return {}
    newest = (
        select(RowChange.pk, func.max(ChangeSet.position).label("position"))
        .join(ChangeSet, ChangeSet.id == RowChange.change_set)
        .where(RowChange.tbl == table, RowChange.pk.in_(ids))
        .group_by(RowChange.pk)
        .subquery()
    )
    past = case((ChangeSet.made_at <= now, ChangeSet.made_at))
    reached = func.max(past).over(order_by=ChangeSet.position).label("reached")
    so_far = select(ChangeSet.position, ChangeSet.made_at, reached).subquery()
    query = select(newest.c.pk, so_far.c.made_at, so_far.c.reached)
    rows = session.execute(query.join(so_far, so_far.c.position == newest.c.position))
    return {pk: max(made_at, before or made_at) for pk, made_at, before in rows}


def known_to_practice(session: Session, decision_ids: Collection[str], now: datetime) -> dict[str, datetime]:
    """Return, by approval, the latest instant that the practice's own file had reached when it was signed.

    It was signed with it where the clock stood before that. Instants ahead of `now` are passed over as in `sealed_at`.
    """
    query = select(ApprovalDecision.id, ApprovalDecision.statement)
    found: dict[str, datetime] = {}
    for decision_id, text in session.execute(query.where(ApprovalDecision.id.in_(decision_ids))):
        if past := [one for one in _reached(text) if one <= now]:
            found[decision_id] = max(past)
    return found


def _reached(statement: str) -> list[datetime]:
    """Return the instants that a decision was signed with; none of what is no statement, which counts for nothing."""
    try:
        instants = [datetime.fromisoformat(one) for one in str(json.loads(statement).get(REACHED, "")).split()]
    except (ValueError, AttributeError):
        return []
    return [one for one in instants if one.tzinfo is not None]


def sole_words(release_statement: str | None) -> str | None:
    """Return what a released run says of having been one person's, from what was signed; None where it was not."""
    try:
        found = json.loads(release_statement or "")["sole"]
        return released_as(SoleWay(found["way"]), int(found["hours"]))
    except (ValueError, KeyError, TypeError):
        return None


def _decided(row: SolePractice, client_id: str, people: People) -> Decided:
    try:
        signed = json.loads(row.statement)
        worker, device = str(signed["worker"]), str(signed["device"])
    except (ValueError, KeyError, TypeError):
        signed, worker, device = None, "", ""
    sound = (
        signed == statement_of(row, client_id, worker, device)
        and people.owns(row.decided_by)
        and people.verify(row.decided_by, DOMAIN, signed, row.signature)
    )
    return Decided(row.way, row.hours, worker, row.decided_by, row.decided_at, row.reason, sound)
