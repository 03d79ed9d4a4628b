"""Whether a draft's lines make the total that the document asks for; where a person parted them, it is a doubt.

The checks beside the fields are made anew when what they are about is corrected, so that they tell of what stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from bookdesk.capture.rows import CHECK
from bookdesk.core.checkdigits import is_abn, is_iban, is_vat_id
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import FieldState
from bookdesk.models.bill import Bill, BillLine
from bookdesk.models.document import DocumentField

CENT: Final = Decimal("0.01")
"""Where net and tax are computed from rounded lines, they may miss the total by this."""
Values = Mapping[str, str]


def printed_total(field: DocumentField | None, bill: Bill) -> Money | None:
    """Return the total as the document asks for it, positive; None where none was read or set."""
    if field is None or field.value is None:
        return None
    return abs(Money.rounded(Decimal(field.value), bill.currency))


def agrees(field: DocumentField | None, bill: Bill) -> bool:
    """Whether the lines add up to the document's total; so they do where it has none."""
    printed = printed_total(field, bill)
    return printed is None or printed.minor == bill.total


def weigh_total(field: DocumentField | None, bill: Bill, *, agreed: bool) -> None:
    """Let a total that the lines no longer make be a doubt, and be proved when they make it again.

    `agreed` is how it was before the lines were corrected.
    """
    if field is None:
        return
    if not agrees(field, bill):
        field.state, field.why = FieldState.FAILED, f"the lines add up to {bill.total_money}"
    elif not agreed:
        field.state = FieldState.CORRECTED if field.corrected else FieldState.PROVED
        field.why = "the lines add up to it"


def follow_sum(field: DocumentField | None, value: str | None) -> None:
    """Let a net or tax that nobody set follow from what was set; what is not printed is not made a nought."""
    if field is None or value is None or field.value == value or (field.value is None and not Decimal(value)):
        return
    as_read = value == field.read_value
    field.value, field.corrected = value, not as_read
    field.state = FieldState.CHECK if as_read else FieldState.CORRECTED
    field.why = "as it was read" if as_read else f"follows from what was set; read as {field.read_value or 'nothing'}"


def sums_agree(values: Values) -> bool | None:
    """Whether net and tax of a document make its total; None where net or total is not known."""
    if not {"net", "total"} <= values.keys():
        return None
    net, tax, total = (abs(Decimal(values.get(name, "0"))) for name in ("net", "tax", "total"))
    return abs(net + tax - total) <= CENT


def weigh_checks(fields: Mapping[str, DocumentField], lines: Sequence[BillLine], currency: str) -> None:
    """Make the checks of a document anew by the values that stand and the lines of its draft."""
    values = {name: field.value for name, field in fields.items() if field.value is not None}
    values["lines = net"] = Money(sum(line.net for line in lines), currency).text
    values["lines = total"] = Money(sum(line.gross for line in lines), currency).text
    for name, passes in _PASSES.items():
        row = fields.get(f"{CHECK}{name}")
        passed = None if row is None else passes(values)
        if row is not None and passed is not None:
            row.state, row.why = _result(passed)
    _weigh_rows(fields)


def _weigh_rows(fields: Mapping[str, DocumentField]) -> None:
    """Let printed tax rows that made the tax as it was read make no other one; the row keeps what held at reading."""
    row, tax = fields.get(f"{CHECK}tax rows = tax"), fields.get("tax")
    if row is None or tax is None:
        return
    row.read_value = row.read_value or row.why
    row.state, row.why = _result(row.read_value == _result(passed=True)[1] and tax.value == tax.read_value)


def _result(passed: bool) -> tuple[FieldState, str]:  # noqa: FBT001 - a result, not a switch
    return (FieldState.PROVED, "passed") if passed else (FieldState.FAILED, "failed")


def _lines_make(check: str, name: str) -> Callable[[Values], bool | None]:
    return lambda values: (
        abs(abs(Decimal(values[name])) - abs(Decimal(values[check]))) <= CENT if name in values else None
    )


def _due_after(values: Values) -> bool | None:
    if not {"issue_date", "due_date"} <= values.keys():
        return None
    return date.fromisoformat(values["due_date"]) >= date.fromisoformat(values["issue_date"])


_PASSES: Final[Mapping[str, Callable[[Values], bool | None]]] = {
    "net + tax = total": sums_agree,
    "lines = net": _lines_make("lines = net", "net"),
    "lines = total": _lines_make("lines = total", "total"),
    "IBAN check digits": lambda values: is_iban(values["iban"]) if "iban" in values else None,
    "tax number check digits": lambda values: (
        is_vat_id(values["supplier_tax_id"]) or is_abn(values["supplier_tax_id"])
        if "supplier_tax_id" in values
        else None
    ),
    "due date is not before the document's": _due_after,
}
"""The checks of `capture/checks.py` by name, as they come out now; None where the values tell nothing."""
