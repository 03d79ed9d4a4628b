"""Reports as sheets of comma-separated values, exact and plain, for whoever goes on with them elsewhere. Pure.

Amounts have a point and no marks between thousands; each stands beside its currency. A text that a spreadsheet would
take for a formula is marked as text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from io import StringIO

from bookdesk.core.money import Money
from bookdesk.reports.ageing import BUCKETS, Aged, AgedRow, Ageing
from bookdesk.reports.cashcurve import CashCurve
from bookdesk.reports.collection import Collection
from bookdesk.reports.standings import InvoiceOverview

Cell = str | int | Decimal | Money | date | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet runs (OWASP, CSV injection)."""


def sheet(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a sheet in UTF-8, marked as such for spreadsheets that would guess."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    if isinstance(cell, Money):
        return cell.text
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else f"{cell}"


def ageing_sheet(found: Ageing) -> bytes:
    """Return an ageing by contact and currency, then its sums by currency."""
    header = ("as of", "contact", "currency", *BUCKETS, "open", "overdue", "unapplied", "total", "base", "base total")
    return sheet(header, (_aged(found, row) for row in (*found.rows, *found.totals)))


def _aged(found: Ageing, row: AgedRow) -> Sequence[Cell]:
    amounts: Aged = row.amounts
    sums = (*amounts.buckets, amounts.open, amounts.overdue, amounts.unapplied, amounts.total)
    base = found.base.unapplied.currency
    return (found.as_of, row.name or "all contacts", row.currency, *sums, base, row.base.total)


def items_sheet(found: Ageing) -> bytes:
    """Return the documents of an ageing, one a row."""
    header = (
        *("as of", "contact", "kind", "number", "date", "due", "days overdue", "bucket"),
        *("currency", "total", "open", "unapplied"),
    )
    return sheet(header, _items(found))


def _items(found: Ageing) -> Iterator[Sequence[Cell]]:
    for row in found.rows:
        for one in row.items:
            document = one.document
            due = document.due_day if document.reached else None
            yield (
                *(found.as_of, document.who, document.kind.value, document.number, document.issued, due),
                *(one.days_overdue, one.bucket.value, row.currency, document.total, one.open, one.unapplied),
            )


def overview_sheet(found: InvoiceOverview) -> bytes:
    """Return invoices by how they stand, one row for each currency; those part settled may be overdue as well."""
    header = ("as of", "standing", "currency", "invoices", "invoiced", "open")
    rows = (
        (found.as_of, which.value, one.claimed.currency, one.count, one.claimed, one.open)
        for which, stood in found.standing.items()
        for one in stood.currencies
    )
    return sheet(header, rows)


def figures_sheet(found: Collection) -> bytes:
    """Return key figures with their definitions; shares are fractions of one."""
    header = ("as of", "figure", "value", "unit", "remark", "definition")
    rows = (
        (found.as_of, one.name.value, one.rounded(4), one.unit.value, one.remark, one.definition)
        for one in found.figures
    )
    return sheet(header, rows)


def curve_sheet(currency: str, found: CashCurve) -> bytes:
    """Return a curve: what moves on each day, then the balances at its end."""
    header = ("day", "what", "why", "currency", "amount", "low balance", "expected balance", "high balance")
    return sheet(header, _days(currency, found))


def _days(currency: str, found: CashCurve) -> Iterator[Sequence[Cell]]:
    for day in found.days:
        for part in day.parts:
            yield (day.day, part.name, part.why, currency, part.amount, None, None, None)
        yield (day.day, "balance", "", currency, None, day.low, day.balance, day.high)
    for part in found.later:
        yield (part.day, part.name, f"After the last day. {part.why}", currency, part.amount, None, None, None)
    for one in found.left_out:
        yield (None, one.name, f"Not in it: {one.why}", one.amount.currency, one.amount, None, None, None)
