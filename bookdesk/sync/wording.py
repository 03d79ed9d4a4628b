"""What will be sent, in plain words, so that "this will be sent to Xero" reads true. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from bookdesk.sync.intents import (
    AllocationIntent,
    AttachmentIntent,
    ContactIntent,
    Counterpart,
    DocumentIntent,
    Intent,
    Line,
    PaymentIntent,
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
            words = f"Record {intent.amount} paid on {intent.day.isoformat()} for the {intent.bill_label}."
            return Statement(words, (f"From {_both(intent.bank)}.",))
        case AllocationIntent():
            words = f"Use {intent.amount} of the {intent.credit_label} for the {intent.bill_label}."
            return Statement(words, (f"On {intent.day.isoformat()}.",))


def _contact(intent: ContactIntent, organisation: str) -> Statement:
    details = [f"Tax number {intent.tax_id}."] if intent.tax_id else []
    details += [f"E-mail {intent.email}."] if intent.email else []
    return Statement(f"Add the supplier {intent.name} to {organisation}.", tuple(details))


def _document(intent: DocumentIntent, organisation: str) -> Statement:
    dates = f"dated {intent.day.isoformat()}" + (f", due {intent.due.isoformat()}" if intent.due else "")
    words = f"Enter the {intent.label} in {organisation}: {intent.total}, {dates}, approved there as well."
    lines = tuple(_line(line) for line in intent.lines)
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
