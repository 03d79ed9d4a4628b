"""What two documents say, field by field, and whether it is the same."""

from __future__ import annotations

from bookdesk.capture.comparing import Compared
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill

_SAME, _DIFFERS, _ONE = Pill("check", "Same", Tone.GOOD), Pill("doubt", "Differs", Tone.WARN), Pill("info", "On one")
_WORDS = {
    "invoice_number": "Number",
    "issue_date": "Date",
    "iban": "IBAN",
    "bank_routing": "BSB or sort code",
    "po_number": "Order number",
    "customer_name": "Addressed to",
    "supplier_name": "Supplier",
}


def field_words(row: Compared) -> str:
    """Return what a person calls a field."""
    return _WORDS.get(row.name, row.name.replace("_", " ").capitalize())


def pill_of(row: Compared) -> Pill:
    """Return whether both say the same."""
    if row.same:
        return _SAME
    return _DIFFERS if row.differs else _ONE


ROWS: tuple[Column[Compared], ...] = (
    Column("field", "Field", 150, field_words),
    Column("left", "Left", 220, lambda row: row.left or "", note=lambda row: row.left or "", grows=True),
    Column("right", "Right", 360, lambda row: row.right or "", note=lambda row: row.right or ""),
    Column("same", "Same", 110, lambda row: pill_of(row).words, pill=pill_of),
)
