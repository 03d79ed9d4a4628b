"""From entered lines to amounts: price x quantity less discount, tax by the client's policy, coins rounded. Pure.

Each line's amount is rounded once, from its exact value; tax is `ledger/salestax`'s. Net + tax = gross holds for every
line, the lines make the totals, and total = net + tax + rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bookdesk.core.currencies import exponent
from bookdesk.core.errors import InputError
from bookdesk.core.money import LARGEST, MICRO, Money
from bookdesk.core.vocabulary import RoundedBy, TaxMode
from bookdesk.ledger.cashrounding import rounding
from bookdesk.ledger.salestax import PricedLine, half_up, taxed
from bookdesk.ledger.tax import TaxedLine, TaxShare


@dataclass(frozen=True, slots=True)
class ToPrice:
    """A line to be reckoned: `rate` is a fraction (0.10 is 10 %), `discount` a share of the price.

    `category` is what tax is rounded for by category; without one the tax code stands for it.
    """

    quantity: Decimal
    unit_price: Decimal
    rate: Decimal
    discount: Decimal | None = None
    code: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    """A document reckoned: `total` is net + tax + `rounding`, which is what coins round away or add."""

    lines: tuple[TaxedLine, ...]
    shares: tuple[TaxShare, ...]
    net: Money
    tax: Money
    rounding: Money
    total: Money


def line_amount(line: ToPrice, currency: str) -> Money:
    """Return quantity x price less discount, rounded half away from zero; `InputError` beyond any amount of money."""
    exact = Fraction(line.quantity) * Fraction(line.unit_price) * (1 - Fraction(line.discount or 0))
    minor = half_up(exact * 10 ** exponent(currency))
    if abs(minor) >= LARGEST:
        raise InputError(
            f"{line.quantity} at {line.unit_price} {currency} is more than any amount of money.", "Check it for a slip."
        )
    return Money(minor, currency)


def priced(
    lines: Sequence[ToPrice], currency: str, *, mode: TaxMode, by: RoundedBy, step: Money | None = None
) -> Priced:
    """Reckon a document; `step` is the smallest coin where the client rounds to it."""
    done = taxed(
        [PricedLine(line_amount(one, currency), one.rate, one.code, one.category) for one in lines],
        currency,
        mode=mode,
        by=by,
    )
    whole = done.totals.gross
    if abs(whole.minor) >= LARGEST:
        raise InputError(f"{whole} is more than any amount of money.", "Check the lines for a slip.")
    coins = Money.zero(currency) if step is None else rounding(whole, step)
    return Priced(done.lines, done.shares, done.totals.net, done.totals.tax, coins, whole + coins)


def unit_price(price: Decimal, rate: Decimal, *, with_tax: bool, mode: TaxMode) -> Decimal:
    """Return a product's price as a document of that mode shows it, to six decimals.

    A price with tax loses it where prices are without (also where the client charges none), and the other way round.
    """
    exact = Fraction(price)
    if with_tax and mode is not TaxMode.INCLUSIVE:
        exact /= 1 + Fraction(rate)
    if not with_tax and mode is TaxMode.INCLUSIVE:
        exact *= 1 + Fraction(rate)
    return Decimal(half_up(exact * MICRO)) / MICRO
