"""Mail that leaves in the client's name: what was written, which never changes; how far each is; what came back.

A message is a fact of the change that made it necessary. Its `key` is unique, so nothing is written twice, and its
Message-ID is fixed with it, so that a mail server, too, can tell a second try from a second mail.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.vocabulary import MailKind, MailSecurity, MailStage, Tone
from bookdesk.models.base import Books, ClientBase, Facts, Machine, PracticeBase
from bookdesk.models.columns import Flag, Instant, Json, member, one_of, reference


class MailEventKind(StrEnum):
    """What is known of a message once it left."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    DELAYED = "delayed"
    BOUNCED = "bounced"
    CANCELLED = "cancelled"
    AGAIN = "again"
    """A person had it sent once more; it alone makes a second copy possible."""
    HELD = "held"
    """A person keeps it from leaving."""
    RELEASED = "released"
    SETTLED = "settled"
    """A person saw that it was refused or came back, and says what he did about it."""
    UNLINKED = "unlinked"
    """It left without a link to pay online that it should have had; the detail says why."""


class _MailAccount(Machine):
    """The server mail leaves through, with its password (never in the history), and the mailbox that hears of bounces.

    `address` is the sender's; servers refuse another. `imap_host` is asked for bounces and replies where it is set.
    """

    name: Mapped[str]
    address: Mapped[str]
    host: Mapped[str]
    port: Mapped[int]
    security: Mapped[MailSecurity] = member(MailSecurity)
    user: Mapped[str | None]
    password: Mapped[str | None]
    imap_host: Mapped[str | None]
    imap_port: Mapped[int | None]
    imap_security: Mapped[MailSecurity | None] = member(MailSecurity)
    imap_folder: Mapped[str | None]
    bounce_state: Mapped[Json | None]
    tested_at: Mapped[Instant | None]


class MailAccount(_MailAccount, ClientBase):
    """The client's own account, instead of the firm's."""

    __tablename__ = "mail_account"
    __extra__ = (one_of("security", MailSecurity), one_of("imap_security", MailSecurity))


class PracticeMailAccount(_MailAccount, PracticeBase):
    """The firm's account, for all clients that have none of their own."""

    __tablename__ = "mail_account"
    __extra__ = (one_of("security", MailSecurity), one_of("imap_security", MailSecurity))


class MailTemplate(Books, ClientBase):
    """The words of one kind of mail in one language; reminders have one for each tone.

    Without one the built-in words are used.
    """

    __tablename__ = "mail_template"
    __extra__ = (
        one_of("kind", MailKind),
        one_of("tone", Tone),
        Index(None, "kind", "language", "tone", unique=True),
    )

    kind: Mapped[MailKind] = member(MailKind)
    language: Mapped[str]
    tone: Mapped[Tone] = member(Tone, default=Tone.FRIENDLY)
    subject: Mapped[str]
    body: Mapped[str]


class MailMessage(Facts, ClientBase):
    """A message as it leaves. `attachments` is a list of ids of papers, `subject_id` the record it is about.

    `not_before` holds it back, as quiet hours do. `unsubscribe` asks for the header by which reminders are ended.
    """

    __tablename__ = "mail_message"
    __extra__ = (one_of("kind", MailKind), Index(None, "contact_id", "written_at"), Index(None, "subject_id"))

    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[MailKind] = member(MailKind)
    contact_id: Mapped[str | None] = mapped_column(reference("contact"))
    subject_id: Mapped[str | None]
    message_id: Mapped[str] = mapped_column(unique=True)
    recipients: Mapped[Json]
    copies: Mapped[Json | None]
    from_name: Mapped[str]
    reply_to: Mapped[str | None]
    language: Mapped[str]
    subject: Mapped[str]
    plain: Mapped[str]
    html: Mapped[str | None]
    attachments: Mapped[Json]
    unsubscribe: Mapped[Flag] = mapped_column(default=False)
    not_before: Mapped[Instant | None]
    written_at: Mapped[Instant]
    written_by: Mapped[str]


class MailState(Machine, ClientBase):
    """How far a message is: its stage, how often it was tried, when it is tried next, and why it waits.

    One that is `offline` waits for the server alone, and goes in its turn as soon as that answers. One that is `held`
    leaves only when a person releases it.
    """

    __tablename__ = "mail_state"
    __extra__ = (one_of("stage", MailStage), Index(None, "stage", "next_at"))

    mail_id: Mapped[str] = mapped_column(reference("mail_message"), unique=True)
    stage: Mapped[MailStage] = member(MailStage)
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[Instant | None]
    sending_since: Mapped[Instant | None]
    offline: Mapped[Flag] = mapped_column(default=False)
    held: Mapped[Flag] = mapped_column(default=False)
    problem: Mapped[str | None]


class MailEvent(Facts, ClientBase):
    """What became of a message. `key` is unique, so that one answer of a server is taken once."""

    __tablename__ = "mail_event"
    __extra__ = (one_of("kind", MailEventKind), Index(None, "mail_id"), Index(None, "kind", "mail_id"))

    mail_id: Mapped[str] = mapped_column(reference("mail_message"))
    kind: Mapped[MailEventKind] = member(MailEventKind)
    key: Mapped[str] = mapped_column(unique=True)
    at: Mapped[Instant]
    recipient: Mapped[str | None]
    detail: Mapped[str | None]


class MailLeft(Facts, ClientBase):
    """A message as it was offered to a server in one try, where links were made for it: its bodies as they left.

    `slips` is a list of ids of papers that went along besides what was written. There is one row a try.
    """

    __tablename__ = "mail_left"
    __extra__ = (Index(None, "mail_id"),)

    mail_id: Mapped[str] = mapped_column(reference("mail_message"))
    key: Mapped[str] = mapped_column(unique=True)
    at: Mapped[Instant]
    plain: Mapped[str]
    html: Mapped[str | None]
    slips: Mapped[Json]
