"""What suggested codings show of themselves."""

from __future__ import annotations

from bookdesk.banking.suggesting import CodingSuggestion
from bookdesk.ui.pieces.columns import Column

SUGGESTIONS: tuple[Column[CodingSuggestion], ...] = (
    Column("account", "Account", 160, lambda one: f"{one.account}  {one.name}", note=lambda one: one.why, grows=True),
    Column("tax", "Tax code", 80, lambda one: one.tax_code or ""),
    Column("contact", "Contact", 120, lambda one: one.contact or "", spare=1),
)
