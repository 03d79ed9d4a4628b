"""Messages in the firm's mailboxes: seen once, routed by rules or by a person, and what became of each.

A message is known by its head, whatever UID the server gives it today. That it was seen, and how far its folder was
read, is written down together, so that nothing is lost and nothing comes twice wherever the program ends. Documents are
taken later, one message after the other (`jobs/postman.py`), by whoever may capture for its client.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import InputError, NotFound, RuleBroken
from bookdesk.mail.documents import DocumentBox, Head
from bookdesk.mail.envelopes import Envelope, read_envelope
from bookdesk.mail.imap import Seen
from bookdesk.mail.routing import route
from bookdesk.models.columns import JsonValue
from bookdesk.models.mailbox import DocumentMailbox, MailboxMessage, MessageState
from bookdesk.models.practice import RegistryKind
from bookdesk.office.mailboxes import Box, Mailboxes
from bookdesk.security.clientkeys import ClientEntry
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Permission, permitted, require

MOST_LOOKS: Final = 100
"""Looks into one folder in one go; what is left is seen the next time."""
DECIDABLE: Final = (MessageState.NOT_ROUTED, MessageState.EMPTY, MessageState.GONE, MessageState.PASSED)
_SHOWN_ID = 8
Left = tuple[str, str]
"""What was left out of a message, by its name, and why."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stands. `addresses` are those of its head; `client_id` is whose it is, if that is known."""

    id: str
    mailbox: str
    place: Seen
    message_id: str | None
    size: int
    sender: str
    subject: str
    addresses: tuple[str, ...]
    arrived_at: datetime
    state: MessageState
    client_id: str | None
    chosen_by: str | None
    why: str
    documents: int = 0
    left: tuple[Left, ...] = field(default=())
    filed: bool = False

    @property
    def shown_id(self) -> str:
        """The end of its id, by which a person names it."""
        return self.id[-_SHOWN_ID:]


class Mailroom:
    """What came into the mailboxes of one practice."""

    def __init__(self, practice: OpenPractice) -> None:
        """Work in an opened practice."""
        self._practice = practice

    # -- seeing

    def look(self, box: Box, inbox: DocumentBox, stopping: Callable[[], bool]) -> int:
        """See what is new in each folder that is looked into; returns how many messages were."""
        new = 0
        for folder in box.folders:
            for _ in range(MOST_LOOKS):
                look = inbox.look(folder, self._cursor(box.id, folder), box.since)
                new += self._see(box, look.heads, look.seen)
                if not look.more or stopping():
                    break
        return new

    def route_anew(self) -> int:
        """Route what waits for a person and a rule knows by now; returns how many messages a rule was found for."""
        found = 0
        boxes = {box.id: box for box in Mailboxes(self._practice).list()}
        with self._practice.file.upkeep() as session:
            waiting = select(MailboxMessage).where(MailboxMessage.state == MessageState.NOT_ROUTED)
            for row in session.scalars(waiting):
                found += self._decide(row, boxes[row.mailbox_id], row.folder, _envelope(row))
        return found

    def looked(self, box: Box, problem: str | None) -> None:
        """Note that a mailbox was looked into, or why it could not be."""
        with self._practice.file.upkeep() as session:
            row = session.get(DocumentMailbox, box.id)
            if row is not None:
                row.problem = problem
                row.looked_at = self._practice.clock.now() if problem is None else row.looked_at

    def _cursor(self, mailbox_id: str, folder: str) -> Seen | None:
        with self._practice.file.query() as session:
            cursors = _as_mapping(session.get_one(DocumentMailbox, mailbox_id).cursors)
        match cursors.get(folder):
            case {"validity": int(validity), "uid": int(uid)}:
                return Seen(folder, validity, uid)
            case _:
                return None

    def _see(self, box: Box, heads: Sequence[Head], seen: Seen) -> int:
        """Write down what was seen and how far it was read, together; returns how many messages were new."""
        new = 0
        with self._practice.file.upkeep() as session:
            for head in heads:
                new += self._note(session, box, head)
            mailbox = session.get_one(DocumentMailbox, box.id)
            at = {"validity": seen.validity, "uid": seen.uid}
            mailbox.cursors = {**_as_mapping(mailbox.cursors), seen.folder: at}
        return new

    def _note(self, session: Session, box: Box, head: Head) -> bool:
        """Write one message down; one that is known only has another place, where a folder may say whose it is."""
        digest = sha256(head.head).hexdigest()
        known = select(MailboxMessage).where(MailboxMessage.mailbox_id == box.id, MailboxMessage.head_hash == digest)
        row = session.scalars(known).one_or_none()
        envelope = read_envelope(head.head)
        if row is not None:
            row.folder, row.validity, row.uid = head.place.folder, head.place.validity, head.place.uid
            if row.state is MessageState.NOT_ROUTED:
                self._decide(row, box, row.folder, envelope)
            elif row.state is MessageState.GONE and row.client_id is not None:
                row.state = MessageState.WAITING
            return False
        row = MailboxMessage(
            mailbox_id=box.id,
            folder=head.place.folder,
            validity=head.place.validity,
            uid=head.place.uid,
            head_hash=digest,
            message_id=envelope.message_id,
            size=head.size,
            sender=envelope.sender,
            subject=envelope.subject,
            recipients={"delivered": list(envelope.delivered), "named": list(envelope.named)},
            arrived_at=head.arrived_at,
            outcome=[],
        )
        self._decide(row, box, row.folder, envelope)
        session.add(row)
        return True

    def _decide(self, row: MailboxMessage, box: Box, folder: str, envelope: Envelope) -> bool:
        """Route a message by the rules of its mailbox; a rule that leads to a client who is gone leads nowhere."""
        there = {one.id for one in self._practice.file.clients()}
        routed = route((rule for rule in box.rules if rule.client_id in there), folder, envelope)
        row.client_id, row.why = routed.client_id, routed.why
        row.state = MessageState.NOT_ROUTED if routed.client_id is None else MessageState.WAITING
        return routed.client_id is not None

    # -- asking

    def messages(
        self, *states: MessageState, mailbox_id: str | None = None, unfiled: bool = False
    ) -> tuple[Message, ...]:
        """Return the messages in these states, oldest first, that this user may see: his clients', and nobody's.

        Nobody's are for whoever may capture in the practice, and not for one client alone. `NotAllowed` for who may
        capture nowhere. With `unfiled` only those of which the server was not told.
        """
        mine, sees_nobodys = self.capturing(), permitted(self._practice.roles(), Permission.CAPTURE)
        if not mine:
            self._practice.require(Permission.CAPTURE)
        query = select(MailboxMessage, DocumentMailbox.name).join(
            DocumentMailbox, DocumentMailbox.id == MailboxMessage.mailbox_id
        )
        query = query.where(MailboxMessage.state.in_(states or tuple(MessageState)))
        if mailbox_id is not None:
            query = query.where(MailboxMessage.mailbox_id == mailbox_id)
        if unfiled:
            query = query.where(MailboxMessage.filed.is_(False))
        with self._practice.file.query() as session:
            rows = session.execute(query.order_by(MailboxMessage.arrived_at, MailboxMessage.id)).all()
        return tuple(
            _message(row, name)
            for row, name in rows
            if row.client_id in mine or (row.client_id is None and sees_nobodys)
        )

    def capturing(self) -> Mapping[str, ClientEntry]:
        """Return the clients for whom this user may capture, by id."""
        return {
            entry.client_id: entry
            for entry in self._practice.clients()
            if entry.kind is RegistryKind.CLIENT and permitted(entry.roles, Permission.CAPTURE)
        }

    def find(self, reference: str) -> Message:
        """Return a message by its id or the end of it; `NotFound` or `InputError` where that is none or several."""
        found = [one for one in self.messages() if one.id.endswith(reference.strip().casefold())]
        if not found or not reference.strip():
            raise NotFound(f"No message is called {reference}.", "Choose one from the list.")
        if len(found) > 1:
            raise InputError(f"Several messages end in {reference}.", "Write more of its id.")
        return found[0]

    # -- deciding

    def assign(self, message_id: str, client_id: str) -> Message:
        """Say whose a message is; its documents are taken with the next look.

        `NotAllowed` for who may not capture for that client, `RuleBroken` where its documents were taken already.
        """
        entry = self.capturing().get(client_id)
        if entry is None:
            require(self._practice.client(client_id).roles, Permission.CAPTURE)
            raise InputError("That is no client that takes mail.", "Choose a client from the list.")
        return self._say(message_id, MessageState.WAITING, client_id, f"{self._practice.user.name} chose the client.")

    def passed(self, message_id: str) -> Message:
        """Say that there is nothing in a message for any client; it stays on the server."""
        self._practice.require(Permission.CAPTURE)
        return self._say(message_id, MessageState.PASSED, None, f"{self._practice.user.name} passed it over.")

    def _say(self, message_id: str, state: MessageState, client_id: str | None, why: str) -> Message:
        with self._practice.file.upkeep() as session:
            row = session.get_one(MailboxMessage, message_id)
            if row.state not in DECIDABLE:
                raise RuleBroken(
                    "This message belongs to a client already.", "Move its documents to the client that they are for."
                )
            row.state, row.client_id, row.why, row.chosen_by = state, client_id, why, self._practice.user.id
            row.outcome = []
        return self.find(message_id)

    # -- what became of it

    def note(self, message: Message, state: MessageState, documents: int, left: Sequence[Left]) -> None:
        """Write down what became of a message."""
        with self._practice.file.upkeep() as session:
            row = session.get(MailboxMessage, message.id)
            if row is not None:
                row.state, row.documents = state, documents
                row.outcome = [{"name": name, "why": why} for name, why in left]

    def filed(self, message: Message) -> None:
        """Write down that the server was told."""
        with self._practice.file.upkeep() as session:
            row = session.get(MailboxMessage, message.id)
            if row is not None:
                row.filed = True


def _message(row: MailboxMessage, mailbox: str) -> Message:
    told = _as_mapping(row.recipients)
    left = tuple((str(one["name"]), str(one["why"])) for one in _listed(row.outcome))
    return Message(
        row.id,
        mailbox,
        Seen(row.folder, row.validity, row.uid),
        row.message_id,
        row.size,
        row.sender,
        row.subject,
        (*_texts(told.get("delivered")), *_texts(told.get("named"))),
        row.arrived_at,
        row.state,
        row.client_id,
        row.chosen_by,
        row.why,
        row.documents,
        left,
        row.filed,
    )


def _envelope(row: MailboxMessage) -> Envelope:
    """Return what is needed of a head that was read before."""
    told = _as_mapping(row.recipients)
    return Envelope(row.message_id, row.sender, row.subject, _texts(told.get("delivered")), _texts(told.get("named")))


def _as_mapping(value: JsonValue) -> dict[str, Any]:
    return dict(value) if isinstance(value, Mapping) else {}


def _listed(value: JsonValue) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()
