"""What was read of a document, in exact form, as the person at the desk calls and reads it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bookdesk.core.money import Money
from bookdesk.ui import wording

FIELD_WORDS = {
    "supplier_name": "Supplier",
    "supplier_tax_id": "Supplier's tax number",
    "invoice_number": "Number",
    "issue_date": "Date",
    "due_date": "Due",
    "currency": "Currency",
    "rate": "Exchange rate",
    "net": "Net",
    "tax": "Tax",
    "total": "Total",
    "amount_due": "Amount due",
    "iban": "IBAN",
    "bank_account": "Account number",
    "bank_routing": "BSB or sort code",
    "payment_reference": "Reference",
    "po_number": "Order number",
    "customer_name": "Addressed to",
    "way_of_payment": "Way of payment",
}
"""What a person calls a field."""
AMOUNTS = frozenset({"net", "tax", "total", "amount_due"})
DATES = frozenset({"issue_date", "due_date"})


def shown_value(name: str, value: str | None, currency: str) -> str:
    """Return an exact value as the person at the desk reads it; what cannot be told better stays as it is."""
    if not value:
        return ""
    try:
        if name in AMOUNTS and currency:
            return wording.amount(Money.of(Decimal(value), currency))
        return wording.day(date.fromisoformat(value)) if name in DATES else value
    except (ValueError, ArithmeticError):
        return value
