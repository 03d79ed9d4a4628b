"""What of a report is handed out to be saved, once the history says so."""

from __future__ import annotations

from bookdesk.store.desk import Desk
from bookdesk.store.leaving import note_saved


def take_sheet(desk: Desk, what: str, content: bytes) -> bytes:
    """Hand a sheet out; `what` is what the history calls it, as in `ageing of receivables as of 2026-06-30`."""
    note_saved(desk, what)
    return content
