"""Which amounts a gateway takes in one payment, and what part of an amount may be paid. Pure.

The one place that decides it: a page shows no button, a desk makes no link and nothing is charged by itself for what
would only be refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from bookdesk.core.money import Money


@dataclass(frozen=True, slots=True)
class Limits:
    """What one payment may be: `least` and `most`, and only whole multiples of `step` minor units."""

    least: Money
    most: Money
    step: int = 1

    def takes(self, amount: Money) -> bool:
        """Whether exactly this can be paid at once; the currency is that of the limits."""
        return self.least <= amount <= self.most and amount.minor % self.step == 0

    def at_most(self, amount: Money) -> Money:
        """Return the most of an amount that can be paid at once; nothing where it is less than the least."""
        largest = min(amount, self.most)
        found = Money(largest.minor - largest.minor % self.step, amount.currency)
        return found if found >= self.least else Money.zero(amount.currency)


def is_taken(limits: Limits | None, amount: Money) -> bool:
    """Whether an amount can be paid at once; where no limits are known the gateway itself says."""
    return limits is None or limits.takes(amount)


def parts(limits: Limits | None, whole: Money) -> tuple[Money, Money] | None:
    """Return the least and the most that may be paid of an amount: at least one unit of its currency.

    None where there is no choice, since all of it is the only amount that can be paid, or none can.
    """
    unit = Money.of(1, whole.currency)
    least = max(unit, limits.least) if limits is not None else unit
    most = limits.at_most(whole) if limits is not None else whole
    return (least, most) if least <= most and least < whole else None
