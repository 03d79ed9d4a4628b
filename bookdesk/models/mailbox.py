"""The firm's mailboxes that documents arrive in, which client what comes is for, and each message that was seen."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.vocabulary import MailSecurity
from bookdesk.models.base import Machine, PracticeBase
from bookdesk.models.columns import Day, Flag, Instant, Json, member, one_of, reference


class MailAfter(StrEnum):
    """What becomes of a message on the server once its documents were taken. None is ever deleted."""

    LEAVE = "leave"
    FLAG = "flag"
    MOVE = "move"


class RouteKind(StrEnum):
    """By what a message is known to be for a client."""

    ADDRESS = "address"
    FOLDER = "folder"


class MessageState(StrEnum):
    """Where a message stands."""

    NOT_ROUTED = "not routed"
    """No rule says whose it is: a person chooses."""
    WAITING = "waiting"
    """It is known whose it is; its documents are still on the server."""
    TAKEN = "taken"
    EMPTY = "empty"
    """There was nothing in it to take; `outcome` says why."""
    GONE = "gone"
    """It was no longer on the server when its documents were to be taken."""
    PASSED = "passed"
    """A person said that there is nothing in it for any client."""


class DocumentMailbox(Machine, PracticeBase):
    """A mailbox over IMAP, with its password (never in the history). `name` is what it is called here.

    Messages that arrived before `since` are nobody's business. `cursors` says by folder how far it was read:
    `{folder: {"validity": UIDVALIDITY, "uid": last}}`. `problem` is why the last look failed, if it did.
    """

    __tablename__ = "document_mailbox"
    __extra__ = (one_of("security", MailSecurity), one_of("after", MailAfter))

    name: Mapped[str] = mapped_column(unique=True)
    host: Mapped[str]
    port: Mapped[int]
    security: Mapped[MailSecurity] = member(MailSecurity)
    user: Mapped[str]
    password: Mapped[str]
    folder: Mapped[str]
    after: Mapped[MailAfter] = member(MailAfter)
    since: Mapped[Day]
    cursors: Mapped[Json]
    looked_at: Mapped[Instant | None]
    problem: Mapped[str | None]


class MailboxRoute(Machine, PracticeBase):
    """What comes to this address, or lies in this folder of the mailbox, is for this client."""

    __tablename__ = "mailbox_route"
    __extra__ = (one_of("kind", RouteKind), Index(None, "mailbox_id", "kind", "value", unique=True))

    mailbox_id: Mapped[str] = mapped_column(reference("document_mailbox"))
    kind: Mapped[RouteKind] = member(RouteKind)
    value: Mapped[str]
    client_id: Mapped[str]


class MailboxMessage(Machine, PracticeBase):
    """A message that was seen, known by its head (`head_hash`, SHA-256) whatever UID it has.

    `recipients` are the addresses of its head, by header. `why` says why it is routed as it is. `outcome` lists what
    was left out, each with its reason, and `documents` counts what was taken. `filed` says that the server was told.
    """

    __tablename__ = "mailbox_message"
    __extra__ = (
        one_of("state", MessageState),
        Index(None, "mailbox_id", "head_hash", unique=True),
        Index(None, "state", "arrived_at"),
    )

    mailbox_id: Mapped[str] = mapped_column(reference("document_mailbox"))
    folder: Mapped[str]
    validity: Mapped[int]
    uid: Mapped[int]
    head_hash: Mapped[str]
    message_id: Mapped[str | None]
    size: Mapped[int]
    sender: Mapped[str]
    subject: Mapped[str]
    recipients: Mapped[Json]
    arrived_at: Mapped[Instant]
    state: Mapped[MessageState] = member(MessageState)
    client_id: Mapped[str | None]
    chosen_by: Mapped[str | None]
    why: Mapped[str]
    documents: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[Json]
    filed: Mapped[Flag] = mapped_column(default=False)
