"""Whether a draft's lines make the total that the document asks for; where a person parted them, it is a doubt."""

from __future__ import annotations

from decimal import Decimal

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import FieldState
from bookdesk.models.bill import Bill
from bookdesk.models.document import DocumentField


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
