"""What is to be done at the ledger, in our own terms: no ledger's field names, no table of ours. Pure.

Everything a person is shown before sending stands in an intent, and `content_hash` is over all of it: what is sent is
what was shown, or it is shown again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from bookdesk.core.canonical import Canonical, digest
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import OutboxKind, TaxMode

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FORBIDDEN_IN_NAMES = re.compile(r'[<>:"/\\|?*+%#&\x00-\x1f]')
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Counterpart:
    """Something of ours (`local`, its words) and what it is called at the ledger; `remote_id` is None if unmapped."""

    local_id: str
    local: str
    remote_id: str | None = None
    remote: str = ""
    remote_code: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a document: `net + tax = gross`; quantity and price where they are known."""

    description: str
    net: Money
    tax: Money
    gross: Money
    account: Counterpart | None
    tax_code: Counterpart | None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RoundingLine(Line):
    """What a total was rounded by to be paid in coins; its account there knows its own tax code."""


@dataclass(frozen=True, slots=True)
class ContactIntent:
    """A supplier the ledger does not have."""

    local_id: str
    name: str
    tax_id: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class CustomerIntent(ContactIntent):
    """A customer the ledger does not have."""


@dataclass(frozen=True, slots=True)
class DocumentIntent:
    """A supplier's bill or credit note."""

    local_id: str
    credit: bool
    contact: Counterpart
    number: str
    day: date
    due: date | None
    tax_mode: TaxMode
    lines: tuple[Line, ...]
    net: Money
    tax: Money
    total: Money

    @property
    def label(self) -> str:
        """Return what a person calls it."""
        kind = "credit note" if self.credit else "bill"
        return f"{kind} {self.number} of {self.contact.local}" if self.number else f"{kind} of {self.contact.local}"


@dataclass(frozen=True, slots=True)
class SalesIntent(DocumentIntent):
    """An invoice or credit note to a customer. Without a `number` the ledger gives it one; `reference` is his own.

    What the total was rounded by to be paid in coins is a line of its own, and in `net`.
    """

    reference: str = ""

    @property
    def label(self) -> str:
        """Return what a person calls it."""
        kind = "credit note" if self.credit else "invoice"
        return f"{kind} {self.number} to {self.contact.local}" if self.number else f"{kind} to {self.contact.local}"


@dataclass(frozen=True, slots=True)
class AttachmentIntent:
    """The original of a document. `sha256` and `size` (bytes) are of the original."""

    local_id: str
    parent_id: str
    parent_label: str
    parent_credit: bool
    file_name: str
    media_type: str
    sha256: str
    size: int

    @property
    def sent_name(self) -> str:
        """Return the name it gets there: with eight digits of its hash, by which it is found again."""
        stem, dot, suffix = self.file_name.rpartition(".")
        stem, suffix = (stem, f".{suffix}") if dot else (suffix, "")
        plain = _FORBIDDEN_IN_NAMES.sub("-", stem).strip(" .-")[: _LONGEST_NAME - len(suffix)] or "document"
        return f"{plain} {self.sha256[:8]}{_FORBIDDEN_IN_NAMES.sub('', suffix)}"


@dataclass(frozen=True, slots=True)
class PaperIntent(AttachmentIntent):
    """The PDF of an invoice or credit note, as the customer got it."""


@dataclass(frozen=True, slots=True)
class PaymentIntent:
    """What was paid of one bill, from one bank account, on one day."""

    local_id: str
    bill_id: str
    bill_label: str
    bank: Counterpart
    day: date
    amount: Money
    cleared: bool = True


@dataclass(frozen=True, slots=True)
class AllocationIntent:
    """How much of a credit note settles a bill."""

    local_id: str
    credit_id: str
    credit_label: str
    bill_id: str
    bill_label: str
    day: date
    amount: Money


Need = tuple[OutboxKind, str]
"""Something that must be at the ledger first: its kind and local id."""


@dataclass(frozen=True, slots=True)
class ReceiptIntent(PaymentIntent):
    """What a customer paid of one invoice (`bill_id`), into one account. `after` must be taken back there before."""

    after: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class SalesAllocationIntent(AllocationIntent):
    """How much of a customer's credit note or overpayment (`credit_id`, of `source`) settles an invoice (`bill_id`).

    `after` must be taken back there before.
    """

    source: OutboxKind = OutboxKind.SALES_CREDIT
    after: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class OverpaymentIntent:
    """What a customer paid that settles no invoice yet, and stands to his credit."""

    local_id: str
    contact: Counterpart
    receipt_label: str
    bank: Counterpart
    day: date
    amount: Money


@dataclass(frozen=True, slots=True)
class RefundIntent:
    """What was paid back of a customer's credit note or overpayment (`credit_id`, of `source`)."""

    local_id: str
    source: OutboxKind
    credit_id: str
    credit_label: str
    bank: Counterpart
    day: date
    amount: Money


@dataclass(frozen=True, slots=True)
class FeeIntent:
    """What a bank or card company kept of a receipt: `line` says to which account, `contact` is who paid."""

    local_id: str
    contact: Counterpart
    receipt_label: str
    bank: Counterpart
    day: date
    line: Line


@dataclass(frozen=True, slots=True)
class UndoIntent:
    """What was sent for a customer and taken back here: it is voided or deleted there, after what hangs on it.

    `parent` is the credit note or overpayment that an allocation stands in.
    """

    local_id: str
    undone: OutboxKind
    label: str
    parent: Need | None = None
    after: tuple[Need, ...] = ()


Intent = (
    ContactIntent
    | DocumentIntent
    | AttachmentIntent
    | PaymentIntent
    | AllocationIntent
    | OverpaymentIntent
    | RefundIntent
    | FeeIntent
    | UndoIntent
)


_KINDS: tuple[tuple[type, OutboxKind], ...] = (
    (ContactIntent, OutboxKind.CONTACT),
    (AttachmentIntent, OutboxKind.ATTACHMENT),
    (ReceiptIntent, OutboxKind.RECEIPT),
    (PaymentIntent, OutboxKind.PAYMENT),
    (SalesAllocationIntent, OutboxKind.SALES_ALLOCATION),
    (AllocationIntent, OutboxKind.ALLOCATION),
    (OverpaymentIntent, OutboxKind.OVERPAYMENT),
    (RefundIntent, OutboxKind.REFUND),
    (FeeIntent, OutboxKind.FEE),
    (UndoIntent, OutboxKind.UNDO),
)


def kind_of(intent: Intent) -> OutboxKind:
    """Return the kind of an intent."""
    match intent:
        case SalesIntent():
            return OutboxKind.SALES_CREDIT if intent.credit else OutboxKind.INVOICE
        case DocumentIntent():
            return OutboxKind.CREDIT_NOTE if intent.credit else OutboxKind.BILL
        case _:
            return next(kind for one, kind in _KINDS if isinstance(intent, one))


def needs_of(intent: Intent) -> tuple[Need, ...]:  # noqa: PLR0911 - one case for each kind, a table in effect
    """Return what must be at the ledger first: (kind, local id) each."""
    match intent:
        case DocumentIntent() | OverpaymentIntent() | FeeIntent():
            return () if intent.contact.remote_id else ((OutboxKind.CONTACT, intent.contact.local_id),)
        case AttachmentIntent():
            return ((parent_kind(intent), intent.parent_id),)
        case ReceiptIntent():
            return ((OutboxKind.INVOICE, intent.bill_id), *intent.after)
        case PaymentIntent():
            return ((OutboxKind.BILL, intent.bill_id),)
        case SalesAllocationIntent():
            return ((intent.source, intent.credit_id), (OutboxKind.INVOICE, intent.bill_id), *intent.after)
        case AllocationIntent():
            return ((OutboxKind.CREDIT_NOTE, intent.credit_id), (OutboxKind.BILL, intent.bill_id))
        case RefundIntent():
            return ((intent.source, intent.credit_id),)
        case UndoIntent():
            return ((intent.undone, intent.local_id), *intent.after)
        case ContactIntent():
            return ()


def parent_kind(intent: AttachmentIntent) -> OutboxKind:
    """Return the kind of the document that something is attached to."""
    if isinstance(intent, PaperIntent):
        return OutboxKind.SALES_CREDIT if intent.parent_credit else OutboxKind.INVOICE
    return OutboxKind.CREDIT_NOTE if intent.parent_credit else OutboxKind.BILL


def content_hash(intent: Intent) -> str:
    """Return the hash of everything that is shown of an intent; what is there already, or goes before it, is not."""
    if isinstance(intent, DocumentIntent | OverpaymentIntent | FeeIntent):
        intent = replace(intent, contact=Counterpart(intent.contact.local_id, intent.contact.local))
    if isinstance(intent, ReceiptIntent | SalesAllocationIntent | UndoIntent):
        intent = replace(intent, after=())
    return digest("sync intent", 1, {"kind": kind_of(intent).value, "content": _plain(intent)})


def mark(local_id: str) -> str:
    """Return the ULID of a UUIDv7: the mark by which a thing of ours is found at the ledger.

    Both are 128 bits that begin with 48 bits of milliseconds; a ULID writes them in Crockford's base 32, 26 digits.
    What is only a part of a record (`pieces.part_of`) has the marks of both, joined.
    """
    values = [UUID(one).int for one in local_id.split("/")]
    return "-".join("".join(_CROCKFORD[value >> shift & 31] for shift in range(125, -1, -5)) for value in values)


def _plain(value: object) -> Canonical:
    if is_dataclass(value) and not isinstance(value, type | Money):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return value if value is None or isinstance(value, bool | int) else str(value)
