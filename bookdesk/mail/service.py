"""The outbox as a person sees it: what waits, and why, what nobody knows about, and what he decides of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound, RuleBroken
from bookdesk.core.identifiers import new_id
from bookdesk.core.vocabulary import MailKind, MailStage
from bookdesk.mail import records
from bookdesk.mail.addresses import address_key
from bookdesk.mail.outbox import all_recipients, texts
from bookdesk.mail.stages import OPEN, Again, Arrived, TakenOut
from bookdesk.models.actions import Action
from bookdesk.models.contact import Contact
from bookdesk.models.mail import MailEvent, MailEventKind, MailMessage, MailState
from bookdesk.models.paper import Paper
from bookdesk.store.desk import Desk
from bookdesk.store.listing import rowid

MOST: Final = 500
"""Messages of a list at most; the oldest open ones first."""
_WRITTEN: Final = rowid("mail_message")
_EVENTS: Final = rowid("mail_event")
_SHORTEST_END = 4


class Word(StrEnum):
    """What a person says of a message of which nobody knows whether it left."""

    ARRIVED = "arrived"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class MailView:
    """A message in the outbox: to whom, about what, how far, why it waits and until when.

    `bounced` are its recipients from whom it came back, `left` those who do not have it yet.
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


@dataclass(frozen=True, slots=True)
class MailFact:
    """One thing that is known of a message."""

    kind: MailEventKind
    at: datetime
    recipient: str | None
    detail: str | None


@dataclass(frozen=True, slots=True)
class MailDetails:
    """A message as it leaves, with the names of its files and everything that is known of it."""

    view: MailView
    message: MailMessage
    files: tuple[str, ...]
    facts: tuple[MailFact, ...]


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
                query = query.where(MailState.stage.in_(OPEN)).order_by(_WRITTEN)
            return views(session, query.limit(MOST))

    def show(self, mail_id: str) -> MailDetails:
        """Return one message in full; `NotFound`."""
        with self._desk.books.query() as session:
            message = records.message_in(session, mail_id)
            (view,) = views(session, _joined().where(MailMessage.id == mail_id))
            events = records.events_in(session, [mail_id])[mail_id]
            papers = [session.get(Paper, one) for one in texts(message.attachments)]
            files = tuple(one.file_name for one in papers if one is not None)
        facts = (MailFact(one.kind, one.at, one.recipient, one.detail) for one in events)
        return MailDetails(view, message, files, tuple(facts))

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
        """Take a person's word for what became of a message: it arrived, or it is to be sent (once more).

        `RuleBroken` where nothing is in doubt. A refused one may be sent again, too: servers change their minds.
        """
        with self._desk.books.change(Action.MAIL_SENT, f"said by hand: {word.value}", actor=self._desk.actor) as work:
            state = records.state_in(work.session, mail_id)
            if state.stage is not MailStage.UNKNOWN and (word, state.stage) != (Word.AGAIN, MailStage.REFUSED):
                raise _nothing_in_doubt(state.stage)
            if word is Word.AGAIN:
                key = f"again:{mail_id}:{new_id()}"
                work.add(records.other_event(self._desk, MailEventKind.AGAIN, mail_id, key, "sent again by a person"))
                records.move(state, Again())
            else:
                settle_arrived(self._desk, work.session, state, "a person says that it arrived")
            work.commit()
        return self.show(mail_id)


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
    return tuple(_view(message, state, contact, events[message.id]) for message, state, contact in rows)


def bounced_addresses(session: Session, addresses: Iterable[str]) -> frozenset[str]:
    """Return those of some addresses from which the last mail that left came back."""
    wanted = {address_key(one): one for one in addresses}
    last: dict[str, MailEventKind] = {}
    telling = (MailEventKind.ACCEPTED, MailEventKind.BOUNCED)
    query = select(MailEvent.recipient, MailEvent.kind).where(MailEvent.kind.in_(telling)).order_by(_EVENTS)
    for recipient, kind in session.execute(query):
        if recipient is not None and address_key(recipient) in wanted:
            last[address_key(recipient)] = kind
    return frozenset(wanted[key] for key, kind in last.items() if kind is MailEventKind.BOUNCED)


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
    )


def _too_late(stage: MailStage) -> RuleBroken:
    if stage is MailStage.UNKNOWN:
        return RuleBroken(
            "Nobody knows whether this mail left.",
            "Say that it arrived, or that it is to be sent again; then it can be taken out.",
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
