"""What a gateway is expected to take of a payment, by a table that a person can edit. Pure.

Gateways publish a percentage and a fixed part per way of paying, some with a cap, with more percent for foreign cards
and for exchange; tax on the fee comes on top. What was really taken the gateway tells with each move; this is said
before a way of paying is offered, and marked as expected.

Rounding is exact and once: the fee without tax is the sum of its parts as a fraction, the main parts cut to the cap,
rounded half up to the coin and never more than the payment; its tax is that rounded fee times the rate, rounded half up
and never more than is left; the net is the rest, so fee, tax and net always add up to the payment. Rates are integers
of 10^-10, as tax and exchange rates are everywhere (`core.money.RATE_SCALE`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from bookdesk.core.errors import InputError
from bookdesk.core.money import RATE_SCALE, Money
from bookdesk.core.vocabulary import PayMethod

PERCENT = RATE_SCALE // 100
"""One percent as a rate: 2.9 % is `29 * PERCENT // 10`."""


@dataclass(frozen=True, slots=True)
class Rate:
    """What one way of paying costs: `percent` of the payment (a rate) and `fixed`, together at most `cap`.

    `foreign` and `exchange` are rates on top, where the card is of another country and where money is exchanged; the
    cap, which bank debits have, holds for the two main parts only.
    """

    method: PayMethod
    percent: int
    fixed: Money
    cap: Money | None = None
    foreign: int = 0
    exchange: int = 0

    def __post_init__(self) -> None:
        """Refuse what no gateway charges."""
        parts = (self.percent, self.foreign, self.exchange)
        if min(parts) < 0 or sum(parts) > RATE_SCALE or self.fixed.minor < 0 or (self.cap and self.cap.minor < 0):
            raise InputError("A fee is between nothing and the whole payment.", "Put the percentages right.")
        if self.cap is not None and self.cap.currency != self.fixed.currency:
            raise InputError("A fee and its cap are in one currency.", "Put the currencies right.")


@dataclass(frozen=True, slots=True)
class FeeTable:
    """The fees of one account from a day on, and the tax on them (`tax`, a rate of the fee)."""

    since: date
    rates: tuple[Rate, ...]
    tax: int = 0

    def __post_init__(self) -> None:
        """Refuse two rates for the same."""
        keys = [(rate.method, rate.fixed.currency) for rate in self.rates]
        if len(set(keys)) < len(keys):
            raise InputError("A way of paying has two fees in one currency.", "Leave one of them out.")
        if not 0 <= self.tax <= RATE_SCALE:
            raise InputError("Tax on a fee is between nothing and all of it.", "Put the tax rate right.")


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of a payment: `fee` without tax, the `tax` on it, and the `net` that arrives."""

    gross: Money
    fee: Money
    tax: Money
    net: Money


def in_force(tables: Sequence[FeeTable], day: date) -> FeeTable | None:
    """Return the table that holds on a day: the latest that began; None before the first."""
    begun = [table for table in tables if table.since <= day]
    return max(begun, key=lambda table: table.since, default=None)


def expected(
    table: FeeTable, gross: Money, method: PayMethod, *, foreign: bool = False, exchanged: bool = False
) -> Expected | None:
    """Return what is expected to be taken of a payment, or None where the table has no fee for it.

    A rate is looked for in the payment's own currency. `foreign` says that the card is of another country, `exchanged`
    that the payment settles in another currency. `ValueError` for a payment that is not positive.
    """
    if gross.minor <= 0:
        raise ValueError("a payment is more than nothing")
    rates = (rate for rate in table.rates if (rate.method, rate.fixed.currency) == (method, gross.currency))
    rate = next(rates, None)
    if rate is None:
        return None
    fee = min(_rounded(_exact(rate, gross, foreign=foreign, exchanged=exchanged)), gross.minor)
    tax = min(_rounded(Fraction(fee * table.tax, RATE_SCALE)), gross.minor - fee)
    money = (Money(minor, gross.currency) for minor in (fee, tax, gross.minor - fee - tax))
    return Expected(gross, *money)


def _exact(rate: Rate, gross: Money, *, foreign: bool, exchanged: bool) -> Fraction:
    main = Fraction(gross.minor * rate.percent, RATE_SCALE) + rate.fixed.minor
    if rate.cap is not None:
        main = min(main, Fraction(rate.cap.minor))
    extra = (rate.foreign if foreign else 0) + (rate.exchange if exchanged else 0)
    return main + Fraction(gross.minor * extra, RATE_SCALE)


def _rounded(value: Fraction) -> int:
    return int(value + Fraction(1, 2))
