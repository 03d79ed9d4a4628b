"""The outbox as a person sees it: what waits, and why, what nobody knows about, and what he decides of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from bookdesk.core.errors import InputError, NotFound, RuleBroken
from bookdesk.core.identifiers import new_id
from bookdesk.core.texts import clean
from bookdesk.core.vocabulary import MailKind, MailStage
from bookdesk.mail import lists, records
from bookdesk.mail.addresses import address_key
from bookdesk.mail.comeback import shut
from bookdesk.mail.leaving import left_in
from bookdesk.mail.outbox import all_recipients, texts
from bookdesk.mail.stages import OPEN, Again, Arrived, Held, LetBe, Released, TakenOut
from bookdesk.mail.standing import stopped_in
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.mail import MailEvent, MailEventKind, MailLeft, MailMessage, MailState
from bookdesk.models.paper import Paper
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk
from bookdesk.store.listing import rowid
from bookdesk.store.sealing import instant_text

MOST: Final = 500
"""Messages of a list at most; the oldest open ones first."""
_WRITTEN: Final = rowid("mail_message")
_SHORTEST_END = 4
_LONGEST_NOTE = 500


class Word(StrEnum):
    """What a person says of a message of which nobody knows whether it left, or that was refused."""

    ARRIVED = "arrived"
    AGAIN = "again"
    UNSENT = "unsent"
    """It did not leave, or was refused, and is not to be sent."""


@dataclass(frozen=True, slots=True)
class MailView:
    """A message in the outbox: to whom, about what, how far, why it waits and until when.

    `bounced` are its recipients from whom it came back, `left` those who do not have it yet. One that is `held` leaves
    when a person releases it; `stopped` says why one that waits will not leave at all.
    """

    id: str
    kind: MailKind
    contact_id: str | None
    contact: str | None
    subject_id: str | None
    recipients: tuple[str, ...]
    subject: str
    written_at: datetime
    stage: MailStage
    tries: int
    next_at: datetime | None
    problem: str | None
    left: tuple[str, ...]
    bounced: tuple[str, ...]
    held: bool = False
    stopped: str | None = None


@dataclass(frozen=True, slots=True)
class MailFact:
    """One thing that is known of a message; `by` is the user whose word it is, nobody for a server's."""

    kind: MailEventKind
    at: datetime
    recipient: str | None
    detail: str | None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class MailDetails:
    """A message as it leaves, with the papers that go along and everything that is known of it.

    `shut` are its recipients from whom an earlier mail came back, without a person's word about it since. `left` is the
    message as it was offered, try by try, where links were made for it; `slips` are the papers made with them.
    """

    view: MailView
    message: MailMessage
    papers: tuple[Paper, ...]
    facts: tuple[MailFact, ...]
    shut: tuple[str, ...] = ()
    left: tuple[MailLeft, ...] = ()
    slips: tuple[Paper, ...] = ()

    @property
    def text(self) -> str:
        """What its customer was sent last; before that, what was written."""
        return self.left[-1].plain if self.left else self.message.plain

    @property
    def files(self) -> tuple[str, ...]:
        """The names of its files."""
        return tuple(one.file_name for one in self.papers)


class MailService:
    """The outbox of one client."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def outbox(self, *, everything: bool = False) -> tuple[MailView, ...]:
        """Return what waits or needs a person, the oldest first; with `everything` what left too, the newest first."""
        with self._desk.books.query() as session:
            query = _joined()
            if everything:
                query = query.order_by(_WRITTEN.desc())
            else:
                asks = or_(MailState.stage.in_(OPEN), lists.on_list(lists.MailList.TO_DECIDE))
                query = query.where(asks).order_by(_WRITTEN)
            return views(session, query.limit(MOST))

    def show(self, mail_id: str) -> MailDetails:
        """Return one message in full; `NotFound`."""
        with self._desk.books.query() as session:
            message = records.message_in(session, mail_id)
            (view,) = views(session, _joined().where(MailMessage.id == mail_id))
            events = records.events_in(session, [mail_id])[mail_id]
            left = left_in(session, mail_id)
            papers = _papers(session, texts(message.attachments))
            slips = _papers(session, [one for each in left for one in texts(each.slips)])
            closed = shut(all_recipients(message), lists.shut_addresses(session))
            said_by = records.said_by(session, [one.id for one in events])
        facts = (MailFact(one.kind, one.at, one.recipient, one.detail, said_by.get(one.id)) for one in events)
        known = tuple(one for one in closed if one not in view.bounced)
        return MailDetails(view, message, papers, tuple(facts), known, left, slips)

    def find(self, id_or_end: str) -> str:
        """Return the id of a message by its id or the end of it; `NotFound` where not exactly one has it."""
        with self._desk.books.query() as session:
            query = select(MailMessage.id).where(MailMessage.id.endswith(id_or_end, autoescape=True)).limit(2)
            found = session.scalars(query).all() if len(id_or_end) >= _SHORTEST_END else ()
        if len(found) != 1:
            raise NotFound(
                f"{'Several mails end' if found else 'No mail ends'} with {id_or_end}.",
                "Name it by more of its id.",
                command="bookdesk mail outbox",
            )
        return found[0]

    def cancel(self, mail_id: str) -> MailDetails:
        """Take a message out of the outbox; `RuleBroken` once it may have left."""
        with self._desk.books.change(Action.MAIL_CANCELLED, "taken out of the outbox", actor=self._desk.actor) as work:
            state = records.state_in(work.session, mail_id)
            if state.stage is not MailStage.QUEUED:
                raise _too_late(state.stage)
            partly = records.anybody_has_it(records.events_in(work.session, [mail_id])[mail_id])
            key = f"cancelled:{mail_id}"
            work.add(records.other_event(self._desk, MailEventKind.CANCELLED, mail_id, key, "taken out by a person"))
            records.move(state, TakenOut(partly), "Taken out of the outbox.")
            work.commit()
        return self.show(mail_id)

    def resolve(self, mail_id: str, word: Word) -> MailDetails:
        """Take a person's word for what became of a message: it arrived, is to be sent (once more), or stays unsent.

        `RuleBroken` where nothing is in doubt. A refused one may be sent again, too: servers change their minds.
        """
        with self._desk.books.change(Action.MAIL_SENT, f"said by hand: {word.value}", actor=self._desk.actor) as work:
            state = records.state_in(work.session, mail_id)
            refused = state.stage is MailStage.REFUSED and word is not Word.ARRIVED
            if state.stage is not MailStage.UNKNOWN and not refused:
                raise _nothing_in_doubt(state.stage)
            match word:
                case Word.AGAIN:
                    self._send_again(work, state)
                case Word.UNSENT:
                    self._let_be(work, state)
                case Word.ARRIVED:
                    settle_arrived(self._desk, work.session, state, "a person says that it arrived")
            work.commit()
        return self.show(mail_id)

    def hold(self, mail_id: str) -> MailDetails:
        """Keep a message that waits from leaving until somebody releases it; `RuleBroken` once it may have left."""
        with self._decided("held") as work:
            state = self._waiting(work.session, mail_id)
            if state.held:
                raise RuleBroken("This mail is held already.", "Release it to let it leave.")
            key = f"held:{mail_id}:{new_id()}"
            work.add(records.other_event(self._desk, MailEventKind.HELD, mail_id, key, "held by a person"))
            records.move(state, Held(), "Held by a person.")
            work.commit()
        return self.show(mail_id)

    def release(self, mail_id: str) -> MailDetails:
        """Let a message that is held leave in its turn."""
        with self._decided("released") as work:
            state = self._waiting(work.session, mail_id)
            if not state.held:
                raise RuleBroken("This mail is not held.", "It leaves in its turn.")
            key = f"released:{mail_id}:{new_id()}"
            work.add(records.other_event(self._desk, MailEventKind.RELEASED, mail_id, key, "released by a person"))
            records.move(state, Released())
            work.commit()
        return self.show(mail_id)

    def hurry(self, mail_id: str) -> MailDetails:
        """Let a message that waits for its next try be tried at once; `RuleBroken` where it may not leave yet."""
        with self._desk.books.upkeep() as session:
            state = self._waiting(session, mail_id)
            if state.held:
                raise RuleBroken("This mail is held.", "Release it to let it leave.")
            earliest = records.message_in(session, mail_id).not_before
            if earliest is not None and self._desk.clock.now() < earliest:
                raise RuleBroken(
                    f"This mail may leave from {instant_text(earliest)} on, when the customer's office opens.",
                    "It leaves then by itself; call where it cannot wait.",
                )
            records.move(state, Released(), state.problem)
        return self.show(mail_id)

    def settle(self, mail_id: str, note: str) -> MailDetails:
        """Take a person's word that he saw to what was refused or came back: what he did stands in `note`.

        Its addresses count as right from then on. `RuleBroken` where nothing of it came back.
        """
        said = clean(note)
        if not said:
            raise InputError("Nothing is said of what was done about it.", "Say it in a few words.")
        with self._decided(f"settled: {said[:_LONGEST_NOTE]}") as work:
            found = lists.open_words(work.session, [mail_id])[mail_id]
            if not found or records.state_in(work.session, mail_id).stage in lists.IN_DOUBT:
                raise RuleBroken("Nothing is to be settled of this mail.", "Refresh the list.")
            for recipient in dict.fromkeys(recipient for recipient, _ in found):
                key = f"settled:{mail_id}:{address_key(recipient or '')}:{new_id()}"
                kind = MailEventKind.SETTLED
                work.add(records.noticed(self._desk, kind, mail_id, recipient, said[:_LONGEST_NOTE], key))
            work.commit()
        return self.show(mail_id)

    def _send_again(self, work: Change, state: MailState) -> None:
        key = f"again:{state.mail_id}:{new_id()}"
        work.add(records.other_event(self._desk, MailEventKind.AGAIN, state.mail_id, key, "sent again by a person"))
        records.move(state, Again())

    def _let_be(self, work: Change, state: MailState) -> None:
        partly = records.anybody_has_it(records.events_in(work.session, [state.mail_id])[state.mail_id])
        key, why = f"unsent:{state.mail_id}:{new_id()}", "a person says that it stays unsent"
        work.add(records.other_event(self._desk, MailEventKind.CANCELLED, state.mail_id, key, why))
        records.move(state, LetBe(partly), "Left unsent by a person.")

    def _waiting(self, session: Session, mail_id: str) -> MailState:
        """Return the state of a message that waits; `RuleBroken` for any other."""
        state = records.state_in(session, mail_id)
        if state.stage is not MailStage.QUEUED:
            raise _too_late(state.stage)
        return state

    def _decided(self, what: str) -> Change:
        return self._desk.books.change(Action.MAIL_DECIDED, what, actor=self._desk.actor)


def _papers(session: Session, ids: Sequence[str]) -> tuple[Paper, ...]:
    found = (session.get(Paper, one) for one in ids)
    return tuple(one for one in found if one is not None)


def settle_arrived(desk: Desk, session: Session, state: MailState, why: str) -> None:
    """Write down that a message whose fate was unknown did leave; who was put off before is still written to."""
    message = records.message_in(session, state.mail_id)
    events = records.events_in(session, [message.id])[message.id]
    have_it = records.under_way(message, events, state.tries)
    session.add_all(records.accepted(desk, message.id, one, why) for one in have_it)
    done = len(have_it) == len(records.still_to_reach(message, events))
    records.move(state, Arrived() if done else Again())


def views(session: Session, query: Select[MailMessage, MailState, str]) -> tuple[MailView, ...]:
    """Return the messages of a query over `MailMessage`, `MailState` and the contact's name."""
    rows = session.execute(query).all()
    events = records.events_in(session, [message.id for message, _, _ in rows])
    found = (_view(message, state, contact, events[message.id]) for message, state, contact in rows)
    waiting = {message.id: message for message, state, _ in rows if state.stage is MailStage.QUEUED}
    return tuple(replace(one, stopped=_why_stopped(session, waiting.get(one.id))) for one in found)


def joined() -> Select[MailMessage, MailState, str]:
    """Return the query whose rows `views` takes."""
    return _joined()


def _joined() -> Select[MailMessage, MailState, str]:
    return (
        select(MailMessage, MailState, Contact.name)
        .join(MailState, MailState.mail_id == MailMessage.id)
        .outerjoin(Contact, Contact.id == MailMessage.contact_id)
    )


def _view(message: MailMessage, state: MailState, contact: str | None, events: Sequence[MailEvent]) -> MailView:
    back = (one.recipient or "" for one in events if one.kind is MailEventKind.BOUNCED)
    return MailView(
        id=message.id,
        kind=message.kind,
        contact_id=message.contact_id,
        contact=contact,
        subject_id=message.subject_id,
        recipients=all_recipients(message),
        subject=message.subject,
        written_at=message.written_at,
        stage=state.stage,
        tries=state.tries,
        next_at=state.next_at,
        problem=state.problem,
        left=records.still_to_reach(message, events),
        bounced=tuple(dict.fromkeys(back)),
        held=state.held,
    )


def _why_stopped(session: Session, waiting: MailMessage | None) -> str | None:
    found = stopped_in(session, waiting) if waiting is not None else None
    return found.why if found is not None else None


def _too_late(stage: MailStage) -> RuleBroken:
    if stage is MailStage.UNKNOWN:
        return RuleBroken(
            "Nobody knows whether this mail left.",
            "Say that it arrived, that it is to be sent again, or that it stays unsent.",
            command="bookdesk mail resolve",
        )
    if stage is MailStage.SENDING:
        return RuleBroken("This mail is leaving just now.", "Look at it again in a moment.")
    return RuleBroken(f"This mail is {stage.value} already.", "There is nothing to take out.")


def _nothing_in_doubt(stage: MailStage) -> RuleBroken:
    if stage is MailStage.QUEUED:
        return RuleBroken("This mail waits in the outbox and has not left.", "Send it, or take it out.")
    if stage is MailStage.SENDING:
        return RuleBroken("This mail is leaving just now.", "Look at it again in a moment.")
    return RuleBroken(f"Nothing is in doubt: this mail is {stage.value}.", "To send it once more, write it anew.")
