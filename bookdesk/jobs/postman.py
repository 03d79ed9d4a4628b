"""Documents out of the firm's mailboxes: every message looked at, its attachments taken in for its client, once.

What is taken is what a dropped mail would bring, within the same limits. A document carries a key of its message and
its bytes, in the same change; so a message whose taking was cut off is taken again, and nothing of it twice. Then it is
noted, and only then the server is told, where it is to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256

from bookdesk.capture.arrivals import Came
from bookdesk.capture.files import MOST_BYTES
from bookdesk.capture.service import Intake
from bookdesk.core.errors import BookDeskError
from bookdesk.core.failpoints import reach
from bookdesk.core.limits import MEGABYTE
from bookdesk.jobs.containers import opened
from bookdesk.jobs.files import Container
from bookdesk.jobs.taking import Left, Took, take_pieces
from bookdesk.mail.documents import DocumentBox, OpenDocuments, open_documents
from bookdesk.mail.envelopes import read_envelope
from bookdesk.models.arrival import ArrivalWay
from bookdesk.models.mailbox import MailAfter, MessageState
from bookdesk.office.mailboxes import Box, Mailboxes
from bookdesk.office.mailroom import Mailroom, Message
from bookdesk.reading.sniff import Wrapping
from bookdesk.security.practice import OpenPractice
from bookdesk.store.desk import Desk
from bookdesk.workspace import Workspace

Borrow = Callable[[str], AbstractContextManager[Workspace]]
"""Lends out a client by id, to be worked on for a while."""
_ENCRYPTED = "The mail is encrypted, so nobody reads it here. Ask the sender to send it open."
_GONE = "It was no longer in the mailbox. If it is found again there, it is taken then."


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a look into one mailbox brought. `taken` are messages whose documents were taken, `left` what was not.

    `clients` are those who have something new; `waiting` counts messages for clients of others.
    """

    mailbox: str
    new: int = 0
    taken: tuple[Message, ...] = ()
    documents: tuple[Intake, ...] = ()
    left: tuple[Left, ...] = ()
    clients: frozenset[str] = field(default=frozenset())
    not_routed: int = 0
    waiting: int = 0
    error: BookDeskError | None = None


class Postman:
    """Goes through the mailboxes of a practice for whoever is at work in it."""

    def __init__(
        self,
        practice: OpenPractice,
        borrow: Borrow,
        *,
        open_box: OpenDocuments = open_documents,
        stopping: Callable[[], bool] = _never,
    ) -> None:
        """Reach mailboxes by `open_box`; `stopping` is asked between messages."""
        self._practice, self._borrow, self._open, self._stopping = practice, borrow, open_box, stopping
        self._room, self._boxes = Mailroom(practice), Mailboxes(practice)

    def round(self, name: str | None = None) -> Iterator[Fetched]:
        """Look into all mailboxes, or the one of that name, and yield what each brought; one that fails says so.

        Nothing is looked into for somebody who may capture for no client.
        """
        if not self._room.capturing():
            return
        boxes = (self._boxes.show(name),) if name is not None else self._boxes.list()
        for box in boxes:
            if self._stopping():
                return
            yield self._fetch(box)

    def _fetch(self, box: Box) -> Fetched:
        try:
            self._boxes.require_reach(box.mailbox.host)
            inbox = self._open(box.mailbox)
            try:
                fetched = self._work(box, inbox)
            finally:
                inbox.close()
        except BookDeskError as error:
            self._room.looked(box, str(error))
            return Fetched(box.name, error=error)
        self._room.looked(box, str(fetched.error) if fetched.error is not None else None)
        return fetched

    def _work(self, box: Box, inbox: DocumentBox) -> Fetched:
        new = self._room.look(box, inbox, self._stopping)
        taken: list[Message] = []
        documents: list[Intake] = []
        left: list[Left] = []
        mine, error = self._room.capturing(), None
        waiting = self._room.messages(MessageState.WAITING, mailbox_id=box.id)
        for message in waiting:
            if self._stopping() or message.client_id not in mine:
                continue
            try:
                took = self._take(message, inbox)
            except BookDeskError as failure:
                error = failure
                break
            taken += [message] if took.documents or took.known else []
            documents += took.documents
            left += took.left
        if error is None:
            self._tell_server(box, inbox)
        clients = frozenset(one.client_id for one in taken if one.client_id is not None)
        after = self._boxes.show(box.name)
        return Fetched(
            box.name,
            new,
            tuple(taken),
            tuple(documents),
            tuple(left),
            clients,
            after.not_routed,
            after.waiting,
            error,
        )

    def _take(self, message: Message, inbox: DocumentBox) -> Took:
        """Take what is in one message, and write down what became of it."""
        if message.size > MOST_BYTES:
            most = MOST_BYTES // MEGABYTE
            too_large = f"The mail is larger than {most} MB. Save its attachments and drop those."
            return self._note(message, MessageState.EMPTY, Took(left=((_name(message), too_large),)))
        raw = inbox.whole(message.place)
        if raw is None:
            return self._note(message, MessageState.GONE, Took(left=((_name(message), _GONE),)))
        if read_envelope(raw).encrypted:
            return self._note(message, MessageState.EMPTY, Took(left=((_name(message), _ENCRYPTED),)))
        with self._borrow(message.client_id or "") as workspace:
            took = take_message(workspace.desk, message, raw)
        reach("mailbox: documents kept")
        return self._note(message, MessageState.TAKEN if took.documents or took.known else MessageState.EMPTY, took)

    def _note(self, message: Message, state: MessageState, took: Took) -> Took:
        self._room.note(message, state, len(took.documents) + len(took.known), took.left)
        reach("mailbox: noted")
        return took

    def _tell_server(self, box: Box, inbox: DocumentBox) -> None:
        """Flag or move what was taken, also by an earlier run that ended before it came to that."""
        for message in self._room.messages(MessageState.TAKEN, mailbox_id=box.id, unfiled=True):
            if self._stopping():
                return
            if box.after is MailAfter.FLAG:
                inbox.flag(message.place)
            elif box.after is MailAfter.MOVE:
                inbox.move(message.place)
            self._room.filed(message)


def take_message(desk: Desk, message: Message, raw: bytes) -> Took:
    """Take the attachments of a message into a client's inbox, each once."""
    name = _name(message)
    return take_pieces(desk, opened(Container(name, Wrapping.MAIL, (name, raw))), partial(_came, message, raw))


def _name(message: Message) -> str:
    """Return what a message would be called as a file."""
    subject = message.subject.replace("/", "-").replace("\\", "-").strip(" .")
    return f"{subject or 'Mail without a subject'}.eml"


def _came(message: Message, raw: bytes, content: bytes) -> Came:
    """Return how a document came; its key is of the message, whatever UID or folder it has, and of its own bytes."""
    whose = message.message_id or sha256(raw).hexdigest()
    key = sha256(b"\0".join((b"mail", whose.encode(), sha256(content).digest()))).hexdigest()
    return Came(
        ArrivalWay.MAIL,
        key,
        message.mailbox,
        message.sender,
        message.subject,
        message.arrived_at,
        message.chosen_by,
    )
