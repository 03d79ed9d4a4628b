"""What every payment gateway must offer, in neutral terms. Money stays with the gateway; we hear of it as facts.

A *session* is one attempt of a customer to pay one amount on the gateway's own page. A *move* is one change of the
merchant's balance there: the ledger follows moves, each once. What a method could not tell is raised: `Unreachable`
(nothing was done), `AnswerLost` (nobody knows), `Refused` (surely not done, with the reason).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from bookdesk.core.errors import BookDeskError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod


class AnswerLost(BookDeskError):
    """The request left and no answer came: only reading the gateway tells whether it was done."""

    exit_status = 4


class Refused(BookDeskError):
    """The gateway surely did not do it; `code` is its own word for why, `final` says that asking again is of no use."""

    def __init__(self, what: str, remedy: str = "", *, code: str = "", final: bool = True, command: str = "") -> None:
        """Keep the gateway's code beside the sentences."""
        super().__init__(what, remedy, command=command)
        self.code, self.final = code, final


class Forged(BookDeskError):
    """A message that came in the gateway's name does not carry its signature, or is too old to be believed."""


class Capability(StrEnum):
    """What a gateway can do; what it cannot is not offered."""

    HOSTED_PAGE = "hosted page"
    SAVED_METHODS = "saved methods"
    PART_REFUNDS = "refunds of a part"
    EVENTS = "events by cursor"
    PAYOUT_LINES = "lines of a payout"
    PAGE_LISTS = "lists of pages"


class PaymentState(StrEnum):
    """How far an attempt is. `PROCESSING` (a bank debit under way) is not paid."""

    OPEN = "open"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    EXPIRED = "expired"

    @property
    def final(self) -> bool:
        """Whether nothing more comes of this attempt."""
        return self in {PaymentState.SUCCEEDED, PaymentState.FAILED, PaymentState.EXPIRED}


class MoveKind(StrEnum):
    """Why the merchant's balance at the gateway changed. Values are stored: add, never rename."""

    PAYMENT = "payment"
    PAYMENT_RETURNED = "payment returned"
    """A debit that had succeeded came back."""
    REFUND = "refund"
    REFUND_FAILED = "refund failed"
    DISPUTE = "dispute"
    DISPUTE_WON = "dispute won"
    FEE = "fee"
    """A fee of its own, not of one payment."""
    PAYOUT = "payout"
    PAYOUT_FAILED = "payout failed"
    OTHER = "other"
    """Something this version does not know: a person codes it."""


class RefundState(StrEnum):
    """How far a refund is."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class DisputeState(StrEnum):
    """How far a dispute is. An inquiry moved no money."""

    INQUIRY = "inquiry"
    NEEDS_RESPONSE = "needs response"
    UNDER_REVIEW = "under review"
    WON = "won"
    LOST = "lost"
    CLOSED = "closed"
    """An inquiry that ended without a dispute."""


class PayoutState(StrEnum):
    """How far a payout is."""

    PENDING = "pending"
    IN_TRANSIT = "in transit"
    PAID = "paid"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class MerchantAccount:
    """Whose money it is at the gateway: its id, how it calls itself, and in what it settles. `live` moves real money.

    `automatic` says that payouts go out by themselves: only those have lines.
    """

    id: str
    name: str
    country: str
    currency: str
    live: bool
    automatic: bool


@dataclass(frozen=True, slots=True)
class NewSession:
    """An attempt to be opened: `reference` is ours and opaque, `key` makes asking twice open one.

    `description` is what the customer reads beside the amount. `customer` is the gateway's name of somebody whose
    method may be kept (`keep_method`); nothing else of him is told but his mail address, where he wants a receipt.
    `expires_at` is cut to what the gateway allows.
    """

    key: str
    reference: str
    amount: Money
    description: str
    done_url: str
    back_url: str
    methods: tuple[PayMethod, ...] = ()
    expires_at: datetime | None = None
    language: str | None = None
    customer: str | None = None
    email: str | None = None
    keep_method: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """One attempt as the gateway has it now. `url` is its page while it is open; not every gateway tells it twice.

    `payment_id` is there once the customer gave a method; `method_id`, `customer` and `mandate_id` where he let it be
    kept. `why` says in the gateway's words why it failed.
    """

    id: str
    reference: str
    state: PaymentState
    amount: Money
    url: str | None = None
    expires_at: datetime | None = None
    payment_id: str | None = None
    customer: str | None = None
    method_id: str | None = None
    mandate_id: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class SavedCharge:
    """A charge of a kept method without the customer there, under a consent that is on record."""

    key: str
    reference: str
    amount: Money
    description: str
    customer: str
    method_id: str
    mandate_id: str | None = None


@dataclass(frozen=True, slots=True)
class Charged:
    """What became of a charge of a kept method. `retry` says that the reason may pass (no money now, bank away)."""

    payment_id: str
    state: PaymentState
    why: str | None = None
    retry: bool = False


@dataclass(frozen=True, slots=True)
class NewRefund:
    """Money to be paid back of one payment; `reference` is ours, `key` makes asking twice pay back once."""

    key: str
    reference: str
    payment_id: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Move:
    """One change of the merchant's balance: `amount` less `fee` is `net`, all in the currency it settles in, signed.

    `fee_tax` is the tax within the fee, where the gateway tells it. `source_id` is what moved it (a charge, refund,
    dispute or payout), `payment_id` whose payment it belongs to; `reference` is ours, told with payments only.
    `presented` is the same amount in the customer's currency, where that is another one. `payout_id` is told with a
    payout's own move and with its lines.
    """

    id: str
    kind: MoveKind
    created: datetime
    available: date
    amount: Money
    fee: Money
    net: Money
    source_id: str | None = None
    fee_tax: Money | None = None
    payment_id: str | None = None
    reference: str | None = None
    presented: Money | None = None
    payout_id: str | None = None
    method: PayMethod | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class PaymentFact:
    """A payment at one moment. Ranks of states, not the order of arrival, say which is the later.

    `unattended` says that a kept method was charged without the customer there.
    """

    id: str
    reference: str | None
    state: PaymentState
    amount: Money
    at: datetime
    method: PayMethod | None = None
    why: str | None = None
    unattended: bool = False


@dataclass(frozen=True, slots=True)
class RefundFact:
    """A refund at one moment; `reference` is ours where we asked for it."""

    id: str
    payment_id: str | None
    state: RefundState
    amount: Money
    at: datetime
    reference: str | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class DisputeFact:
    """A dispute at one moment. `answer_by` is until when evidence is taken."""

    id: str
    payment_id: str | None
    state: DisputeState
    amount: Money
    at: datetime
    reason: str = ""
    answer_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class PayoutFact:
    """A payout at one moment. `arrives` is the day the bank is to have it; `listed` that its lines can be asked for."""

    id: str
    state: PayoutState
    amount: Money
    at: datetime
    arrives: date
    listed: bool
    bank_reference: str | None = None


@dataclass(frozen=True, slots=True)
class MandateFact:
    """What the gateway says of a kept method: `valid` is false once the payer or his bank took it back."""

    method_id: str
    customer: str | None
    valid: bool
    at: datetime


Fact = Move | Session | PaymentFact | RefundFact | DisputeFact | PayoutFact | MandateFact


@dataclass(frozen=True, slots=True)
class RawEvent:
    """A message of the gateway as it came: `body` is its JSON text. `known` is false for a version we cannot read.

    `object_kind` and `object_id` say what it is about; its state is read anew, not taken from here.
    """

    id: str
    kind: str
    created: datetime
    api_version: str | None
    object_kind: str
    object_id: str
    body: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events after a cursor, oldest first. `cursor` says where to go on, `more` that another page is there by now.

    A cursor is opaque, and there is one before there was any event. `gap` says that the one asked with is older than
    the gateway keeps: what happened in between must be listed, the new cursor holds from now on.
    """

    events: tuple[RawEvent, ...]
    cursor: str
    more: bool
    gap: bool = False


@dataclass(frozen=True, slots=True)
class FactPage:
    """Facts listed by the time they were made; `next` continues, None at the end."""

    facts: tuple[Fact, ...]
    next: str | None


class Listed(StrEnum):
    """What can be listed by the time it was made."""

    MOVES = "moves"
    PAYMENTS = "payments"
    REFUNDS = "refunds"
    DISPUTES = "disputes"
    PAYOUTS = "payouts"
    ATTEMPTS = "attempts"
    """Pages, as `Session`: with their payment where the customer gave a method."""


class Gateway(Protocol):
    """One merchant's account at a gateway, with a key that may do no more than its holder needs."""

    @property
    def name(self) -> str:
        """As which it is kept."""
        ...

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What it can do."""
        ...

    def account(self) -> MerchantAccount:
        """Return whose account it is; `Refused` for a key that may not even ask."""
        ...

    def create_session(self, new: NewSession) -> Session:
        """Open an attempt; the same key returns the same session."""
        ...

    def expire_session(self, session_id: str) -> Session:
        """Close an attempt and return its final state: one that was paid meanwhile comes back as paid, not expired."""
        ...

    def get_attempt(self, session_id: str) -> Session:
        """Return an attempt as it is now."""
        ...

    def find_attempt(self, reference: str, since: datetime) -> Session | None:
        """Return the attempt with our reference, opened since, where the answer to opening it was lost.

        None says that it is not there yet: a request that was slow may still be carried out.
        """
        ...

    def charge_saved(self, charge: SavedCharge) -> Charged:
        """Charge a kept method; the same key charges once."""
        ...

    def get_charge(self, reference: str, since: datetime) -> Charged | None:
        """Return what became of a charge with our reference, where the answer was lost; None as for `find_attempt`."""
        ...

    def forget_method(self, method_id: str) -> None:
        """Let go of a kept method, so that nobody can charge it again; one that is gone is gone."""
        ...

    def refund(self, new: NewRefund) -> RefundFact:
        """Pay back; the same key pays back once. `Refused` for more than is left of the payment."""
        ...

    def list_events(self, cursor: str | None, *, limit: int = 100) -> EventPage:
        """Return events after the cursor, oldest first; without one only where the stream stands now (no events)."""
        ...

    def read(self, events: Sequence[RawEvent]) -> Sequence[Fact]:
        """Return what the objects of these events are now, each object once; nothing for those that concern nobody.

        Many at a time cost few requests. Events that are not `known` are passed over.
        """
        ...

    def list_objects(self, what: Listed, since: datetime, after: str | None = None) -> FactPage:
        """List facts made since a moment, a page at a time."""
        ...

    def payout_lines(self, payout_id: str, after: str | None = None) -> FactPage:
        """List the moves that a payout is made of, itself left out."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


class VerifyWebhook(Protocol):
    """The function by which a gateway's messages are believed: over the raw bytes, before they are parsed."""

    def __call__(
        self, body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime
    ) -> tuple[RawEvent, ...]:
        """Return the events in a message, or raise `Forged`; `secrets` are tried in order while they are exchanged."""
        ...
