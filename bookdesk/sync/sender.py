"""One outbox entry at a time through the machine: check, commit, send, commit. The thin shell around pure rules."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.identifiers import new_id
from bookdesk.core.vocabulary import OutboxKind, OutboxState
from bookdesk.ledger.outboxlists import GOES_AFTER
from bookdesk.models.actions import Action
from bookdesk.models.document import Document
from bookdesk.models.history import Origin
from bookdesk.models.paper import Paper
from bookdesk.models.sync import LedgerMapping, MappingKind, OutboxEntry, RemoteLink, SyncAttempt
from bookdesk.store.desk import Desk
from bookdesk.sync import outbox_machine as machine
from bookdesk.sync.collect import intent_of, taken_over
from bookdesk.sync.given_numbers import give_number, lacks_number
from bookdesk.sync.giving_up import after_given_up
from bookdesk.sync.intents import ContactIntent, Intent, content_hash, needs_of
from bookdesk.sync.knowledge import Knowledge
from bookdesk.sync.outbox import NOT_WANTED, move, slip_of, write
from bookdesk.sync.outbox_machine import Moment, Plan
from bookdesk.sync.ports import AccountingProvider, Answer, Denied, Lost, NotDone, Sighting, Taken
from bookdesk.sync.preflight import KnownDocument, check
from bookdesk.sync.wording import describe


@dataclass(frozen=True, slots=True)
class Progressed:
    """Something happened to the entry; look at it again."""


@dataclass(frozen=True, slots=True)
class Resting:
    """Nothing to do with it now; after `seconds`, where that is known."""

    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Stopped:
    """The ledger cannot be used at the moment, by nobody."""

    hindrance: NotDone


Turn = Progressed | Resting | Stopped
_PROGRESSED, _RESTING = Progressed(), Resting()


class Sender:
    """Moves entries of one client to one provider."""

    def __init__(self, desk: Desk, provider: AccountingProvider, moment: Callable[[], Moment]) -> None:
        """Use `moment` for monotonic time."""
        self._desk, self._provider, self._moment = desk, provider, moment
        self._knowledge: Knowledge | None = None

    def refresh(self) -> None:
        """Read what is known of the ledger anew: mappings or pulled records may have changed."""
        self._knowledge = None

    def wake(self) -> None:
        """Turn what a run that ended left as `sending` into an unknown outcome."""
        with self._desk.books.upkeep() as session:
            query = select(OutboxEntry).where(OutboxEntry.provider == self._provider.name)
            for entry in session.scalars(query):
                if slip_of(entry).state is OutboxState.SENDING:
                    write(entry, machine.wake(slip_of(entry)))
                    entry.problem = "BookDesk ended before the answer came."

    def examine(self, entry_id: str, *, showing: bool = False) -> tuple[str, ...]:
        """Check an unsent entry and say what it does; with `showing`, remember that this content was shown.

        Returns the details to show. What changed since it was shown is held back until it is shown again.
        """
        with self._desk.books.upkeep() as session:
            entry = session.get_one(OutboxEntry, entry_id)
            if slip_of(entry).state not in machine.UNSENT or entry.kind is OutboxKind.VOID:
                return ()
            known = self._known(session)
            intent = intent_of(known, entry.kind, entry.local_id)
            if intent is None:
                _settle_unwanted(entry, taken_over(known, entry.kind, entry.local_id))
                return ()
            return self._examined(entry, known, intent, showing=showing)

    def advance(self, entry_id: str) -> Turn:
        """Do the next thing for an entry."""
        self.examine(entry_id)
        with self._desk.books.query() as session:
            entry = session.get_one(OutboxEntry, entry_id)
        plan: Plan = machine.plan(slip_of(entry), self._moment(), self._provider.policy)
        match plan:
            case machine.Send(key):
                return self._send(entry, key)
            case machine.Look():
                return self._look(entry)
            case machine.Wait(seconds):
                return Resting(seconds)
            case machine.Compare() | machine.Rest():
                return _RESTING

    def _known(self, session: Session) -> Knowledge:
        """Return what is known, with `session` to read our own books by."""
        if self._knowledge is None:
            self._knowledge = Knowledge(session, self._provider.name, self._provider.largest_attachment)
        self._knowledge.session = session
        return self._knowledge

    def _examined(self, entry: OutboxEntry, known: Knowledge, intent: Intent, *, showing: bool) -> tuple[str, ...]:
        statement, shown = describe(intent, self._provider.title), content_hash(intent)
        if entry.released and entry.body_hash != shown:
            write(entry, machine.step(machine.step(slip_of(entry), machine.Requeued()), machine.Examined(blocked=True)))
            entry.problem = "It changed after it was shown. Look at it again."
            if not showing:
                return statement.details
        blockers = [str(one) for one in check(intent, known.facts, duplicate_accepted=entry.duplicate_accepted)]
        missing = [need for need in needs_of(intent) if need not in known.links]
        if missing and not blockers:
            given_up = after_given_up(known.session, self._provider.name, missing)
            blockers = [given_up or _goes_after(missing[0][0])]
        move(entry, machine.Examined(blocked=bool(blockers)))
        entry.summary, entry.problem = statement.sentence, " ".join(blockers) or None
        if showing:
            entry.body_hash = shown
        return statement.details

    def _send(self, entry: OutboxEntry, key: str | None) -> Turn:
        """Commit that it is being sent, under which key and with which bytes; only then send (SYNC_RULES 3)."""
        with self._desk.books.upkeep() as session:
            row = session.get_one(OutboxEntry, entry.id)
            if key is None:
                known = self._known(session)
                intent = intent_of(known, row.kind, row.local_id)
                if intent is None:
                    return _PROGRESSED
                row.body = self._provider.pack(intent, known.links)
            move(row, machine.Begun(key or new_id(), self._moment()))
            row.attempts += 1
            row.problem = None
            attempt = SyncAttempt(
                entry_id=row.id,
                number=row.attempts,
                started_at=self._desk.clock.now(),
                key=row.key or "",
                body_hash=hashlib.sha256((row.body or "").encode()).hexdigest(),
                outcome="sending",
            )
            session.add(attempt)
        answer = self._provider.send(row.body or "", row.key or "", self._content(row))
        return self._after(row.id, attempt.id, answer)

    def _look(self, entry: OutboxEntry) -> Turn:
        found = self._provider.look(entry.body or "")
        match found:
            case Sighting():
                return self._after_look(entry.id, found)
            case NotDone():
                self._tell(entry.id, f"The ledger {found.why.value}, so it is not known whether this arrived.")
                return Stopped(found)
            case Lost(detail):
                self._tell(entry.id, f"It is not known whether this arrived; the look failed ({detail}).")
                return _RESTING

    def _content(self, entry: OutboxEntry) -> bytes | None:
        """Return the bytes of an attachment: an original, or a paper of our own."""
        if entry.kind is not OutboxKind.ATTACHMENT:
            return None
        with self._desk.books.query() as session:
            document = session.get(Document, entry.local_id)
            paper = session.get_one(Paper, entry.local_id) if document is None else document
        return self._desk.books.documents.read(paper.stored_name, paper.seal_key, paper.sha256)

    def _after(self, entry_id: str, attempt_id: str, answer: Answer) -> Turn:
        if isinstance(answer, Taken):
            self._arrived(entry_id, machine.Accepted(), answer, attempt_id)
            return _PROGRESSED
        with self._desk.books.upkeep() as session:
            _note(session.get_one(SyncAttempt, attempt_id), answer)
            entry = session.get_one(OutboxEntry, entry_id)
            match answer:
                case Denied(reasons):
                    move(entry, machine.Refused())
                    entry.problem = " ".join(reasons)
                case NotDone(why, detail):
                    move(entry, machine.NotProcessed())
                    entry.problem = f"The ledger {why.value}{f' ({detail})' if detail else ''}. It waits."
                case Lost(detail):
                    move(entry, machine.NoAnswer())
                    entry.problem = f"The answer was lost ({detail}); it is not known whether this arrived."
        return Stopped(answer) if isinstance(answer, NotDone) else _PROGRESSED

    def _after_look(self, entry_id: str, found: Sighting) -> Turn:
        """Adopt the one copy that is ours and nobody else's of ours."""
        with self._desk.books.query() as session:
            entry = session.get_one(OutboxEntry, entry_id)
            others = set(
                session.scalars(
                    select(RemoteLink.remote_id).where(
                        RemoteLink.provider == self._provider.name, RemoteLink.local_id != entry.local_id
                    )
                )
            )
        exact = [one for one in found.exact if one.remote_id not in others]
        event = machine.Probed(len(exact), len(found.near))
        if len(exact) == 1:
            self._arrived(entry_id, event, exact[0])
            return _PROGRESSED
        with self._desk.books.upkeep() as session:
            row = session.get_one(OutboxEntry, entry_id)
            if move(row, event).state is OutboxState.CONFLICT:
                there = ", ".join((*(one.remote_id for one in exact), *found.near))
                row.problem = f"The ledger holds what may be this: {there}. Link it, or send it again."
        return _PROGRESSED

    def _arrived(self, entry_id: str, event: machine.Event, taken: Taken, attempt_id: str | None = None) -> None:
        """Keep the link and compare, in one transaction with the state."""
        actor, books = self._desk.actor, self._desk.books
        action = Action.INVOICE_NUMBERED if self._gives_number(entry_id, taken) else Action.SENT_TO_LEDGER
        with books.change(action, f"sent to {self._provider.title}", actor=actor, origin=Origin.JOB) as work:
            entry = work.get(OutboxEntry, entry_id)
            if attempt_id is not None:
                _note(work.get(SyncAttempt, attempt_id), taken)
            move(entry, event)
            problems = (*taken.differences, *give_number(work, entry, taken.number))
            move(entry, machine.Compared(agrees=not problems))
            entry.problem = " ".join(problems) or None
            self._link(work.session, entry, taken)
            work.commit()
        if self._knowledge is not None:
            self._knowledge.linked_anew()

    def _gives_number(self, entry_id: str, taken: Taken) -> bool:
        with self._desk.books.query() as session:
            return bool(taken.number) and lacks_number(session, session.get_one(OutboxEntry, entry_id)) is not None

    def _link(self, session: Session, entry: OutboxEntry, taken: Taken) -> None:
        query = select(RemoteLink).where(
            RemoteLink.provider == self._provider.name,
            RemoteLink.kind == entry.kind,
            RemoteLink.local_id == entry.local_id,
        )
        link = session.scalars(query).first()
        if link is None:
            link = RemoteLink(provider=self._provider.name, kind=entry.kind, local_id=entry.local_id)
            session.add(link)
        link.remote_id, link.remote_version = taken.remote_id, taken.version
        link.content_hash, link.linked_at = entry.body_hash or "", self._desk.clock.now()
        if entry.kind is OutboxKind.CONTACT:
            known = self._known(session)
            self._map_contact(session, entry.local_id, taken.remote_id, known)

    def _map_contact(self, session: Session, contact_id: str, remote_id: str, known: Knowledge) -> None:
        """A contact that was made there is its own counterpart."""
        if (MappingKind.CONTACT, contact_id) in known.mappings:
            return
        intent = intent_of(known, OutboxKind.CONTACT, contact_id)
        name = intent.name if isinstance(intent, ContactIntent) else remote_id
        session.add(
            LedgerMapping(
                provider=self._provider.name,
                kind=MappingKind.CONTACT,
                local_id=contact_id,
                remote_id=remote_id,
                remote_name=name,
                decided_by="made there by BookDesk",
            )
        )

    def _tell(self, entry_id: str, problem: str) -> None:
        with self._desk.books.upkeep() as session:
            session.get_one(OutboxEntry, entry_id).problem = problem


def _goes_after(kind: OutboxKind) -> str:
    if kind is OutboxKind.UNDO:
        return f"{GOES_AFTER} taking back that comes before it."
    return f"{GOES_AFTER} {kind.value} it belongs to."


def _settle_unwanted(entry: OutboxEntry, there: KnownDocument | None) -> None:
    """Ask which one it is there where a bill was taken over, and drop what is not wanted any more."""
    if there is None:
        move(entry, machine.Cancelled())
        entry.problem = NOT_WANTED
        return
    move(entry, machine.Examined(blocked=True))
    entry.summary = f"Match the {there.ours}, taken over from the old system, with what the ledger has of it."
    proposal = f"It seems to be {there.remote_id}. " if there.remote_id else ""
    entry.problem = f"{proposal}It is not sent itself, what settles it is. Say which one it is there."


def _note(attempt: SyncAttempt, answer: Answer) -> None:
    """Write down how a request ended, with the id by which the ledger's support finds it."""
    attempt.outcome = type(answer).__name__.lower()
    attempt.status, attempt.request_id = answer.status, answer.request_id
