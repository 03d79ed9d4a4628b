"""When which part of an invoice is to be paid: instalments that make the total, and a discount for paying early. Pure.

The day by which a whole invoice is due is `core.dates.due_date`; parts of it are counted by the same terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from bookdesk.core.dates import Terms, due_date
from bookdesk.core.errors import InputError
from bookdesk.core.money import Money, total
from bookdesk.core.vocabulary import TaxOnDiscount
from bookdesk.ledger.salestax import half_up, shared
from bookdesk.ledger.tax import TaxShare

LONGEST = 366
"""Days for which an early payment may be rewarded, as many as terms have."""


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


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money of a customer that counts on an invoice, with the day on which it was paid."""

    day: date
    amount: Money


@dataclass(frozen=True, slots=True)
class EarlyPayment:
    """A `share` off (0.02 is 2 %) for what is paid at most `days` days after the invoice's date."""

    share: Decimal
    days: int
    tax: TaxOnDiscount = TaxOnDiscount.REDUCED

    def __post_init__(self) -> None:
        """Refuse what is no discount."""
        if not (self.share.is_finite() and 0 < self.share < 1) or not 0 <= self.days <= LONGEST:
            raise InputError(
                "A discount is more than nothing and less than the whole, for a number of days.",
                "Write it as 2 % within 10 days.",
            )

    def last_day(self, issued: date) -> date:
        """Return the last day on which paying earns it."""
        return issued + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Discount:
    """What paying early is worth, and of which net and tax it is: the credit note that books it has these `shares`."""

    amount: Money
    shares: tuple[TaxShare, ...]


@dataclass(frozen=True, slots=True)
class ToPay:
    """What settles an invoice if it is paid on a day: `amount` with `discount` already off, both 0 or more.

    `last_day` is the day until which that discount holds where it is still to be earned. `over` was paid too much.
    """

    amount: Money
    discount: Money
    over: Money
    last_day: date | None = None


def plan(whole: Money, issued: date, milestones: Sequence[Milestone]) -> tuple[Instalment, ...]:
    """Return the instalments of `whole`: each within one minor unit of what was agreed, together the total exactly.

    `InputError` where the parts are not the whole, where two are "the rest", or where a part is nothing.
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
    amounts = shared(exact)
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


def discount(offer: EarlyPayment, shares: Sequence[TaxShare], currency: str) -> Discount:
    """Return the discount on a document of these nets and taxes; its parts add up to its amount to the minor unit."""
    share, taxed = Fraction(offer.share), offer.tax is TaxOnDiscount.REDUCED
    exact = [share * one.net.minor for one in shares] + [share * one.tax.minor * taxed for one in shares]
    parts = [Money(minor, currency) for minor in shared(exact)]
    nets, taxes = parts[: len(shares)], parts[len(shares) :]
    return Discount(
        total(parts, currency),
        tuple(TaxShare(one.code, one.rate, net, tax) for one, net, tax in zip(shares, nets, taxes, strict=True)),
    )


def to_pay(gross: Money, off: Money, last_day: date, receipts: Sequence[Receipt], day: date) -> ToPay:
    """Return what settles an invoice of `gross` on that `day`, where `off` it counts until `last_day`, included.

    The discount is earned when all but the discount is paid in time, and is then at most what was left unpaid; what
    is paid in part until then earns none of it. Receipts after `day` are not known yet.
    """
    nothing = Money.zero(gross.currency)
    known = [one for one in receipts if one.day <= day]
    paid = total((one.amount for one in known), gross.currency)
    in_time = total((one.amount for one in known if one.day <= last_day), gross.currency)
    earned = in_time >= gross - off
    open_to_it = not earned and day <= last_day
    taken = max(nothing, min(off, gross - in_time)) if earned else (off if open_to_it else nothing)
    left = gross - taken - paid
    return ToPay(max(left, nothing), taken, max(-left, nothing), last_day if open_to_it else None)


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
