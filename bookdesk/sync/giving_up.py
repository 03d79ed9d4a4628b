"""Giving up what should have been sent: what falls with it, and how it is sent after all.

Only a person gives up, and it holds: what is done to a bill later does not queue it again. An original or a payment
goes after its bill, so it falls with it and comes back with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import RuleBroken
from bookdesk.core.vocabulary import OutboxKind, OutboxState
from bookdesk.ledger.outboxlists import GIVEN_UP
from bookdesk.models.sync import OutboxEntry, RemoteLink
from bookdesk.store.desk import Desk
from bookdesk.sync import outbox_machine as machine
from bookdesk.sync.collect import intent_of
from bookdesk.sync.intents import needs_of
from bookdesk.sync.knowledge import Knowledge
from bookdesk.sync.outbox import entries, entry_of, move, moved


@dataclass(frozen=True, slots=True)
class Falls:
    """What giving up one entry does: ids, its own first; `there` where the ledger has it and keeps it."""

    ids: tuple[str, ...]
    there: bool = False


class GivingUp:
    """Gives entries of one client's outbox up, and takes that back."""

    def __init__(self, desk: Desk, provider: str) -> None:
        """Work for `desk`."""
        self._desk, self._provider = desk, provider

    def falls(self, entry_id: str) -> Falls:
        """Return what would be given up with an entry; nothing is changed."""
        with self._desk.books.query() as session:
            entry = entry_of(session, entry_id)
            if self._is_there(session, entry):
                return Falls((entry.id,), there=True)
            open_ones = (one for one in entries(session, self._provider) if one.state in machine.SETTLED_BY_A_PERSON)
            return Falls((entry.id, *self._after(session, entry, open_ones)))

    def give_up(self, entry_id: str) -> Falls:
        """Give an entry up with all that goes after it; `RuleBroken` where it may be under way."""
        falls = self.falls(entry_id)
        with self._desk.books.upkeep() as session:
            for one in falls.ids:
                entry = entry_of(session, one)
                moved(entry, machine.Cancelled())
                entry.problem = self._words(entry, there=falls.there)
        return falls

    def restore(self, entry_id: str) -> tuple[str, ...]:
        """Queue what was given up again, with what fell with it; it is shown and released anew. Returns the ids."""
        with self._desk.books.upkeep() as session:
            entry = entry_of(session, entry_id)
            if not was_given_up(entry) or self._is_there(session, entry):
                raise RuleBroken("This does not wait to be sent after all.", "Nothing was changed.")
            fallen = [one for one in entries(session, self._provider, finished=True) if was_given_up(one)]
            wanted = (entry.id, *self._after(session, entry, fallen))
            for one in wanted:
                back = session.get_one(OutboxEntry, one)
                move(back, machine.Restored())
                back.problem, back.body_hash = None, None
        return wanted

    def given_up(self) -> tuple[OutboxEntry, ...]:
        """Return what a person gave up, in the order in which it would have gone."""
        with self._desk.books.query() as session:
            return tuple(one for one in entries(session, self._provider, finished=True) if was_given_up(one))

    def _after(self, session: Session, entry: OutboxEntry, others: Iterable[OutboxEntry]) -> Sequence[str]:
        """Return which of others, in the order in which they go, need the entry at the ledger or what needs it."""
        known, missing, found = Knowledge(session, self._provider), {(entry.kind, entry.local_id)}, []
        for one in others:
            intent = intent_of(known, one.kind, one.local_id)
            if one.id != entry.id and intent is not None and missing.intersection(needs_of(intent)):
                missing.add((one.kind, one.local_id))
                found.append(one.id)
        return found

    def _is_there(self, session: Session, entry: OutboxEntry) -> bool:
        query = select(RemoteLink.id).where(
            RemoteLink.provider == self._provider,
            RemoteLink.kind == entry.kind,
            RemoteLink.local_id == entry.local_id,
        )
        return session.scalars(query).first() is not None

    def _words(self, entry: OutboxEntry, *, there: bool) -> str | None:
        if entry.kind is OutboxKind.VOID:
            return None
        end = "the ledger keeps what it holds." if there else "it is not sent."
        day = self._desk.clock.now().date().isoformat()
        return f"{GIVEN_UP} by {self._desk.actor.user} on {day}: {end}"


def was_given_up(entry: OutboxEntry) -> bool:
    """Whether a person gave this entry up, and nothing else ended it."""
    return entry.state is OutboxState.CANCELLED and (entry.problem or "").startswith(GIVEN_UP)


def after_given_up(session: Session, provider: str, needs: Sequence[tuple[OutboxKind, str]]) -> str | None:
    """Say which of what must be there first was given up, None where none was."""
    for kind, local_id in needs:
        query = select(OutboxEntry).where(
            OutboxEntry.provider == provider, OutboxEntry.kind == kind, OutboxEntry.local_id == local_id
        )
        found = session.scalars(query).all()
        if found and all(was_given_up(one) for one in found):
            return f"The {kind.value} it belongs to was given up. Send that after all, or give this up as well."
    return None
