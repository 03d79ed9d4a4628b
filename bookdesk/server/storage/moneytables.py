"""Tables of what is collected: attempts, payments, the gateway's messages, kept methods, consents; and of who may try.

The collection lease is a constraint: of all attempts of a document at most one is `live`.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.server.storage.base import PortalBase, strict


class AttemptRow(PortalBase):
    """One attempt to collect. `live` is 1 until the gateway told its end, then empty: many ended ones are allowed.

    `kind` is `page` or `auto`. `wish` is the JSON of what the gateway was asked, so that it can be asked the very same
    again. `closing` says that it is to be closed at the gateway. `look` is when to read it there next.
    """

    __tablename__ = "attempt"
    __table_args__ = strict(
        UniqueConstraint("tenant", "document", "live"),
        UniqueConstraint("tenant", "reference"),
        CheckConstraint("live IS NULL OR live = 1", name="live"),
        CheckConstraint("amount > 0", name="amount"),
        Index(None, "live", "look"),
    )

    tenant: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[str]
    live: Mapped[int | None]
    kind: Mapped[str]
    state: Mapped[str]
    amount: Mapped[int]
    currency: Mapped[str]
    reference: Mapped[str]
    contact: Mapped[str]
    wish: Mapped[str]
    method: Mapped[str | None]
    consent: Mapped[str | None]
    session: Mapped[str | None]
    payment: Mapped[str | None]
    url: Mapped[str | None]
    expires: Mapped[str | None]
    why: Mapped[str | None]
    retry: Mapped[int] = mapped_column(default=0)
    closing: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    begun: Mapped[str]
    changed: Mapped[str]
    look: Mapped[str]


class PaymentRow(PortalBase):
    """A payment that the gateway says succeeded, once by its name; `returned` since when it is no more."""

    __tablename__ = "payment"
    __table_args__ = strict(Index(None, "tenant", "document"))

    tenant: Mapped[str] = mapped_column(primary_key=True)
    gateway: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[str]
    attempt: Mapped[str]
    amount: Mapped[int]
    currency: Mapped[str]
    method: Mapped[str | None]
    at: Mapped[str]
    returned: Mapped[str | None]


class MessageRow(PortalBase):
    """A message of the gateway, raw, once by its name: `told` in the chain, `done` once its object was read."""

    __tablename__ = "message"
    __table_args__ = strict(Index(None, "told", "received"), Index(None, "done", "due"))

    tenant: Mapped[str] = mapped_column(primary_key=True)
    gateway: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    created: Mapped[str]
    api_version: Mapped[str | None]
    object_kind: Mapped[str]
    object_id: Mapped[str]
    body: Mapped[str]
    known: Mapped[int]
    received: Mapped[str]
    told: Mapped[int]
    done: Mapped[int]
    tries: Mapped[int]
    due: Mapped[str]


class WaitingRow(PortalBase):
    """A command whose end needs the gateway: told once the attempt has its final state."""

    __tablename__ = "waiting"
    __table_args__ = strict(Index(None, "tenant", "attempt"))

    tenant: Mapped[str] = mapped_column(primary_key=True)
    idem: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    attempt: Mapped[str]


class MethodRow(PortalBase):
    """A method that the gateway keeps for a customer."""

    __tablename__ = "method"
    __table_args__ = strict(Index(None, "tenant", "customer"))

    tenant: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    customer: Mapped[str]
    gateway_customer: Mapped[str]
    mandate: Mapped[str | None]
    kind: Mapped[str]
    label: Mapped[str]
    saved: Mapped[str]
    removed: Mapped[str | None]
    let_go: Mapped[str | None]
    """When the gateway is to be told that it was removed; None before that, and once it knows."""


class ConsentRow(PortalBase):
    """A customer's consent to be charged on the due date, in its exact words; one at a time."""

    __tablename__ = "consent"
    __table_args__ = strict(
        UniqueConstraint("tenant", "customer", "valid"), CheckConstraint("valid IS NULL OR valid = 1", name="valid")
    )

    tenant: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    customer: Mapped[str]
    contact: Mapped[str]
    valid: Mapped[int | None]
    method: Mapped[str]
    wording: Mapped[str]
    wording_version: Mapped[str]
    locale: Mapped[str]
    given: Mapped[str]
    revoked: Mapped[str | None]


class CodeRow(PortalBase):
    """The one-time code last mailed to a contact, as its keyed hash."""

    __tablename__ = "code"
    __table_args__ = strict()

    tenant: Mapped[str] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(primary_key=True)
    contact: Mapped[str] = mapped_column(primary_key=True)
    code_hash: Mapped[str]
    expires: Mapped[str]
    tries: Mapped[int]


class VisitRow(PortalBase):
    """An open account, by the hash of its session's id."""

    __tablename__ = "visit"
    __table_args__ = strict(Index(None, "tenant", "customer"))

    session_hash: Mapped[str] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    customer: Mapped[str]
    contact: Mapped[str]
    locale: Mapped[str]
    opened: Mapped[str]
    expires: Mapped[str]


class BucketRow(PortalBase):
    """A bucket of tokens: how full it was (in millionths of a token), and when."""

    __tablename__ = "bucket"
    __table_args__ = strict()

    key: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[int]
    at: Mapped[str]


class BatonRow(PortalBase):
    """Who of several processes does the work that one does at a time, and until when he holds it."""

    __tablename__ = "baton"
    __table_args__ = strict()

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[str]
