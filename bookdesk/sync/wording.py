"""What will be sent, in plain words, so that "this will be sent to Xero" reads true. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bookdesk.core.vocabulary import OutboxKind
from bookdesk.sync.intents import (
    AllocationIntent,
    AttachmentIntent,
    ContactIntent,
    Counterpart,
    CustomerIntent,
    DocumentIntent,
    FeeIntent,
    Intent,
    Line,
    OverpaymentIntent,
    PaymentIntent,
    ReceiptIntent,
    RefundIntent,
    SalesIntent,
    UndoIntent,
)

_KILO = 1000


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence, and the details under it."""

    sentence: str
    details: tuple[str, ...] = ()


def describe(intent: Intent, organisation: str) -> Statement:
    """Say what `intent` does to the books of `organisation`."""
    match intent:
        case ContactIntent():
            return _contact(intent, organisation)
        case DocumentIntent():
            return _document(intent, organisation)
        case AttachmentIntent():
            words = f"Attach {intent.file_name} ({_size(intent.size)}) to the {intent.parent_label}."
            return Statement(words, (f"Its name there will be {intent.sent_name}.",))
        case PaymentIntent():
            return _payment(intent)
        case AllocationIntent():
            words = f"Use {intent.amount} of the {intent.credit_label} for the {intent.bill_label}."
            return Statement(words, (f"On {intent.day.isoformat()}.",))
        case _:
            return _money_in(intent, organisation)


def _payment(intent: PaymentIntent) -> Statement:
    done, way = ("received", "Into") if isinstance(intent, ReceiptIntent) else ("paid", "From")
    words = f"Record {intent.amount} {done} on {intent.day.isoformat()} for the {intent.bill_label}."
    return Statement(words, (f"{way} {_both(intent.bank)}.",))


def _money_in(intent: OverpaymentIntent | RefundIntent | FeeIntent | UndoIntent, organisation: str) -> Statement:
    match intent:
        case OverpaymentIntent():
            words = f"Keep {intent.amount} of the {intent.receipt_label} to the customer's credit in {organisation}."
            return Statement(words, (f"Received on {intent.day.isoformat()}, into {_both(intent.bank)}.",))
        case RefundIntent():
            words = f"Record {intent.amount} paid back on {intent.day.isoformat()} of the {intent.credit_label}."
            return Statement(words, (f"From {_both(intent.bank)}.",))
        case FeeIntent():
            words = f"Record the fee of {intent.line.gross} kept of the {intent.receipt_label}."
            told = f"On {intent.day.isoformat()}, from {_both(intent.bank)}, as money spent."
            return Statement(words, (_line(intent.line), told))
        case UndoIntent():
            done = _UNDONE.get(intent.undone, "Void")
            return Statement(f"{done} the {intent.label} in {organisation}: it was taken back here.")


_UNDONE = {
    OutboxKind.RECEIPT: "Delete",
    OutboxKind.SALES_ALLOCATION: "Delete",
    OutboxKind.REFUND: "Delete",
}
"""What taking back is called there; documents are voided."""


def _contact(intent: ContactIntent, organisation: str) -> Statement:
    details = [f"Tax number {intent.tax_id}."] if intent.tax_id else []
    details += [f"E-mail {intent.email}."] if intent.email else []
    whom = "customer" if isinstance(intent, CustomerIntent) else "supplier"
    return Statement(f"Add the {whom} {intent.name} to {organisation}.", tuple(details))


def _document(intent: DocumentIntent, organisation: str) -> Statement:
    dates = f"dated {intent.day.isoformat()}" + (f", due {intent.due.isoformat()}" if intent.due else "")
    words = f"Enter the {intent.label} in {organisation}: {intent.total}, {dates}, approved there as well."
    lines = tuple(_line(line) for line in intent.lines)
    if isinstance(intent, SalesIntent):
        given = () if intent.number else ("The number is given there.",)
        lines = (*given, *((f"Reference {intent.reference}.",) if intent.reference else ()), *lines)
    return Statement(words, (*lines, f"Net {intent.net}, tax {intent.tax}, total {intent.total}."))


def _line(line: Line) -> str:
    account = _both(line.account) if line.account else "no account"
    tax = f"{line.tax} tax ({_both(line.tax_code)})" if line.tax_code else f"{line.tax} tax"
    return f"{line.description}: {line.net} net, {tax}, to {account}."


def _both(thing: Counterpart) -> str:
    if thing.remote_id is None:
        return f"{thing.local} (not mapped)"
    return thing.local if thing.local == thing.remote else f"{thing.local}, there {thing.remote}"


def _size(size: int) -> str:
    return f"{max(1, round(size / _KILO))} kB"
