"""Every intent as the request of Xero's that does it. Pure."""

from __future__ import annotations

from bookdesk.formats import exactjson
from bookdesk.sync.intents import (
    AllocationIntent,
    AttachmentIntent,
    ContactIntent,
    DocumentIntent,
    FeeIntent,
    Intent,
    OverpaymentIntent,
    PaymentIntent,
    ReceiptIntent,
    RefundIntent,
    SalesAllocationIntent,
    SalesIntent,
    UndoIntent,
)
from bookdesk.sync.ports import References
from bookdesk.sync.providers.xero import mapping, salesmapping
from bookdesk.sync.providers.xero.mapping import Packed


def pack(intent: Intent, references: References) -> str:
    """Return the request for an intent as text."""
    return exactjson.dumps(_packed(intent, references))


def _packed(intent: Intent, references: References) -> Packed:  # noqa: PLR0911 - a table in effect
    match intent:
        case ContactIntent():
            return mapping.contact(intent)
        case AttachmentIntent():
            return mapping.attachment(intent, references)
        case SalesIntent() | ReceiptIntent() | SalesAllocationIntent():
            return _sold(intent, references)
        case DocumentIntent():
            return mapping.document(intent, references)
        case PaymentIntent():
            return mapping.payment(intent, references)
        case AllocationIntent():
            return mapping.allocation(intent, references)
        case _:
            return _money_in(intent, references)


def _sold(intent: SalesIntent | ReceiptIntent | SalesAllocationIntent, references: References) -> Packed:
    match intent:
        case SalesIntent():
            return salesmapping.document(intent, references)
        case ReceiptIntent():
            return salesmapping.receipt(intent, references)
        case SalesAllocationIntent():
            return salesmapping.allocation(intent, references)


def _money_in(intent: OverpaymentIntent | RefundIntent | FeeIntent | UndoIntent, references: References) -> Packed:
    match intent:
        case OverpaymentIntent():
            return salesmapping.overpayment(intent, references)
        case RefundIntent():
            return salesmapping.refund(intent, references)
        case FeeIntent():
            return salesmapping.fee(intent, references)
        case UndoIntent():
            return salesmapping.undo(intent, references)
