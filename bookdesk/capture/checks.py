"""Checks that a document must pass, shown with their result. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bookdesk.capture.evidence import Field
from bookdesk.capture.items import Item
from bookdesk.capture.sums import Totals
from bookdesk.core.checkdigits import is_abn, is_iban, is_vat_id
from bookdesk.core.vocabulary import FieldState

_CENT = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class Check:
    """A named check and whether it passed."""

    name: str
    passed: bool


def checks_of(fields: Mapping[str, Field], totals: Totals, items: Sequence[Item]) -> tuple[Check, ...]:
    """Return the checks that could be made."""
    checks: list[Check] = []
    if totals.balanced is not None:
        checks.append(Check("net + tax = total", totals.balanced))
    if totals.net and items and all(item.net is not None for item in items):
        checks.append(_lines_check(totals, sum((item.net or Decimal(0) for item in items), Decimal(0))))
    if totals.rows and totals.tax and totals.net and sum(row.net for row in totals.rows) == totals.net.value:
        checks.append(Check("tax rows = tax", abs(sum(row.tax for row in totals.rows) - totals.tax.value) <= _CENT))
    account, tax_id = fields["iban"].value, fields["supplier_tax_id"].value
    if account:
        checks.append(Check("IBAN check digits", is_iban(account)))
    if tax_id and fields["supplier_tax_id"].state is FieldState.PROVED:
        checks.append(Check("tax number check digits", is_vat_id(tax_id) or is_abn(tax_id)))
    issued, due = fields["issue_date"].value, fields["due_date"].value
    if issued and due:
        checks.append(
            Check("due date is not before the document's", date.fromisoformat(due) >= date.fromisoformat(issued))
        )
    return tuple(checks)


def _lines_check(totals: Totals, lines: Decimal) -> Check:
    """Compare the lines with the net, or with the total where prices include tax."""
    if totals.total and totals.tax and totals.tax.value and abs(lines - totals.total.value) <= _CENT:
        return Check("lines = total", passed=True)
    return Check("lines = net", totals.net is not None and abs(lines - totals.net.value) <= _CENT)
