"""What a desk tells the portal. Each command is applied once, by its own key, however often it arrives.

Of a document the portal sees what a charge needs; the rest is in an envelope (`protocol/contents.py`).
`included` names the gateway's payments that the desk has already taken off `open`, so that the portal takes off each
payment exactly once, whoever hears of it first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bookdesk.core.currencies import exponent
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.protocol.envelopes import Envelope
from bookdesk.protocol.kinds import Kinds
from bookdesk.protocol.words import (
    PaperKind,
    PaperState,
    check_hex,
    check_locale,
    check_name,
    check_owed,
    check_text,
)

LARGEST_BATCH = 1_000_000
"""Bytes of one request with commands."""
MOST_COMMANDS = 500
"""Commands of one request."""
MOST_DAYS = 3650
"""The longest that anything may be shown as fresh, or kept: ten years, the longest retention of bookkeeping."""
LARGEST_PAPER = 700_000
"""The largest PDF that may be taken, in bytes: in base64, closed, it still fits a batch."""


class Command:
    """One of the records below."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class OpenTenant(Command):
    """Open a tenant, one client of the bookkeeper. Only the firm's own device may."""

    tenant: str

    def __post_init__(self) -> None:
        """Refuse what is no name."""
        check_name("a tenant", self.tenant)


@dataclass(frozen=True, slots=True)
class RegisterDevice(Command):
    """Let a device speak for a tenant."""

    tenant: str
    device: str
    public_key: str
    name: str

    def __post_init__(self) -> None:
        """Refuse what is no name or key."""
        check_name("a tenant or device", self.tenant, self.device)
        check_hex("a public key", 64, self.public_key)
        check_text("a device's name", 100, self.name)


@dataclass(frozen=True, slots=True)
class RevokeDevice(Command):
    """Let a device speak no more for a tenant."""

    tenant: str
    device: str

    def __post_init__(self) -> None:
        """Refuse what is no name."""
        check_name("a tenant or device", self.tenant, self.device)


@dataclass(frozen=True, slots=True)
class SetTenant(Command):
    """How a tenant is shown and what its customers may do.

    `fresh_days`: a document whose amounts are older is shown with a notice. `keep_days`: a document that is settled and
    told is deleted after so many. `pdf_bytes`: the largest paper taken. Colours are six hex digits. `auto_pay` lets
    customers agree to be charged on the due date; `mail_from` is where answers to codes go.
    """

    display_name: str
    locale: str
    currency: str
    zone: str
    colour: str = "1f4e5f"
    methods: tuple[PayMethod, ...] = (PayMethod.CARD,)
    part_payment: bool = False
    auto_pay: bool = False
    fresh_days: int = 14
    keep_days: int = 90
    pdf_bytes: int = 500_000
    contact_line: str = ""
    mail_from: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be shown or counted."""
        check_text("a display name", 200, self.display_name, self.contact_line, self.mail_from, self.zone)
        check_locale(self.locale)
        check_hex("a colour", 6, self.colour)
        exponent(self.currency)
        days_fit = all(1 <= days <= MOST_DAYS for days in (self.fresh_days, self.keep_days))
        if not days_fit or not 0 <= self.pdf_bytes <= LARGEST_PAPER:
            raise ValueError("days are 1 to 3650, a paper at most 700 kB")


@dataclass(frozen=True, slots=True)
class SetGateway(Command):
    """Where the tenant's customers pay. Its secrets lie in boxes for the tenant's key."""

    gateway: str
    account: str
    sealed_key: str
    sealed_webhook_secrets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no name, and more secrets than are ever exchanged at once."""
        check_name("a gateway or account", self.gateway, self.account)
        check_text("a sealed secret", 4096, self.sealed_key, *self.sealed_webhook_secrets)
        if len(self.sealed_webhook_secrets) > 3:  # noqa: PLR2004 - the old, the new, and one by mistake
            raise ValueError("at most three webhook secrets are exchanged at once")


@dataclass(frozen=True, slots=True)
class Link:
    """One contact's way to one document: the SHA-256 of its token, never the token."""

    token_hash: str
    contact: str
    expires: datetime

    def __post_init__(self) -> None:
        """Refuse what is no hash or name."""
        check_hex("a token's hash", 64, self.token_hash)
        check_name("a contact", self.contact)


@dataclass(frozen=True, slots=True)
class Customer:
    """Whose document it is: opaque id, SHA-256 of his mail addresses (lower case), language tag."""

    id: str
    mail_hashes: tuple[str, ...]
    locale: str

    def __post_init__(self) -> None:
        """Refuse what is no name, hash or language."""
        check_name("a customer", self.id)
        check_hex("a mail address's hash", 64, *self.mail_hashes)
        check_locale(self.locale)


@dataclass(frozen=True, slots=True)
class PublishDocument(Command):
    """Publish version `version` of a document; an older version than what is there changes nothing."""

    document: str
    version: int
    kind: PaperKind
    number: str
    state: PaperState
    amount: Money
    open: Money
    included: tuple[str, ...]
    as_of: datetime
    issued: date
    due: date | None
    customer: Customer
    envelope: Envelope
    links: tuple[Link, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be owed or named."""
        check_name("a document", self.document)
        check_text("a number", 60, self.number)
        check_text("a payment's name", 255, *self.included)
        check_owed(self.amount, self.open)
        if self.version < 1 or self.open > self.amount:
            raise ValueError("versions count from 1, and no more is open than was asked for")


@dataclass(frozen=True, slots=True)
class ChangeAmount(Command):
    """What is open now, since it was paid or credited at the desk; an attempt under way for more is closed first."""

    document: str
    state: PaperState
    open: Money
    included: tuple[str, ...]
    as_of: datetime

    def __post_init__(self) -> None:
        """Refuse what cannot be owed or named."""
        check_name("a document", self.document)
        check_text("a payment's name", 255, *self.included)
        check_owed(self.open)


@dataclass(frozen=True, slots=True)
class CreditDocument(Command):
    """The document was credited by another; `open` is what is left. An attempt under way is closed first."""

    document: str
    credited_by: str
    open: Money
    included: tuple[str, ...]
    as_of: datetime

    def __post_init__(self) -> None:
        """Refuse what cannot be owed or named."""
        check_name("a document", self.document, self.credited_by)
        check_owed(self.open)


@dataclass(frozen=True, slots=True)
class WithdrawDocument(Command):
    """Nobody is to pay or answer it any more: it was voided (shown as void) or withdrawn (its links lead nowhere)."""

    document: str
    state: PaperState

    def __post_init__(self) -> None:
        """Refuse any other end."""
        check_name("a document", self.document)
        if not self.state.gone:
            raise ValueError("a document is withdrawn as void or withdrawn")


@dataclass(frozen=True, slots=True)
class ExpireSession(Command):
    """Close the attempt under way at the gateway; what became of it is told by an event, paid meanwhile or closed."""

    document: str

    def __post_init__(self) -> None:
        """Refuse what is no name."""
        check_name("a document", self.document)


@dataclass(frozen=True, slots=True)
class GrantLink(Command):
    """One more way to a document that is published."""

    document: str
    link: Link

    def __post_init__(self) -> None:
        """Refuse what is no name."""
        check_name("a document", self.document)


@dataclass(frozen=True, slots=True)
class RevokeLink(Command):
    """A link leads nowhere from now on."""

    token_hash: str

    def __post_init__(self) -> None:
        """Refuse what is no hash."""
        check_hex("a token's hash", 64, self.token_hash)


@dataclass(frozen=True, slots=True)
class PublishStatement(Command):
    """A customer's statement as of a day; its rows are in the envelope. A newer one takes the place of the older."""

    customer: Customer
    as_of: date
    version: int
    envelope: Envelope

    def __post_init__(self) -> None:
        """Refuse what is no version."""
        if self.version < 1:
            raise ValueError("versions count from 1")


@dataclass(frozen=True, slots=True)
class ReceiptAvailable(Command):
    """A receipt of a document's payment, named as the payment is; its paper is in the envelope."""

    document: str
    receipt: str
    number: str
    amount: Money
    paid: date
    envelope: Envelope

    def __post_init__(self) -> None:
        """Refuse what is no name."""
        check_name("a document or receipt", self.document, self.receipt)
        check_text("a number", 60, self.number)
        check_owed(self.amount)


@dataclass(frozen=True, slots=True)
class WithdrawReceipt(Command):
    """A receipt counts no more, since its payment came back or pays something else; it is not handed out any longer."""

    document: str
    receipt: str

    def __post_init__(self) -> None:
        """Refuse what is no name."""
        check_name("a document or receipt", self.document, self.receipt)


@dataclass(frozen=True, slots=True)
class EraseCustomer(Command):
    """Delete all that the portal holds of a customer, once no attempt of his is under way."""

    customer: str

    def __post_init__(self) -> None:
        """Refuse what is no name."""
        check_name("a customer", self.customer)


@dataclass(frozen=True, slots=True)
class Rejoin(Command):
    """Begin to speak again after desk or portal was put back to an earlier day: the last event that the desk has."""

    event_n: int
    event_hash: str

    def __post_init__(self) -> None:
        """Refuse what is no position."""
        check_hex("an event's hash", 66, self.event_hash)
        if self.event_n < 0:
            raise ValueError("events count from 1")


KINDS: Kinds[Command] = Kinds(
    {
        "open tenant": OpenTenant,
        "register device": RegisterDevice,
        "revoke device": RevokeDevice,
        "set tenant": SetTenant,
        "set gateway": SetGateway,
        "publish document": PublishDocument,
        "change amount": ChangeAmount,
        "credit document": CreditDocument,
        "withdraw document": WithdrawDocument,
        "expire session": ExpireSession,
        "grant link": GrantLink,
        "revoke link": RevokeLink,
        "publish statement": PublishStatement,
        "receipt available": ReceiptAvailable,
        "withdraw receipt": WithdrawReceipt,
        "erase customer": EraseCustomer,
        "rejoin": Rejoin,
    }
)
"""Every kind of command under the name by which it travels."""
