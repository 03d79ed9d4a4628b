"""What a customer sees, as frozen values: the heart fills them from storage, templates turn them into pages.

Amounts are `Money`, dates dates, moments aware and in UTC. Nothing here is markup, and nothing says how it is spoken:
words are the templates', in the customer's language. Names and texts are as they were typed and are escaped there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod


class DocumentKind(StrEnum):
    """What a link may show."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit note"
    ESTIMATE = "estimate"


class Standing(StrEnum):
    """How a document stands, for the one who looks at it. Estimates have the last four."""

    OPEN = "open"
    PART_PAID = "part paid"
    PROCESSING = "processing"
    """A bank is working on it: not paid yet."""
    PAID = "paid"
    DISPUTED = "disputed"
    VOID = "void"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"


class LiveState(StrEnum):
    """How far the one attempt is that holds a document. `UNKNOWN`: the gateway has not told yet."""

    OPEN = "open"
    PROCESSING = "processing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FirmView:
    """Who asks for the money. `zone` (IANA) is where its days begin; `testing` that no money is moved."""

    name: str
    address: tuple[str, ...] = ()
    mail: str | None = None
    phone: str | None = None
    zone: str = "UTC"
    testing: bool = False
    contact: str = ""
    """How customers reach it, in its own words."""


@dataclass(frozen=True, slots=True)
class MethodOffer:
    """A way to pay and what it costs the customer besides: None nothing, negative a discount."""

    method: PayMethod
    fee: Money | None = None


class BankField(StrEnum):
    """What a bank wants to know of an account that is paid to."""

    HOLDER = "holder"
    IBAN = "iban"
    BIC = "bic"
    BANK = "bank"
    BSB = "bsb"
    SORT_CODE = "sort code"
    ROUTING = "routing number"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class BankDetails:
    """The other way: a transfer that the customer orders himself; `reference` is what to write on it."""

    fields: tuple[tuple[BankField, str], ...]
    reference: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One line; `number` from 1 is what a question names. Without a quantity the amount stands alone."""

    number: int
    text: str
    amount: Money
    quantity: Decimal | None = None
    unit: str | None = None
    price: Money | None = None


@dataclass(frozen=True, slots=True)
class TaxView:
    """One tax within the total, as the document names it."""

    label: str
    amount: Money


@dataclass(frozen=True, slots=True)
class PaymentView:
    """A payment that the gateway says succeeded, or that the desk booked; `receipt` that a paper of it is there."""

    id: str
    day: date
    amount: Money
    method: PayMethod | None = None
    receipt: bool = False


@dataclass(frozen=True, slots=True)
class LiveView:
    """The attempt under way: no other is begun beside it."""

    amount: Money
    state: LiveState
    since: datetime
    method: PayMethod | None = None


@dataclass(frozen=True, slots=True)
class HoldView:
    """Why no payment is begun just now, after the portal was put back from a backup.

    `unread` says that the gateway was not read yet for payments that are forgotten here, `until` the latest that this
    matters; `untold` that the desk has yet to tell anew what is open.
    """

    unread: bool
    untold: bool
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One document as a link shows it.

    `payable` is what may be paid now: open in the snapshot of `as_of`, less what was captured since and is in flight.
    `stale` says that the snapshot is older than the firm wants. `minimum` and `maximum` are the least and the most part
    that may be chosen, None where none may; `untaken` that the gateway does not take all of it at once. `until` is the
    last day of an estimate; `answered_by` and `answered_at` who accepted or declined it. `payments` has the oldest
    first. `keepable` says that the customer may let his way to pay be kept. `holds_until` is the instant (UTC) from
    which time alone may make it another view; None where nobody can tell. `hold` says why no payment is begun just now.
    """

    kind: DocumentKind
    number: str
    standing: Standing
    firm: FirmView
    to: tuple[str, ...]
    issued: date
    total: Money
    payable: Money
    as_of: datetime
    due: date | None = None
    overdue: bool = False
    stale: bool = False
    paid: Money | None = None
    credited: Money | None = None
    note: str = ""
    lines: tuple[LineView, ...] = ()
    taxes: tuple[TaxView, ...] = ()
    payments: tuple[PaymentView, ...] = ()
    methods: tuple[MethodOffer, ...] = ()
    minimum: Money | None = None
    maximum: Money | None = None
    untaken: bool = False
    bank: BankDetails | None = None
    live: LiveView | None = None
    paper: bool = False
    until: date | None = None
    answered_by: str | None = None
    answered_at: datetime | None = None
    version: int = 1
    keepable: bool = False
    holds_until: datetime | None = None
    hold: HoldView | None = None

    @property
    def can_be_paid(self) -> bool:
        """Whether a payment of all of it at the gateway may be begun now."""
        return self.can_begin and not self.untaken

    @property
    def can_begin(self) -> bool:
        """Whether a payment, of a part if not of all, may be begun now."""
        payable = self.kind is DocumentKind.INVOICE and self.standing in {Standing.OPEN, Standing.PART_PAID}
        free = self.live is None and self.hold is None
        return payable and self.payable.minor > 0 and bool(self.methods) and free

    @property
    def can_be_answered(self) -> bool:
        """Whether it is an estimate that waits for an answer."""
        return self.standing is Standing.OFFERED


@dataclass(frozen=True, slots=True)
class PaperFile:
    """Bytes to be taken away, with a name that is safe in a header and its media type."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a question: the name as sent (not believed) and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class PreferencesView:
    """What a customer wishes: `language` (`de`), and whether he wants reminders and news of his documents by mail."""

    language: str
    reminders: bool
    masked_mail: str = ""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document in the account's list; `id` is opaque."""

    id: str
    kind: DocumentKind
    number: str
    issued: date
    total: Money
    open: Money
    standing: Standing
    due: date | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """A payment or document in the account's history, newest first; `open_after` is the balance after it."""

    day: date
    amount: Money
    number: str
    kind: DocumentKind | None = None
    """None for a payment."""
    balance: Money | None = None


@dataclass(frozen=True, slots=True)
class SavedMethod:
    """A kept method: `label` is the gateway's (`Visa •••• 4242`), `automatic` that auto-pay uses it."""

    id: str
    method: PayMethod
    label: str
    added: date
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class ConsentView:
    """The consent on record: `words` exactly as they were agreed to."""

    words: str
    version: str
    given_at: datetime
    label: str


@dataclass(frozen=True, slots=True)
class AccountView:
    """Everything of one customer: his papers (`documents`), what was (`history`), and what he may change.

    `balance` has one amount a currency, what he owes; `autopay_offered` that the firm lets customers agree to it.
    """

    firm: FirmView
    name: str
    as_of: datetime
    balance: tuple[Money, ...]
    overdue: tuple[Money, ...]
    documents: tuple[DocumentRow, ...]
    history: tuple[HistoryRow, ...]
    methods: tuple[SavedMethod, ...] = ()
    consent: ConsentView | None = None
    autopay_offered: bool = False
    more_history: bool = False
