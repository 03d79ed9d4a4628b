"""What has come apart since it was sent: changed there, changed here, or both. Told, never overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import OutboxKind, OutboxState
from bookdesk.models.sync import OutboxEntry
from bookdesk.sync.collect import intent_of
from bookdesk.sync.intents import DocumentIntent, SalesIntent
from bookdesk.sync.knowledge import Fact, Knowledge
from bookdesk.sync.ports import AccountingProvider, Stream
from bookdesk.sync.reconcile import FieldVerdict, Version, merge

_STREAMS = {
    OutboxKind.BILL: Stream.DOCUMENTS,
    OutboxKind.CREDIT_NOTE: Stream.DOCUMENTS,
    OutboxKind.INVOICE: Stream.SALES,
    OutboxKind.SALES_CREDIT: Stream.SALES,
}
_GONE = frozenset({"VOIDED", "DELETED"})


@dataclass(frozen=True, slots=True)
class Drift:
    """One document whose versions differ, field by field, amounts first."""

    entry_id: str
    sentence: str
    fields: tuple[FieldVerdict, ...]


def drifts(known: Knowledge, provider: AccountingProvider, entries: Iterable[OutboxEntry]) -> list[Drift]:
    """Compare what was sent with the books here and with what was pulled last."""
    found = []
    for entry in entries:
        taken_back = (OutboxKind.UNDO, entry.local_id) in known.links
        if entry.kind not in _STREAMS or entry.state is not OutboxState.VERIFIED or not entry.body or taken_back:
            continue
        agreed = provider.agreed(entry.body)
        remote_id = known.links.get((entry.kind, entry.local_id), "")
        number, _, fact = known.records(_STREAMS[entry.kind]).get(remote_id, ("", True, {}))
        theirs = _theirs(fact, number if "number" in agreed else "")
        ours = {name: said for name, said in _ours(known, entry).items() if name in agreed}
        fields = merge(agreed, ours, theirs).fields
        told = tuple(field for field in fields if field.name != "status" or field.theirs in _GONE)
        found += [Drift(entry.id, entry.summary, told)] if told else []
    return found


def _ours(known: Knowledge, entry: OutboxEntry) -> Version:
    """Return the document as it stands here; one that was taken back has a notice of its own."""
    intent = intent_of(known, entry.kind, entry.local_id)
    if not isinstance(intent, DocumentIntent):
        return {}
    number = {"number": intent.number} if isinstance(intent, SalesIntent) and intent.number else {}
    return number | {
        "net": intent.net.text,
        "tax": intent.tax.text,
        "total": intent.total.text,
        "currency": intent.total.currency,
        "date": intent.day.isoformat(),
    }


def _theirs(fact: Fact, number: str) -> Version:
    """Return the document as it was pulled; nothing where it was not pulled since."""
    if not fact:
        return {}
    currency = str(fact["currency"])
    figures = {name: Money.rounded(Decimal(str(fact[name])), currency).text for name in ("net", "tax", "total")}
    said = {"number": number} if number else {}
    return {**figures, **said, "currency": currency, "date": str(fact["day"]), "status": str(fact["status"])}
