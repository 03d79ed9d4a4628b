"""An e-invoice as rows a person can read, since the file itself has no page. Pure.

Amounts and dates stand as the file states them; nothing is computed here, so that what is wrong in it can be seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum, auto

from bookdesk.core.checkdigits import format_iban, is_iban
from bookdesk.core.texts import clean
from bookdesk.formats.einvoice.invoice import EInvoice, EInvoiceLine, EInvoiceTax

_LONGEST = 600
"""Characters of one text that are shown; no description of any document needs more."""
_UNITS = {"C62": "", "EA": "", "H87": "", "HUR": "h", "DAY": "days", "MON": "months", "KGM": "kg", "LTR": "l"}
"""Units of UN/ECE Recommendation 20 that have a plain word; others are shown as coded."""


class Style(Enum):
    """What a row is, which decides where its cells stand."""

    TITLE = auto()
    NOTE = auto()
    HEADING = auto()
    PAIR = auto()
    """A label and its value."""
    HEADS = auto()
    """The heads of a table."""
    ITEM = auto()
    """Five cells of a table: text, then four numbers."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells from left to right."""

    style: Style
    cells: tuple[str, ...]


def einvoice_rows(invoice: EInvoice) -> tuple[Row, ...]:
    """Return everything the e-invoice says that a bookkeeper reads, in the order of a printed invoice."""
    return (
        *_head(invoice),
        *_section("Supplier", _supplier(invoice)),
        *_section("Customer", (("Name", invoice.customer_name), ("Tax number", invoice.customer_tax_id))),
        *_section("Document", _document(invoice)),
        *_lines(invoice.line_items),
        *_taxes(invoice.tax_breakdown),
        *_section("Totals", _totals(invoice)),
        *_section("Payment", _payment(invoice)),
    )


def einvoice_text(invoice: EInvoice) -> str:
    """Return the e-invoice as plain text, a row a line, for whoever reads by ear or copies from it."""
    return "\n".join("  ".join(cell for cell in row.cells if cell) for row in einvoice_rows(invoice))


_Pairs = tuple[tuple[str, str | None], ...]


def _head(invoice: EInvoice) -> Iterator[Row]:
    what = "Credit note" if invoice.is_credit_note else "Invoice"
    yield Row(Style.TITLE, (" ".join(filter(None, (what, _text(invoice.invoice_number)))),))
    yield Row(
        Style.NOTE,
        (f"An e-invoice ({invoice.syntax.value.upper()}) is data without pages; this page was drawn from that data.",),
    )


def _section(heading: str, pairs: _Pairs) -> Iterator[Row]:
    rows = [Row(Style.PAIR, (label, _text(value))) for label, value in pairs if value]
    if rows:
        yield Row(Style.HEADING, (heading,))
        yield from rows


def _supplier(invoice: EInvoice) -> _Pairs:
    trading = invoice.supplier_trading_name
    return (
        ("Name", invoice.supplier_name),
        ("Trading as", trading if trading != invoice.supplier_name else None),
        ("Registrations", ", ".join(invoice.supplier_tax_ids)),
        ("Country", invoice.supplier_country),
    )


def _document(invoice: EInvoice) -> _Pairs:
    return (
        ("Number", invoice.invoice_number),
        ("Issue date", _day(invoice.issue_date)),
        ("Due date", _day(invoice.due_date)),
        ("Tax point", _day(invoice.tax_point)),
        ("Currency", invoice.currency),
        ("Purchase order", invoice.po_number),
        ("Corrects invoice", invoice.corrected_invoice),
    )


def _lines(lines: tuple[EInvoiceLine, ...]) -> Iterator[Row]:
    if lines:
        yield Row(Style.HEADING, ("Lines",))
        yield Row(Style.HEADS, ("Description", "Quantity", "Unit price", "Tax %", "Net"))
    for line in lines:
        unit = _UNITS.get(line.unit or "", line.unit or "")
        per = f" / {_number(line.per_quantity)}" if line.per_quantity is not None else ""
        name = " ".join(filter(None, (line.item_number, line.description)))
        quantity = f"{_number(line.quantity)} {unit}".strip()
        cells = (name, quantity, f"{_number(line.unit_price)}{per}", _number(line.tax_rate), _number(line.net))
        yield Row(Style.ITEM, tuple(map(_text, cells)))


def _taxes(taxes: tuple[EInvoiceTax, ...]) -> Iterator[Row]:
    if taxes:
        yield Row(Style.HEADING, ("Tax",))
        yield Row(Style.HEADS, ("Category", "Tax %", "Net", "", "Tax"))
    for tax in taxes:
        cells = (tax.category or "", _number(tax.rate), _number(tax.net), "", _number(tax.tax))
        yield Row(Style.ITEM, tuple(map(_text, cells)))


def _totals(invoice: EInvoice) -> _Pairs:
    amounts = (
        ("Net", invoice.net),
        ("Tax", invoice.tax),
        ("Total", invoice.total),
        ("Paid before", invoice.prepaid),
        ("Rounding", invoice.rounding),
        ("Amount due", invoice.amount_due),
    )
    unit = invoice.currency or ""
    return tuple((label, f"{_number(value)} {unit}".strip()) for label, value in amounts if value is not None)


def _payment(invoice: EInvoice) -> _Pairs:
    iban = invoice.iban
    return (
        ("Pay to", invoice.payee_name),
        ("Account holder", invoice.account_name),
        ("IBAN", format_iban(iban) if iban and is_iban(iban) else iban),
        ("Account", invoice.bank_account),
        ("BIC or branch", invoice.bic),
        ("Reference", invoice.payment_reference),
        ("Terms", invoice.payment_terms),
    )


def _text(value: str | None) -> str:
    return clean(value or "")[:_LONGEST]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _number(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f")
