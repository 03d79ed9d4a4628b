"""Line and document totals the way Xero computes them: tax per line, rounded to two decimals, then summed.

Xero's developer guide on rounding gives the vector 25.06, 25.61, 25.63 at 15 %: tax 3.76 + 3.84 + 3.84 = 11.44.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Totals:
    """Net, tax and gross of a document."""

    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        """Return net and tax together."""
        return self.net + self.tax


def cents(value: Decimal) -> Decimal:
    """Round half away from zero to two decimals."""
    return value.quantize(_CENT, rounding=ROUND_HALF_UP)


def line_tax(amount: Decimal, percent: Decimal, mode: str) -> Decimal:
    """Return the tax of a line amount at `percent`; `mode` is Exclusive, Inclusive or NoTax."""
    if mode == "NoTax":
        return Decimal("0.00")
    if mode == "Inclusive":
        return cents(amount - amount * 100 / (100 + percent))
    return cents(amount * percent / 100)


def totals(lines: list[tuple[Decimal, Decimal]], mode: str) -> Totals:
    """Sum (line amount, tax amount) pairs."""
    amounts = sum((amount for amount, _ in lines), Decimal("0.00"))
    tax = sum((tax for _, tax in lines), Decimal("0.00"))
    return Totals(amounts - tax if mode == "Inclusive" else amounts, tax)
