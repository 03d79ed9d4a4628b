"""Lines of a draft made fewer: which become one stands in `consolidating`, here it is done to the rows."""

from __future__ import annotations

from collections.abc import Sequence

from bookdesk.capture.consolidating import ALL, BY_CODE, CHOSEN, Line, by_code, positions_in, together, unlike
from bookdesk.capture.edit import OF_A_LINE, Edit
from bookdesk.core.errors import InputError, NotFound, RuleBroken
from bookdesk.models.account import Account, TaxCode
from bookdesk.models.bill import BillLine


def drop_after(edit: Edit, left: int) -> None:
    """Take out the lines after the first `left`."""
    for row in edit.lines[left:]:
        edit.session.delete(row)
    del edit.lines[left:]


def put_together(edit: Edit, value: str) -> None:
    """Put lines of a draft together as `value` says: `2+4` those, `by_code` those of each account and tax code.

    `InputError` or `NotFound` where it names no lines of the bill, `RuleBroken` where they are not of one code.
    """
    lines = [_as_counted(edit, line) for line in edit.lines]
    left = {row.position: {name: getattr(row, name) for name in OF_A_LINE} for row in edit.lines}
    for group in _groups(lines, value):
        refused = unlike(group)
        if refused is not None:
            way = "line.N.tax_code=CODE" if value == BY_CODE else f"lines={BY_CODE}"
            raise RuleBroken(*refused, command=f"bookdesk inbox set DOCUMENT {way}")
        one = together(group, edit.bill.tax_mode)
        sums = {"net": one.net.minor, "tax": one.tax.minor, "gross": (one.net + one.tax).minor}
        goods = {"description": one.description, "quantity": one.quantity, "unit_price": one.unit_price}
        left[one.position] |= {**goods, **sums, "tax_edited": one.edited}
        for other in group[1:]:
            del left[other.position]
    for row, values in zip(edit.lines, left.values(), strict=False):  # rows stay in their places, the last ones go
        for name, held in values.items():
            setattr(row, name, held)
    drop_after(edit, len(left))


def _groups(lines: Sequence[Line], value: str) -> Sequence[Sequence[Line]]:
    """Return the lines that become one, group by group; `InputError` where none do, or one is not there."""
    if value == BY_CODE:
        groups = by_code(lines)
        if not groups:
            raise InputError("Each account and tax code has one line already.", "There is nothing to put together.")
        return groups
    if not CHOSEN.fullmatch(value):
        raise InputError(
            f"lines cannot be set to {value}.",
            f"{ALL} puts all of them together, 2+4 those two, {BY_CODE} those of each account and tax code.",
        )
    chosen, there = positions_in(value), {one.position: one for one in lines}
    for position in chosen:
        if position not in there:
            raise NotFound(f"There is no line {position}.", f"The bill has {len(lines)} lines.")
    if len(chosen) == 1:
        raise InputError(f"Line {chosen[0]} is one line already.", "Choose two or more.")
    return [[there[position] for position in chosen]]


def _as_counted(edit: Edit, row: BillLine) -> Line:
    """Return a line as it counts where lines are put together."""
    account = edit.session.get(Account, row.account_id) if row.account_id else None
    code = edit.session.get(TaxCode, row.tax_code_id) if row.tax_code_id else None
    return Line(
        row.position,
        row.description,
        account.code if account is not None else None,
        code.code if code is not None else None,
        edit.money(row.net),
        edit.money(row.tax),
        edit.rate(row),
        row.tax_edited,
        row.quantity,
        row.unit_price,
    )
