"""The entries of an outbox as they are queued and taken back; shared by what is bought and what is sold."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.vocabulary import OutboxKind, OutboxState
from bookdesk.ledger.outboxlists import GIVEN_UP
from bookdesk.models.sync import LedgerMapping, MappingKind, OutboxEntry, RemoteLink
from bookdesk.sync import outbox_machine as machine
from bookdesk.sync.intents import mark
from bookdesk.sync.outbox import NOT_WANTED, move, slip_of

_TAKEN_BACK = " at the ledger: it was taken back here."
_GONE = (OutboxState.CANCELLED,)


class Entries:
    """Queues and takes back entries of one provider, as the consequences of one sealed set, at `now`."""

    def __init__(self, session: Session, provider: str, set_id: str, now: datetime) -> None:
        """Work within the caller's upkeep."""
        self.session, self._provider, self._set_id, self._now = session, provider, set_id, now

    def wanted(self, kind: OutboxKind, local_id: str) -> None:
        """Make an entry unless there is one, a person gave it up, or the ledger has the thing already."""
        if self.live(kind, local_id) is not None or self.given_up(kind, local_id):
            return
        if not self.linked(kind, local_id):
            self.session.add(self._entry(kind, local_id))

    def unwanted(self, kind: OutboxKind, local_id: str) -> None:
        """Take an entry back while that is possible; what the ledger has, a person undoes there."""
        if self._may_be_there(kind, local_id):
            notice = self.live(OutboxKind.VOID, local_id)
            if notice is None:
                notice = self._entry(OutboxKind.VOID, local_id)
                notice.state, notice.summary = OutboxState.BLOCKED, f"Undo the {kind.value}{_TAKEN_BACK}"
                self.session.add(notice)
            elif f" the {kind.value} " not in notice.summary:  # a receipt may have been several things there
                notice.summary = notice.summary.replace(_TAKEN_BACK, f" and the {kind.value}{_TAKEN_BACK}")
            what = notice.summary.removeprefix("Undo the ").removesuffix(_TAKEN_BACK)
            notice.problem = f"This {what} was sent and then taken back here. Undo it at the ledger, then cancel this."

    def undone(self, kind: OutboxKind, local_id: str) -> None:
        """Take an entry back while that is possible; what the ledger may have is queued to be taken back there."""
        if self._may_be_there(kind, local_id):
            self.wanted(OutboxKind.UNDO, local_id)

    def dropped(self, kind: OutboxKind, local_id: str) -> None:
        """Take an entry back where it is surely not there; what is there stays."""
        self._may_be_there(kind, local_id)

    def known(self, kind: OutboxKind, local_id: str) -> bool:
        """Return whether there is or was an entry of it, or the ledger has it."""
        query = select(OutboxEntry.id).where(
            OutboxEntry.provider == self._provider, OutboxEntry.kind == kind, OutboxEntry.local_id == local_id
        )
        return self.session.scalars(query).first() is not None or self.linked(kind, local_id)

    def _may_be_there(self, kind: OutboxKind, local_id: str) -> bool:
        """Cancel an entry that is surely not there, and return whether the ledger has it or may have it."""
        entry = self.live(kind, local_id)
        if entry is not None and slip_of(entry).state in machine.UNSENT | {OutboxState.REJECTED}:
            move(entry, machine.Cancelled())
            entry.problem = NOT_WANTED
            return False
        return entry is not None or self.linked(kind, local_id)

    def live(self, kind: OutboxKind, local_id: str) -> OutboxEntry | None:
        """Return the entry that is not cancelled."""
        query = select(OutboxEntry).where(
            OutboxEntry.provider == self._provider,
            OutboxEntry.kind == kind,
            OutboxEntry.local_id == local_id,
            OutboxEntry.state.not_in(_GONE),
        )
        return self.session.scalars(query).first()

    def given_up(self, kind: OutboxKind, local_id: str) -> list[OutboxEntry]:
        """Return the entries that a person gave up."""
        query = select(OutboxEntry).where(
            OutboxEntry.provider == self._provider,
            OutboxEntry.kind == kind,
            OutboxEntry.local_id == local_id,
            OutboxEntry.state == OutboxState.CANCELLED,
            OutboxEntry.problem.startswith(GIVEN_UP, autoescape=True),
        )
        return list(self.session.scalars(query))

    def linked(self, kind: OutboxKind, local_id: str) -> bool:
        """Return whether the ledger has it."""
        query = select(RemoteLink.id).where(
            RemoteLink.provider == self._provider, RemoteLink.kind == kind, RemoteLink.local_id == local_id
        )
        return self.session.scalars(query).first() is not None

    def mapped(self, contact_id: str) -> bool:
        """Return whether a contact has its counterpart."""
        query = select(LedgerMapping.id).where(
            LedgerMapping.provider == self._provider,
            LedgerMapping.kind == MappingKind.CONTACT,
            LedgerMapping.local_id == contact_id,
        )
        return self.session.scalars(query).first() is not None

    def _entry(self, kind: OutboxKind, local_id: str) -> OutboxEntry:
        return OutboxEntry(
            provider=self._provider,
            kind=kind,
            local_id=local_id,
            change_set_id=self._set_id,
            state=OutboxState.QUEUED,
            summary=kind.value,
            marker=mark(local_id),
            queued_at=self._now,
        )
