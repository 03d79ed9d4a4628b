"""What an accounting system has of these books: the connection, what is whose, what waits and what was tried."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.vocabulary import OutboxKind, OutboxState
from bookdesk.models.base import Books, ClientBase, Machine
from bookdesk.models.columns import Flag, Instant, Json, member, one_of, reference


class MappingKind(StrEnum):
    """What is mapped between the desk and a ledger."""

    ACCOUNT = "account"
    TAX_CODE = "tax code"
    CONTACT = "contact"
    BANK_ACCOUNT = "bank account"
    SALES_TAX_CODE = "sales tax code"
    """A code may stand on both sides here, where a ledger has one for each."""


class LedgerConnection(Machine, ClientBase):
    """One connected organisation, with its tokens (never in the history). `base_url` only in demo and training."""

    __tablename__ = "ledger_connection"

    provider: Mapped[str]
    tenant_id: Mapped[str]
    organisation: Mapped[str]
    application_id: Mapped[str]
    base_url: Mapped[str | None]
    access_token: Mapped[str | None]
    access_expires_at: Mapped[Instant | None]
    refresh_token: Mapped[str | None]
    previous_refresh_token: Mapped[str | None]
    connected_at: Mapped[Instant]
    needs_reconnect: Mapped[Flag] = mapped_column(default=False)


class LedgerMapping(Books, ClientBase):
    """A local account, tax code or contact and its counterpart at the provider."""

    __tablename__ = "ledger_mapping"
    __extra__ = (one_of("kind", MappingKind), Index(None, "provider", "kind", "local_id", unique=True))

    provider: Mapped[str]
    kind: Mapped[MappingKind] = member(MappingKind)
    local_id: Mapped[str]
    remote_id: Mapped[str]
    remote_name: Mapped[str]
    decided_by: Mapped[str]


class RemoteLink(Books, ClientBase):
    """A record of ours and what it became at the provider, with the provider's version token and our content hash."""

    __tablename__ = "remote_link"
    __extra__ = (one_of("kind", OutboxKind), Index(None, "provider", "kind", "local_id", unique=True))

    provider: Mapped[str]
    kind: Mapped[OutboxKind] = member(OutboxKind)
    local_id: Mapped[str]
    remote_id: Mapped[str]
    remote_version: Mapped[str | None]
    content_hash: Mapped[str]
    linked_at: Mapped[Instant]


class RemoteRecord(Machine, ClientBase):
    """What was pulled: accounts, tax codes, contacts, lock dates, as the provider gave them. Never learned from."""

    __tablename__ = "remote_record"
    __extra__ = (Index(None, "provider", "kind", "remote_id", unique=True),)

    provider: Mapped[str]
    kind: Mapped[str]
    remote_id: Mapped[str]
    name: Mapped[str]
    active: Mapped[Flag] = mapped_column(default=True)
    body: Mapped[Json]
    pulled_at: Mapped[Instant]


class OutboxEntry(Machine, ClientBase):
    """An intent derived from a sealed change set: push this bill. `released` only after a person said send.

    `marker` is what a probe looks for at the provider; `key` is the idempotency key of the present attempt.
    `first_sent` and `last_sent` are monotonic seconds within `boot`, one start of the machine. `in_doubt`: an earlier
    send may have been, or may still be, executed. `body_hash` is of the content that was shown, `body` the request
    as it was first sent.
    """

    __tablename__ = "outbox_entry"
    __extra__ = (
        one_of("kind", OutboxKind),
        one_of("state", OutboxState),
        Index(None, "provider", "kind", "local_id"),
        Index(None, "state"),
    )

    provider: Mapped[str]
    kind: Mapped[OutboxKind] = member(OutboxKind)
    local_id: Mapped[str]
    change_set_id: Mapped[str]
    state: Mapped[OutboxState] = member(OutboxState)
    released: Mapped[Flag] = mapped_column(default=False)
    released_by: Mapped[str | None]
    summary: Mapped[str]
    problem: Mapped[str | None]
    marker: Mapped[str]
    key: Mapped[str | None]
    body: Mapped[str | None]
    body_hash: Mapped[str | None]
    boot: Mapped[str | None]
    first_sent: Mapped[int | None]
    last_sent: Mapped[int | None]
    failures: Mapped[int] = mapped_column(default=0)
    in_doubt: Mapped[Flag] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    duplicate_accepted: Mapped[Flag] = mapped_column(default=False)
    queued_at: Mapped[Instant]


class SyncAttempt(Machine, ClientBase):
    """One request that carried an entry, and how it ended; request ids for the provider's support."""

    __tablename__ = "sync_attempt"
    __extra__ = (Index(None, "entry_id"),)

    entry_id: Mapped[str] = mapped_column(reference("outbox_entry"))
    number: Mapped[int]
    started_at: Mapped[Instant]
    key: Mapped[str]
    body_hash: Mapped[str]
    status: Mapped[int | None]
    outcome: Mapped[str]
    request_id: Mapped[str | None]


class PullCursor(Machine, ClientBase):
    """How far a stream was pulled: the provider's own token, saved with the page it belongs to."""

    __tablename__ = "pull_cursor"
    __extra__ = (Index(None, "provider", "stream", unique=True),)

    provider: Mapped[str]
    stream: Mapped[str]
    token: Mapped[str]
