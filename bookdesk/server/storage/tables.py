"""Tables of what desks sent and what is told to them: devices, tenants, documents, links, events.

Everything belongs to a tenant, whose id comes first in each key, so that nothing is found without saying whose it is.
"""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.protocol.envelope import FIRST
from bookdesk.server.storage.base import PortalBase, strict


class MetaRow(PortalBase):
    """One value of the whole portal, such as the revision of its tables."""

    __tablename__ = "meta"
    __table_args__ = strict()

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class PairingRow(PortalBase):
    """A one-time code for pairing, as its hash."""

    __tablename__ = "pairing"
    __table_args__ = strict()

    code_hash: Mapped[str] = mapped_column(primary_key=True)
    made: Mapped[str]
    expires: Mapped[str]
    used_by: Mapped[str | None]


class DeviceRow(PortalBase):
    """A device that may speak for a tenant (`firm` for the firm's own), and the last request it made."""

    __tablename__ = "device"
    __table_args__ = strict()

    tenant: Mapped[str] = mapped_column(primary_key=True)
    device: Mapped[str] = mapped_column(primary_key=True)
    public_key: Mapped[str]
    name: Mapped[str]
    registered: Mapped[str]
    revoked: Mapped[str | None]
    last_seq: Mapped[int] = mapped_column(default=0)
    last_hash: Mapped[str] = mapped_column(default=FIRST)


class RequestRow(PortalBase):
    """A request that was taken: its hash for ever, its answer (for whoever did not get it) until a later one came."""

    __tablename__ = "request"
    __table_args__ = strict()

    tenant: Mapped[str] = mapped_column(primary_key=True)
    device: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str]
    at: Mapped[str]
    answer: Mapped[str | None]


class AppliedRow(PortalBase):
    """A command that was applied or refused, by its own key: it is so once."""

    __tablename__ = "applied"
    __table_args__ = strict()

    tenant: Mapped[str] = mapped_column(primary_key=True)
    idem: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    outcome: Mapped[str]
    why: Mapped[str]
    given: Mapped[str]
    at: Mapped[str]


class TenantRow(PortalBase):
    """One client of the bookkeeper: how it is shown, where it is paid, and how far its chain of events is.

    `settings` is the JSON of `SetTenant`, empty until it came. `box_key` is its private key, closed under the portal's
    master key; the gateway's key and secrets lie in boxes for it. `hook` is the hash of the webhook's opaque path.
    """

    __tablename__ = "tenant"
    __table_args__ = strict(UniqueConstraint("hook"))

    id: Mapped[str] = mapped_column(primary_key=True)
    opened: Mapped[str]
    settings: Mapped[str] = mapped_column(default="")
    box_key: Mapped[str]
    hook: Mapped[str]
    gateway: Mapped[str] = mapped_column(default="")
    account: Mapped[str] = mapped_column(default="")
    gateway_key: Mapped[str] = mapped_column(default="")
    hook_secrets: Mapped[str] = mapped_column(default="[]")
    event_n: Mapped[int] = mapped_column(default=0)
    event_hash: Mapped[str] = mapped_column(default=FIRST)
    acked_n: Mapped[int] = mapped_column(default=0)
    acked_at: Mapped[str | None]


class EventRow(PortalBase):
    """One event of a tenant's chain; `content` is let go after the desk has it and some days are over."""

    __tablename__ = "event"
    __table_args__ = strict(Index(None, "tenant", "uid"))

    tenant: Mapped[str] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str]
    at: Mapped[str]
    kind: Mapped[str]
    content: Mapped[str | None]
    content_sha256: Mapped[str]
    hash: Mapped[str]


class CustomerRow(PortalBase):
    """A customer by his opaque id."""

    __tablename__ = "customer"
    __table_args__ = strict()

    tenant: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    mail_hashes: Mapped[str]
    locale: Mapped[str]


class WishRow(PortalBase):
    """What a contact wishes: his language, and whether he wants reminders."""

    __tablename__ = "wish"
    __table_args__ = strict()

    tenant: Mapped[str] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(primary_key=True)
    contact: Mapped[str] = mapped_column(primary_key=True)
    locale: Mapped[str]
    reminders: Mapped[int]


class DocumentRow(PortalBase):
    """A published document: in clear what a charge needs, the rest in its envelope.

    `revision` counts every change of anything that a page of it shows. `settled` is since when it needs nothing more.
    `auto_stopped` says why nothing is charged by itself any more. `untold` is 1 from when the portal was put back from
    a backup until the desk told anew what is open.
    """

    __tablename__ = "document"
    __table_args__ = strict(Index(None, "tenant", "customer"), Index(None, "due"))

    tenant: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    kind: Mapped[str]
    number: Mapped[str]
    state: Mapped[str]
    amount: Mapped[int]
    open: Mapped[int]
    currency: Mapped[str]
    included: Mapped[str]
    as_of: Mapped[str]
    issued: Mapped[str]
    due: Mapped[str | None]
    customer: Mapped[str]
    envelope: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    settled: Mapped[str | None]
    disputed: Mapped[int] = mapped_column(default=0)
    answered_by: Mapped[str | None]
    answered_at: Mapped[str | None]
    auto_stopped: Mapped[str | None]
    untold: Mapped[int] = mapped_column(default=0)


class LinkRow(PortalBase):
    """One contact's way to one document, as the hash of its token."""

    __tablename__ = "link"
    __table_args__ = strict(Index(None, "tenant", "document"))

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    tenant: Mapped[str]
    document: Mapped[str]
    contact: Mapped[str]
    expires: Mapped[str]
    revoked: Mapped[str | None]


class StatementRow(PortalBase):
    """The newest statement of a customer."""

    __tablename__ = "statement"
    __table_args__ = strict()

    tenant: Mapped[str] = mapped_column(primary_key=True)
    customer: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    as_of: Mapped[str]
    envelope: Mapped[str]


class ReceiptRow(PortalBase):
    """A receipt; `receipt` is the name of the payment it belongs to."""

    __tablename__ = "receipt"
    __table_args__ = strict()

    tenant: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[str] = mapped_column(primary_key=True)
    receipt: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str]
    amount: Mapped[int]
    currency: Mapped[str]
    paid: Mapped[str]
    envelope: Mapped[str]
