"""When which part of an invoice is to be paid: instalments that make the total. Pure.

The day by which a whole invoice is due is `core.dates.due_date`; parts of it are counted by the same terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from bookdesk.core.dates import Terms, due_date
from bookdesk.core.errors import InputError
from bookdesk.core.money import Money, total
from bookdesk.ledger.earlypayment import Receipt
from bookdesk.ledger.salestax import half_up


@dataclass(frozen=True, slots=True)
class Milestone:
    """A part as agreed: a share of the total (0.30 is 30 %), an amount, or with `None` what the others leave.

    Due by terms from the invoice's date, on a day, or with `None` when somebody says that it is reached.
    """

    name: str
    part: Decimal | Money | None
    due: Terms | date | None


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part as it is to be paid; without a day it is not due yet."""

    name: str
    amount: Money
    due: date | None


def plan(whole: Money, issued: date, milestones: Sequence[Milestone]) -> tuple[Instalment, ...]:
    """Return the instalments of `whole`, together the total exactly.

    A share is rounded half away from zero, as anybody reckons it again; what that leaves over is in the rest, or in the
    last share where none is the rest. `InputError` where the parts are not the whole, where two are "the rest", or
    where a part is nothing.
    """
    rests = sum(one.part is None for one in milestones)
    fixed = [_exact(one.part, whole) for one in milestones]
    left = whole.minor - sum(fixed, Fraction(0))
    if whole.minor <= 0 or rests > 1:
        raise InputError("Only one part can be the rest of a total.", "Give the others a share or an amount.")
    if not rests and left:
        raise InputError(
            f"The parts and the total of {whole} differ by {Money(half_up(abs(left)), whole.currency)}.",
            "Correct a part, or let the last one be the rest.",
        )
    exact = [left if one.part is None else part for one, part in zip(milestones, fixed, strict=True)]
    amounts = _rounded(exact, _last(milestones), whole.minor)
    if min(exact) <= 0 or min(amounts) <= 0:
        raise InputError("A part of the plan is nothing or less.", "Leave it out, or lower the others.")
    return tuple(
        Instalment(one.name, Money(minor, whole.currency), _day(one.due, issued))
        for one, minor in zip(milestones, amounts, strict=True)
    )


def owed(instalments: Sequence[Instalment], receipts: Sequence[Receipt], day: date) -> Money:
    """Return what is due by that `day` and not paid by then; what is paid settles the instalments together."""
    currency = instalments[0].amount.currency
    asked = total((one.amount for one in instalments if one.due is not None and one.due <= day), currency)
    paid = total((one.amount for one in receipts if one.day <= day), currency)
    return max(asked - paid, Money.zero(currency))


def _last(milestones: Sequence[Milestone]) -> int:
    """Return the place of the part that takes what rounding leaves over: the rest, else the last that is a share."""
    parts = [one.part for one in milestones]
    shares = [place for place, part in enumerate(parts) if isinstance(part, Decimal)]
    return parts.index(None) if None in parts else max(shares, default=len(parts) - 1)


def _rounded(exact: Sequence[Fraction], last: int, whole: int) -> list[int]:
    """Return each part rounded for itself, but the one at `last`, which is what the others leave of the whole."""
    amounts = [half_up(one) for one in exact]
    amounts[last] += whole - sum(amounts)
    return amounts


def _exact(part: Decimal | Money | None, whole: Money) -> Fraction:
    """Return an agreed part in minor units of `whole`, not rounded; the rest counts as nothing here."""
    if part is None:
        return Fraction(0)
    if isinstance(part, Money):
        return Fraction((part + Money.zero(whole.currency)).minor)
    if not part.is_finite():
        raise InputError(f"{part} is no share of a total.", "Write shares as percentages.")
    return Fraction(part) * whole.minor


def _day(due: Terms | date | None, issued: date) -> date | None:
    return due_date(issued, due) if isinstance(due, Terms) else due
