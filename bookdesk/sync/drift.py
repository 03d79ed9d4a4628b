"""What has come apart since it was sent: changed there, changed here, or both. Told, never overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import OutboxKind, OutboxState
from bookdesk.models.sync import OutboxEntry
from bookdesk.sync.collect import intent_of
from bookdesk.sync.intents import DocumentIntent
from bookdesk.sync.knowledge import Fact, Knowledge
from bookdesk.sync.ports import AccountingProvider, Stream
from bookdesk.sync.reconcile import FieldVerdict, Version, merge

_DOCUMENTS = (OutboxKind.BILL, OutboxKind.CREDIT_NOTE)
_GONE = frozenset({"VOIDED", "DELETED"})


@dataclass(frozen=True, slots=True)
class Drift:
    """One document whose versions differ, field by field, amounts first."""

    entry_id: str
    sentence: str
    fields: tuple[FieldVerdict, ...]


def drifts(known: Knowledge, provider: AccountingProvider, entries: Iterable[OutboxEntry]) -> list[Drift]:
    """Compare what was sent with the books here and with what was pulled last."""
    pulled = known.records(Stream.DOCUMENTS)
    found = []
    for entry in entries:
        if entry.kind not in _DOCUMENTS or entry.state is not OutboxState.VERIFIED or not entry.body:
            continue
        agreed = provider.agreed(entry.body)
        remote_id = known.links.get((entry.kind, entry.local_id), "")
        _, _, fact = pulled.get(remote_id, ("", True, {}))
        fields = merge(agreed, _ours(known, entry), _theirs(fact)).fields
        told = tuple(field for field in fields if field.name != "status" or field.theirs in _GONE)
        found += [Drift(entry.id, entry.summary, told)] if told else []
    return found


def _ours(known: Knowledge, entry: OutboxEntry) -> Version:
    """Return the document as it stands here; one that was taken back has a notice of its own."""
    intent = intent_of(known, entry.kind, entry.local_id)
    if not isinstance(intent, DocumentIntent):
        return {}
    return {
        "net": intent.net.text,
        "tax": intent.tax.text,
        "total": intent.total.text,
        "currency": intent.total.currency,
        "date": intent.day.isoformat(),
    }


def _theirs(fact: Fact) -> Version:
    """Return the document as it was pulled; nothing where it was not pulled since."""
    if not fact:
        return {}
    currency = str(fact["currency"])
    figures = {name: Money.rounded(Decimal(str(fact[name])), currency).text for name in ("net", "tax", "total")}
    return {**figures, "currency": currency, "date": str(fact["day"]), "status": str(fact["status"])}
