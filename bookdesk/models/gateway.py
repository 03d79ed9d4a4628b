"""What customers pay at a gateway: the connection, attempts under way, and what the gateway told, each thing once.

Events, facts and moves are append-only and unique by the gateway's own names, so that hearing of something twice, late
or out of order adds nothing. What was booked of a move stands in `MoveBooking`, one row a move.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import AttemptState, BookedAs, PayMethod
from bookdesk.models.base import Books, ClientBase, Facts, Machine
from bookdesk.models.columns import Currency, Day, Flag, Instant, Json, Minor, member, one_of, reference
from bookdesk.models.guarding import add_guards, frozen, kept


class FactKind(StrEnum):
    """What a fact of the gateway is about."""

    PAYMENT = "payment"
    REFUND = "refund"
    DISPUTE = "dispute"
    PAYOUT = "payout"
    MANDATE = "mandate"


class CameBy(StrEnum):
    """How an event reached the desk."""

    POLL = "poll"
    PORTAL = "portal"


class RefundWishState(StrEnum):
    """How far a refund is that was asked for. `UNKNOWN` is asked again with the same key."""

    ASKED = "asked"
    UNKNOWN = "unknown"
    TAKEN = "taken"
    REFUSED = "refused"


class GatewayConnection(Machine, ClientBase):
    """The client's account at a gateway, with a restricted key (never in the history).

    `base_url` only in demo and training. After `cursor` the gateway's events are not yet known; everything made before
    `complete_to` was listed. `problem` says in words why it cannot be asked.
    """

    __tablename__ = "gateway_connection"

    gateway: Mapped[str] = mapped_column(unique=True)
    merchant: Mapped[str]
    name: Mapped[str]
    country: Mapped[str]
    currency: Mapped[Currency]
    live: Mapped[Flag]
    automatic: Mapped[Flag]
    key: Mapped[str]
    base_url: Mapped[str | None]
    connected_at: Mapped[Instant]
    cursor: Mapped[str | None]
    complete_to: Mapped[Instant | None]
    asked_at: Mapped[Instant | None]
    problem: Mapped[str | None]


class OnlineSettings(Books, ClientBase):
    """One row: how customers may pay online. `methods` is a list of `PayMethod`, `fees` the table of expected fees.

    `in_mails` puts a way to pay into each mail of an open invoice. Payouts reach `payout_bank_id`. `shared` is why the
    account is another client's, too, where somebody said so.
    """

    __tablename__ = "online_settings"

    methods: Mapped[Json]
    fees: Mapped[Json]
    in_mails: Mapped[Flag] = mapped_column(default=True)
    fee_tax_code_id: Mapped[str | None] = mapped_column(reference("tax_code"))
    payout_bank_id: Mapped[str | None] = mapped_column(reference("bank_account"))
    shared: Mapped[str | None]


class ClearingAccount(Books, ClientBase):
    """The ledger account that stands for what a gateway holds, one a currency it settles in."""

    __tablename__ = "clearing_account"
    __extra__ = (Index(None, "gateway", "merchant", "currency", unique=True),)

    gateway: Mapped[str]
    merchant: Mapped[str]
    currency: Mapped[Currency]
    account_id: Mapped[str] = mapped_column(reference("account"))


class CollectionAttempt(Machine, ClientBase):
    """One attempt to collect an invoice online. While it is `live` it holds the lease: no other is begun.

    `reference` is what the gateway is told, `key` makes asking twice open one page. One `at_portal` is the portal's: it
    holds the lease, opens and closes the page, and tells how the attempt stands.
    """

    __tablename__ = "collection_attempt"
    __extra__ = (
        one_of("state", AttemptState),
        Index("ix_collection_attempt_lease", "invoice_id", unique=True, sqlite_where=text("live = 1")),
        Index(None, "invoice_id", "made_at"),
    )

    gateway: Mapped[str]
    merchant: Mapped[str]
    invoice_id: Mapped[str] = mapped_column(reference("invoice"))
    state: Mapped[AttemptState] = member(AttemptState)
    live: Mapped[Flag]
    reference: Mapped[str] = mapped_column(unique=True)
    key: Mapped[str]
    currency: Mapped[Currency]
    amount: Mapped[Minor]
    session_id: Mapped[str | None] = mapped_column(unique=True)
    url: Mapped[str | None]
    payment_id: Mapped[str | None]
    expires_at: Mapped[Instant | None]
    why: Mapped[str | None]
    at_portal: Mapped[Flag] = mapped_column(default=False)
    made_by: Mapped[str]
    made_at: Mapped[Instant]
    read_at: Mapped[Instant | None]

    @property
    def money(self) -> Money:
        """What is to be paid."""
        return Money(self.amount, self.currency)


class RefundWish(Machine, ClientBase):
    """A refund that a person asked the gateway for; its move books it. `key` makes asking twice pay back once."""

    __tablename__ = "refund_wish"
    __extra__ = (one_of("state", RefundWishState), Index(None, "payment_id"))

    gateway: Mapped[str]
    merchant: Mapped[str]
    payment_id: Mapped[str]
    receipt_id: Mapped[str] = mapped_column(reference("receipt"))
    currency: Mapped[Currency]
    amount: Mapped[Minor]
    reason: Mapped[str]
    state: Mapped[RefundWishState] = member(RefundWishState)
    key: Mapped[str]
    refund_id: Mapped[str | None] = mapped_column(unique=True)
    why: Mapped[str | None]
    asked_by: Mapped[str]
    asked_at: Mapped[Instant]

    @property
    def money(self) -> Money:
        """What is to be paid back."""
        return Money(self.amount, self.currency)


class GatewayEvent(Facts, ClientBase):
    """A message of the gateway as it came. `quarantined` says why its words are not trusted; it is kept anyway."""

    __tablename__ = "gateway_event"
    __extra__ = (
        one_of("came_by", CameBy),
        Index(None, "gateway", "merchant", "event_id", unique=True),
        Index("ix_gateway_event_quarantined", "taken_at", sqlite_where=text("quarantined IS NOT NULL")),
    )

    gateway: Mapped[str]
    merchant: Mapped[str]
    event_id: Mapped[str]
    kind: Mapped[str]
    api_version: Mapped[str | None]
    created: Mapped[Instant]
    object_kind: Mapped[str]
    object_id: Mapped[str]
    body: Mapped[str]
    came_by: Mapped[CameBy] = member(CameBy)
    quarantined: Mapped[str | None]
    taken_at: Mapped[Instant]


class GatewayFact(Facts, ClientBase):
    """One state that an object of the gateway was seen in. The present one is a fold over them (`online/folding`)."""

    __tablename__ = "gateway_fact"
    __extra__ = (
        one_of("kind", FactKind),
        Index(None, "gateway", "merchant", "kind", "object_id", "state", unique=True),
        Index(None, "payment_id"),
    )

    gateway: Mapped[str]
    merchant: Mapped[str]
    kind: Mapped[FactKind] = member(FactKind)
    object_id: Mapped[str]
    state: Mapped[str]
    at: Mapped[Instant]
    currency: Mapped[Currency | None]
    amount: Mapped[Minor | None]
    payment_id: Mapped[str | None]
    reference: Mapped[str | None]
    more: Mapped[Json]
    taken_at: Mapped[Instant]


class GatewayMove(Facts, ClientBase):
    """One change of the balance at the gateway (`gateways/port.Move`): signed amounts in the currency it settles in.

    `presented` is the amount in the customer's currency.
    """

    __tablename__ = "gateway_move"
    __extra__ = (
        one_of("method", PayMethod),
        Index(None, "gateway", "merchant", "move_id", unique=True),
        Index(None, "created", "id"),
        Index(None, "payment_id"),
        Index(None, "source_id"),
    )

    gateway: Mapped[str]
    merchant: Mapped[str]
    move_id: Mapped[str]
    kind: Mapped[str]
    created: Mapped[Instant]
    available: Mapped[Day]
    currency: Mapped[Currency]
    amount: Mapped[Minor]
    fee: Mapped[Minor]
    fee_tax: Mapped[Minor | None]
    net: Mapped[Minor]
    source_id: Mapped[str | None]
    payment_id: Mapped[str | None]
    reference: Mapped[str | None]
    presented: Mapped[Minor | None]
    presented_currency: Mapped[Currency | None]
    method: Mapped[PayMethod | None] = member(PayMethod)
    said: Mapped[str]
    taken_at: Mapped[Instant]


class PayoutLine(Facts, ClientBase):
    """A move is part of a payout: the gateway tells so once the payout is made."""

    __tablename__ = "payout_line"
    __extra__ = (Index(None, "gateway", "merchant", "move_id", unique=True), Index(None, "payout_id"))

    gateway: Mapped[str]
    merchant: Mapped[str]
    payout_id: Mapped[str]
    move_id: Mapped[str]
    taken_at: Mapped[Instant]


class MoveBooking(Books, ClientBase):
    """A move is in the books, once: as this receipt, refund or entry; its fee is an entry of its own.

    `share` is what of a payout is this client's, where another client's money left with it: signed, as the move.
    """

    __tablename__ = "move_booking"
    __extra__ = (one_of("booked_as", BookedAs), Index(None, "receipt_id"), Index(None, "refund_id"))

    move_id: Mapped[str] = mapped_column(reference("gateway_move"), unique=True)
    booked_as: Mapped[BookedAs] = member(BookedAs)
    receipt_id: Mapped[str | None] = mapped_column(reference("receipt"))
    refund_id: Mapped[str | None] = mapped_column(reference("refund"))
    entry_id: Mapped[str | None] = mapped_column(reference("ledger_entry"))
    fee_entry_id: Mapped[str | None] = mapped_column(reference("ledger_entry"))
    share: Mapped[Minor | None]
    booked_at: Mapped[Instant]
    booked_by: Mapped[str]


class MoveWaiting(Machine, ClientBase):
    """A move that is not in the books yet, and why: what it belongs to is missing, or a person has to say."""

    __tablename__ = "move_waiting"

    move_id: Mapped[str] = mapped_column(reference("gateway_move"), unique=True)
    why: Mapped[str]
    ask: Mapped[Flag]
    since: Mapped[Instant]


_BOOKING = ClientBase.metadata.tables["move_booking"]

add_guards(
    ClientBase.metadata,
    {
        "guard_move_booking_frozen": frozen(_BOOKING, "booked receipt"),
        "guard_move_booking_kept": kept(_BOOKING, "booked receipt"),
    },
)
