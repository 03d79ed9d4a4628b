"""What the approval queue shows of a bill."""

from __future__ import annotations

from bookdesk.office.waiting import QueueItem
from bookdesk.payments.safeguards import Finding, Severity
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill


def key_of(item: QueueItem) -> str:
    """Return what identifies a bill of whatever client."""
    return f"{item.client_id} {item.bill_id}"


def state_pill(item: QueueItem) -> Pill:
    """Return what a person must know first: that it was sent back, that a payment would stop, then whose turn it is."""
    if item.returned is not None:
        return Pill("undo", "Sent back", Tone.INFO)
    if item.lapsed:
        return Pill("alert", "Changed since", Tone.WARN)
    if item.serious:
        return Pill("failed", "Would be stopped", Tone.BAD)
    if item.warnings:
        return Pill("alert", "Look first", Tone.WARN)
    if item.mine:
        return Pill("approve", "Clear", Tone.GOOD)
    return Pill("clock", f"{len(item.given)} of {item.needed}")


def finding_words(finding: Finding) -> str:
    """Return a warning with its weight."""
    return f"{'Stops a payment' if finding.severity is Severity.BLOCK else 'Look'}: {wording.local(finding.words)}"


def _client(item: QueueItem) -> str:
    return item.client


def _supplier(item: QueueItem) -> str:
    return item.supplier


def _due(item: QueueItem) -> str:
    return wording.day(item.due)


WHOLE = ("due", "total", "state")
"""Columns that are never cut: names give way."""
COLUMNS: tuple[Column[QueueItem], ...] = (
    Column("client", "Client", 176, _client, order="client", note=_client, grows=True),
    Column("supplier", "Supplier", 84, _supplier, order="supplier", note=_supplier),
    Column("number", "Number", 230, lambda item: item.number, order="number", spare=2),
    Column("due", "Due", 92, _due, order="due", spare=1),
    Column("total", "Total", 120, lambda item: wording.money(item.total), number=True, order="total"),
    Column("step", "Given", 64, lambda item: f"{len(item.given)}/{item.needed}", number=True, muted=True, spare=3),
    Column("state", "State", 140, lambda item: state_pill(item).words, pill=state_pill, order="state"),
    Column(
        "since", "Waits since", 124, lambda item: wording.moment(item.since), order="since", muted=True, hidden=True
    ),
    Column("by", "Entered by", 110, lambda item: item.entered_by, muted=True, hidden=True),
)


def sort_key(item: QueueItem, order: str) -> tuple[object, ...]:
    """Return what bills are compared by."""
    keys: dict[str, tuple[object, ...]] = {
        "client": (item.client.casefold(),),
        "supplier": (item.supplier.casefold(),),
        "number": (item.number,),
        "total": (item.total.currency, item.total.minor),
        "state": (state_pill(item).words,),
        "since": (item.since.isoformat() if item.since else "",),
    }
    return (*keys.get(order, ()), item.due.isoformat() if item.due else "9999", item.client.casefold(), item.bill_id)
