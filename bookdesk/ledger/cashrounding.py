"""What a document's total is rounded by where small coins are no more: an amount of its own beside it. Pure.

EN 16931 carries it as BT-114 and asks that amount due = total with tax - paid + rounding (BR-CO-16). No line, no tax
and no total changes by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType

from bookdesk.core.money import Money
from bookdesk.ledger.salestax import half_up

STEPS: Mapping[str, Money] = MappingProxyType(
    {
        "AU": Money(5, "AUD"),
        "CA": Money(5, "CAD"),
        "CH": Money(5, "CHF"),
        "LI": Money(5, "CHF"),
        "NO": Money(100, "NOK"),
        "NZ": Money(10, "NZD"),
        "SE": Money(100, "SEK"),
    }
)
"""The smallest coin by country (ISO 3166), from what their central banks issue: five rappen, a krona, ten cents.

Only what is paid in cash has to be rounded; whether a client's invoices are is his choice, usual in Switzerland alone.
"""


def rounding(due: Money, step: Money) -> Money:
    """Return what to add to `due` to make it a multiple of `step`; a half goes away from zero.

    `ValueError` where the step is not positive, `CurrencyMismatch` where it is of another currency.
    """
    if step.minor <= 0:
        raise ValueError(f"{step} is no step to round to")
    return Money(half_up(Fraction(due.minor, step.minor)) * step.minor, step.currency) - due
