"""Currencies: an amount in base currency at a dated rate, and the realised difference when a debt is paid. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """`rate` units of base currency for one unit of the foreign one, with where and when it was taken."""

    rate: Decimal
    source: str
    day: date

    def __post_init__(self) -> None:
        """Refuse what no exchange pays."""
        if self.rate <= 0:
            raise InputError(f"{self.rate} is no exchange rate.", "Give what one unit costs in base currency.")


def in_base(amount: Money, base: str, rate: ExchangeRate | None) -> Money:
    """Convert; `ValueError` if the currencies differ and there is no rate."""
    if amount.currency == base:
        return Money(amount.minor, base)
    if rate is None:
        raise ValueError(f"{amount.currency} needs a rate to {base}")
    return Money.rounded(amount.major * rate.rate, base)


def carried(settled: Money, whole: Money, whole_base: Money) -> Money:
    """Return the base amount of the first `settled` units of a debt of `whole`; exact at nothing and at the whole."""
    if not whole:
        return Money.zero(whole_base.currency)
    return Money.rounded(whole_base.major * settled.major / whole.major, whole_base.currency)
