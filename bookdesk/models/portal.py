"""The client at the firm's pay portal: what it was told, what it told us, and what customers want.

The desk owns documents, the gateway money, the portal what customers say. So an event of the portal is a fact that is
kept once by its name, and becomes at most a word that somebody acts upon; money is never booked from it. Keys and
tokens stand in machine tables: they are in no history.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.vocabulary import PayMethod
from bookdesk.models.base import Books, ClientBase, Facts, Machine, PracticeBase
from bookdesk.models.columns import Flag, Instant, Json, member, one_of, reference
from bookdesk.models.guarding import add_guards, kept


class CommandState(StrEnum):
    """How far a command is. What is `SENT` may have arrived, so it is sent again as it is and never changed."""

    WAITING = "waiting"
    SENT = "sent"
    AWAITED = "awaited"
    """Taken by the portal; its end needs the gateway and is told by an event."""
    APPLIED = "applied"
    REFUSED = "refused"
    REPLACED = "replaced"
    """It never left: a newer one says all that it said."""


class WordKind(StrEnum):
    """What a customer said at the portal, or what it said that we cannot read."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    QUESTION = "question"
    DISPUTE = "dispute"
    PREFERENCES = "preferences"
    METHOD_REMOVED = "method removed"
    CHARGE_FAILED = "charge failed"
    UNKNOWN = "unknown"


class WordState(StrEnum):
    """What became of a customer's word. `ASKS` is for a person: to answer, or since it could not be acted upon."""

    WAITING = "waiting"
    ASKS = "asks"
    DONE = "done"


class PortalPairing(Machine, PracticeBase):
    """The firm at its portal, one row: where it is, its public key as it was pinned, and the firm's own device key.

    `key` is the seed of an Ed25519 key (hex). `under_way` is a request that left and whose answer is not known.
    """

    __tablename__ = "portal_pairing"

    address: Mapped[str]
    portal_key: Mapped[str]
    device: Mapped[str]
    key: Mapped[str]
    seq: Mapped[int]
    last_hash: Mapped[str]
    under_way: Mapped[Json | None]
    paired_by: Mapped[str]
    paired_at: Mapped[Instant]


class PortalSettings(Books, ClientBase):
    """One row: what is offered at the portal. While `on` is false nothing new is told but withdrawals.

    `papers` are the PDFs. `parts` lets customers pay a part of an invoice, `auto_pay` agree to be charged on the due
    date. Days as in the protocol.
    """

    __tablename__ = "portal_settings"

    on: Mapped[Flag] = mapped_column(default=False)
    invoices: Mapped[Flag] = mapped_column(default=True)
    credit_notes: Mapped[Flag] = mapped_column(default=True)
    estimates: Mapped[Flag] = mapped_column(default=True)
    statements: Mapped[Flag] = mapped_column(default=False)
    papers: Mapped[Flag] = mapped_column(default=True)
    parts: Mapped[Flag] = mapped_column(default=False)
    auto_pay: Mapped[Flag] = mapped_column(default=False)
    fresh_days: Mapped[int] = mapped_column(default=14)
    keep_days: Mapped[int] = mapped_column(default=90)
    contact_line: Mapped[str | None]


class PortalTenant(Machine, ClientBase):
    """The client's tenant, one row: how far the portal's chain of events is known, and under which epoch we speak.

    `secret` (hex) is what links are made of. `box_key` is the tenant's public key, `hook` where the gateway's messages
    go. `gateway` is the last command that named the gateway, its secrets closed. `shown` says what a person has seen
    of what would leave, `told` which settings the portal has. `epoch` counts how often all was published anew.
    `restored` is when the portal was last put back from a backup, as it says, and `held_until` the latest that
    customers can pay there again.
    """

    __tablename__ = "portal_tenant"

    address: Mapped[str]
    portal_key: Mapped[str]
    secret: Mapped[str]
    box_key: Mapped[str]
    hook: Mapped[str]
    gateway: Mapped[Json | None]
    epoch: Mapped[int] = mapped_column(default=1)
    event_n: Mapped[int] = mapped_column(default=0)
    event_hash: Mapped[str]
    acked_n: Mapped[int] = mapped_column(default=0)
    shown: Mapped[str | None]
    told: Mapped[str | None]
    opened_at: Mapped[Instant]
    asked_at: Mapped[Instant | None]
    problem: Mapped[str | None]
    restored: Mapped[Instant | None]
    held_until: Mapped[Instant | None]


class PortalDevice(Machine, ClientBase):
    """One desk's own key in the tenant: `desk` is the desk's device, `name` what the portal calls it."""

    __tablename__ = "portal_device"

    desk: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(unique=True)
    key: Mapped[str]
    seq: Mapped[int]
    last_hash: Mapped[str]
    under_way: Mapped[Json | None]
    registered: Mapped[Flag]


class PortalCommand(Machine, ClientBase):
    """The outbox: a command in its place. `idem` makes it count once, however often it arrives.

    Its content is fixed when it is queued (`data`, JSON), and let go when its end is known. `desk` sends it.
    """

    __tablename__ = "portal_command"
    __extra__ = (
        one_of("state", CommandState),
        Index(
            "ix_portal_command_left", "place", sqlite_where=text("state IN ('waiting', 'sent', 'awaited', 'refused')")
        ),
        Index(None, "subject"),
    )

    place: Mapped[int] = mapped_column(unique=True)
    idem: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    subject: Mapped[str]
    data: Mapped[str]
    state: Mapped[CommandState] = member(CommandState)
    why: Mapped[str]
    desk: Mapped[str | None]
    made_at: Mapped[Instant]
    done_at: Mapped[Instant | None]


class PublishedDocument(Machine, ClientBase):
    """What the portal was told of a document, by what was queued last.

    `edition` is what the protocol calls its version, `held` the one that the portal said it holds; `told` is what can
    change without a new one. A `stranger` is a document that the portal holds and these books do not know.
    """

    __tablename__ = "published_document"

    document_id: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    edition: Mapped[int]
    held: Mapped[int]
    content_hash: Mapped[str]
    told: Mapped[Json]
    gone: Mapped[Flag]
    stranger: Mapped[Flag]
    as_of: Mapped[Instant]


class PublishedStatement(Machine, ClientBase):
    """Which statement of a customer the portal was told."""

    __tablename__ = "published_statement"

    contact_id: Mapped[str] = mapped_column(unique=True)
    edition: Mapped[int]
    content_hash: Mapped[str]


class PublishedReceipt(Machine, ClientBase):
    """Which receipt of a document's payment the portal was told, under which name, and what it said."""

    __tablename__ = "published_receipt"
    __extra__ = (UniqueConstraint("document_id", "receipt_id"),)

    document_id: Mapped[str]
    receipt_id: Mapped[str]
    name: Mapped[str]
    content_hash: Mapped[str]


class PortalLink(Machine, ClientBase):
    """One contact's way to one document. Its token follows from the tenant's secret and the `generation`."""

    __tablename__ = "portal_link"
    __extra__ = (UniqueConstraint("document_id", "contact_id", "generation"),)

    document_id: Mapped[str]
    contact_id: Mapped[str]
    generation: Mapped[int]
    expires_at: Mapped[Instant]
    made_at: Mapped[Instant]
    revoked_at: Mapped[Instant | None]
    told: Mapped[Flag]


class PortalEvent(Facts, ClientBase):
    """An event as the portal told it, once by its `uid`. `content` is None where the portal had let it go.

    What is kept elsewhere is taken out of it: files that customers sent are papers, bodies of the gateway's messages
    stand in `gateway_event`.
    """

    __tablename__ = "portal_event"
    __extra__ = (Index(None, "n"), Index(None, "kind"))

    uid: Mapped[str] = mapped_column(unique=True)
    n: Mapped[int]
    hash: Mapped[str]
    at: Mapped[Instant]
    kind: Mapped[str]
    content: Mapped[str | None]
    taken_at: Mapped[Instant]


class PortalWord(Books, ClientBase):
    """What a customer said, to be acted upon once: by the service whose matter it is, or by a person.

    `said` is a plain object of what he said, `papers` the ids of what he sent along, `why` what keeps it from being
    done, `answer` what a person did about it.
    """

    __tablename__ = "portal_word"
    __extra__ = (
        one_of("kind", WordKind),
        one_of("state", WordState),
        Index("ix_portal_word_left", "at", sqlite_where=text("state <> 'done'")),
        Index(None, "document_id"),
    )

    event_uid: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[WordKind] = member(WordKind)
    state: Mapped[WordState] = member(WordState)
    document_id: Mapped[str | None]
    contact_id: Mapped[str | None]
    said: Mapped[Json]
    papers: Mapped[Json]
    at: Mapped[Instant]
    why: Mapped[str | None]
    answer: Mapped[str | None]
    done_at: Mapped[Instant | None]
    done_by: Mapped[str | None]


class PortalForgotten(Books, ClientBase):
    """A customer of whom nothing is to be at the portal any more: decided by whom, when and why."""

    __tablename__ = "portal_forgotten"

    contact_id: Mapped[str] = mapped_column(reference("contact"), unique=True)
    why: Mapped[str]
    at: Mapped[Instant]
    by: Mapped[str]


class PortalConsent(Books, ClientBase):
    """A customer agreed to be charged by a kept method: in exactly these words, then, and until he took it back."""

    __tablename__ = "portal_consent"
    __extra__ = (one_of("method_kind", PayMethod), Index(None, "contact_id"))

    consent: Mapped[str] = mapped_column(unique=True)
    contact_id: Mapped[str] = mapped_column(reference("contact"))
    wording: Mapped[str]
    wording_version: Mapped[str]
    locale: Mapped[str]
    method: Mapped[str]
    method_kind: Mapped[PayMethod] = member(PayMethod)
    given_at: Mapped[Instant]
    revoked_at: Mapped[Instant | None]


_CONSENT = ClientBase.metadata.tables["portal_consent"]

add_guards(ClientBase.metadata, {"guard_portal_consent_kept": kept(_CONSENT, "recorded consent")})
