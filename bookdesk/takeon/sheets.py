"""CSV exports of the old system as typed rows. Pure: text in, rows and problems (with their line) out.

Columns are found by their heading, in any order; headings of Xero, QuickBooks and MYOB exports are known. A sheet
with a problem in any row is not used at all, so that the totals a person compares are those of the whole file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from bookdesk.core.amounts import exact_amount
from bookdesk.core.errors import InputError
from bookdesk.core.texts import clean

_Read = TypeVar("_Read")
_LONGEST_CELL = 32_767
"""What a spreadsheet puts into one cell; the csv module's own limit is one for the process, and others move it."""

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("name", "supplier", "vendor", "customer", "contact", "contact name", "supplier name", "co./last name"),
    "tax_id": ("tax id", "abn", "vat number", "vat id", "tax number"),
    "email": ("email", "e-mail", "email address"),
    "street": ("street", "address", "address line 1"),
    "city": ("city", "town", "suburb"),
    "postcode": ("postcode", "zip", "postal code", "eircode"),
    "country": ("country",),
    "currency": ("currency", "currency code"),
    "terms": ("terms", "payment terms"),
    "terms_days": ("terms days", "days", "due in days"),
    "way_of_payment": ("way of payment", "payment method"),
    "account": ("account", "account code", "default account"),
    "tax_code": ("tax code", "tax type", "default tax"),
    "iban": ("iban",),
    "bic": ("bic", "swift"),
    "bsb": ("bsb", "bsb number"),
    "sort_code": ("sort code", "bank sort code", "sortcode"),
    "routing": ("routing", "routing number", "bank code"),
    "account_number": ("account number", "bank account number", "bank account"),
    "holder": ("account name", "account holder", "holder"),
    "number": ("number", "invoice number", "bill number", "reference", "document number"),
    "kind": ("kind", "type"),
    "document_date": ("date", "invoice date", "document date", "bill date"),
    "due_date": ("due date", "due"),
    "total": ("total", "invoice total", "amount"),
    "open": ("open", "amount due", "balance", "balance due", "outstanding"),
    "rate": ("rate", "exchange rate", "currency rate"),
    "customer_kind": ("customer kind", "customer type"),
    "attention": ("attention", "contact person"),
    "phone": ("phone", "phone number", "telephone"),
    "language": ("language",),
    "zone": ("zone", "time zone"),
    "grace_days": ("grace days",),
    "reminders": ("reminders",),
    "buyer_reference": ("buyer reference",),
    "electronic_address": ("electronic address",),
    "reminder_email": ("reminder email", "email for reminders", "statement email"),
    "notes": ("notes", "note", "remarks"),
    "code": ("code", "item code", "itemcode", "sku", "product code"),
    "product": ("product", "item", "item name", "itemname", "product name"),
    "description": ("description", "sales description", "salesdescription"),
    "unit": ("unit",),
    "price": ("price", "unit price", "sales price", "selling price", "salesunitprice", "sales unit price"),
    "with_tax": ("with tax", "price includes tax", "tax inclusive"),
}
"""Our names for columns and the headings they are known by, compared without case."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row's cells by our column names, with its line in the file."""

    line: int
    cells: Mapping[str, str]

    def text(self, column: str) -> str | None:
        """Return a cell, None where it is empty or there is no such column."""
        return self.cells.get(column) or None

    def need(self, column: str) -> str:
        """Return a cell that may not be empty."""
        value = self.text(column)
        if value is None:
            raise InputError(f"Line {self.line}: {column.replace('_', ' ')} is empty.", "Fill it in and import again.")
        return value

    def day(self, column: str) -> date:
        """Return an ISO date; the old system exports them so, and anything else could be read two ways."""
        return self._read(column, date.fromisoformat, "a date like 2026-06-30")

    def amount(self, column: str) -> Decimal:
        """Return an exact amount with a dot."""
        return self._read(column, exact_amount, "an amount like 1234.50")

    def _read(self, column: str, reader: Callable[[str], _Read], shape: str) -> _Read:
        value = self.need(column)
        try:
            return reader(value)
        except ValueError:
            raise InputError(
                f"Line {self.line}: '{value}' in column {column.replace('_', ' ')} is not {shape}.",
                "Check that the columns are not swapped; nothing was imported.",
            ) from None


def rows(text: str, required: tuple[str, ...]) -> list[SheetRow]:
    """Return the rows of a CSV sheet; `InputError` if a required column has no heading or there is no row."""
    headings, *lines = _lines(text)
    columns = [_column(heading) for heading in headings[1]]
    _refuse_headings(columns, required)
    found = [_row(line, cells, columns) for line, cells in lines if any(cells)]
    if not found:
        raise InputError("The sheet has headings but no rows.", "Export it again from the old system.")
    return found


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """Return the cells of every line with its number; there is at least the line of headings."""
    dialect = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=dialect)
    try:
        found = [(reader.line_num, [clean(cell) for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise InputError("The file is no CSV sheet.", "Export it again from the old system.") from error
    if any(len(cell) > _LONGEST_CELL for _, cells in found for cell in cells):
        raise InputError("The file is no CSV sheet.", "Export it again from the old system.")
    if not found:
        raise InputError("The file is empty.", "Export it again from the old system.")
    return found


def _refuse_headings(columns: Sequence[str], required: Sequence[str]) -> None:
    missing = [name for name in required if name not in columns]
    if missing:
        raise InputError(
            f"No column for {', '.join(name.replace('_', ' ') for name in missing)} was found.",
            f"Name it by one of: {', '.join(heading for name in missing for heading in HEADINGS[name])}.",
        )
    twice = next((name for name in columns if name in HEADINGS and columns.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"Two columns stand for {twice.replace('_', ' ')}.", "Leave one of them out.")


def _row(line: int, cells: Sequence[str], columns: Sequence[str]) -> SheetRow:
    """Pair cells with columns; a cell too many moved the others, as an amount with an unquoted comma does."""
    if any(cells[len(columns) :]):
        raise InputError(
            f"Line {line} has more cells than there are headings.",
            "Write amounts without commas, or in quotes; nothing was imported.",
        )
    return SheetRow(line, dict(zip(columns, cells, strict=False)))


def _column(heading: str) -> str:
    """Return our name for a heading; an unknown heading keeps its own and is ignored."""
    plain = " ".join(heading.replace("_", " ").lower().split())
    return next((name for name, known in HEADINGS.items() if plain in known), f"?{plain}")
