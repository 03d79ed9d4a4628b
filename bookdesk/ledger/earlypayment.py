"""A discount for paying early: what it is worth, of which net and tax, and what settles an invoice on a day. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money, total
from bookdesk.core.vocabulary import TaxOnDiscount
from bookdesk.ledger.salestax import shared
from bookdesk.ledger.tax import TaxShare

LONGEST = 366
"""Days for which an early payment may be rewarded, as many as terms have."""


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
