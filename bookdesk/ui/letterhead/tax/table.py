"""What the list of tax codes for sales shows of each."""

from __future__ import annotations

from bookdesk.invoicing.settingview import SalesTax
from bookdesk.ledger.salescategories import TaxCategory
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill

CATEGORIES = {
    TaxCategory.STANDARD: "Taxed",
    TaxCategory.ZERO: "Zero rated",
    TaxCategory.EXEMPT: "Exempt",
    TaxCategory.REVERSE_CHARGE: "Reverse charge",
    TaxCategory.INTRA_COMMUNITY: "Within the EU",
    TaxCategory.EXPORT: "Export",
    TaxCategory.OUTSIDE: "Outside the scope",
}


def rate_words(row: SalesTax) -> str:
    """Return the rate as a percentage; a code without one today says so."""
    return "none today" if row.rate is None else f"{(row.rate * 100).normalize():f} %"


def _usual(row: SalesTax) -> Pill | None:
    return Pill("check", "Usual", Tone.GOOD) if row.usual else None


COLUMNS: tuple[Column[SalesTax], ...] = (
    Column("code", "Code", 90, lambda row: row.code),
    Column("name", "Name", 180, lambda row: row.name, note=lambda row: row.name, grows=True),
    Column("rate", "Rate", 90, rate_words, number=True),
    Column("category", "What it is", 140, lambda row: CATEGORIES[TaxCategory(row.category)], muted=True, spare=1),
    Column("usual", "", 84, lambda _: "", pill=_usual),
)
