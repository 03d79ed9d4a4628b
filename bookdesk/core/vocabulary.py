"""Words of the trade that both the pure rules and the stored models use. Values are stored: add, never rename."""

from __future__ import annotations

from enum import StrEnum


class TaxMode(StrEnum):
    """Whether line amounts are before tax, with tax, or know no tax."""

    EXCLUSIVE = "exclusive"
    INCLUSIVE = "inclusive"
    NONE = "none"


class EntryKind(StrEnum):
    """Why a ledger entry was made."""

    OPENING = "opening"
    BILL = "bill"
    CREDIT_NOTE = "credit note"
    PAYMENT = "payment"
    CODING = "coding"
    TRANSFER = "transfer"
    EXCHANGE_DIFFERENCE = "exchange difference"
    RECODING = "recoding"
    REVERSAL = "reversal"
    JOURNAL = "journal"


class WayOfPayment(StrEnum):
    """How a bill is settled; only transfers enter a bank file."""

    TRANSFER = "transfer"
    DIRECT_DEBIT = "direct debit"
    BPAY = "bpay"
    CARD = "card"
    CHEQUE = "cheque"
    PAID_BY_OWNER = "paid by owner"
    ALREADY_PAID = "already paid"


class BankScheme(StrEnum):
    """Which fields name an account: IBAN (and BIC); BSB; sort code; routing number; NZ account."""

    IBAN = "iban"
    BSB = "bsb"
    SORT_CODE = "sort code"
    ROUTING = "routing"
    NZ = "nz"


class Provenance(StrEnum):
    """Where bank details came from."""

    TAKEN_OVER = "taken over, paid before"
    DOCUMENT = "read from a document"
    TYPED = "typed"
    LEDGER = "pulled from the ledger"


class DocumentKind(StrEnum):
    """What a document is. Only the first three can become payable."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    RECEIPT = "receipt"
    STATEMENT = "statement"
    REMINDER = "reminder"
    PROFORMA = "proforma"
    QUOTE = "quote"
    ORDER = "order"
    DELIVERY_NOTE = "delivery_note"
    EVIDENCE = "evidence"
    OTHER = "other"


PAYABLE_KINDS = frozenset({DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE, DocumentKind.RECEIPT})


class FieldState(StrEnum):
    """How sure the desk is of a field it read."""

    PROVED = "proved"
    CONFIDENT = "confident"
    CHECK = "check"
    FAILED = "failed"
    ABSENT = "absent"
    CORRECTED = "corrected"


class Decision(StrEnum):
    """What an approver decided. `RECEIVED` waits for `CONFIRMED` by a second person."""

    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    RECEIVED = "approval received"
    CONFIRMED = "received approval confirmed"


class Channel(StrEnum):
    """How the decision came."""

    DESK = "desk"
    MAIL = "mail"
    PHONE = "phone"


class OutboxKind(StrEnum):
    """What is to be done at the ledger."""

    CONTACT = "contact"
    BILL = "bill"
    CREDIT_NOTE = "credit note"
    ATTACHMENT = "attachment"
    PAYMENT = "payment"
    ALLOCATION = "allocation"
    VOID = "void"


class OutboxState(StrEnum):
    """The life of an intent. `SENDING` is committed before the first byte leaves."""

    QUEUED = "queued"
    BLOCKED = "blocked"
    READY = "ready"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACKNOWLEDGED = "acknowledged"
    VERIFIED = "verified"
    REJECTED = "rejected"
    CONFLICT = "conflict"
    CANCELLED = "cancelled"


class SoleWay(StrEnum):
    """What takes the place of a second person where somebody works alone for a client."""

    OFF = "off"
    DELAY = "delay"
    """Time passes between deciding and paying."""
    CLIENT = "client"
    """The client approves, with evidence."""
