"""Money: integer minor units and a currency. No float comes near it, and splitting never loses a cent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import total_ordering

from bookdesk.core.currencies import exponent
from bookdesk.core.errors import InputError

MICRO = 1_000_000
"""Quantities and unit prices are integers of 10^-6."""
RATE_SCALE = 10_000_000_000
"""Tax and exchange rates are integers of 10^-10 (10 % is 1_000_000_000)."""


LARGEST = 10**16
"""Minor units that no single amount reaches; sums of hundreds of them still fit the 64 bits of a stored integer."""


class NotInCurrency(InputError, ValueError):
    """The amount has more decimals than its currency, or more digits than any amount of money."""


class CurrencyMismatch(ValueError):
    """Amounts of two currencies cannot be added or compared."""


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """`minor` units (cents, yen, fils) of an ISO 4217 `currency`."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        """Refuse unknown currencies and anything but a true integer."""
        if type(self.minor) is not int:
            raise TypeError(f"minor units are an int, not {type(self.minor).__name__}")
        exponent(self.currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Return nothing, in `currency`."""
        return cls(0, currency)

    @classmethod
    def of(cls, major: Decimal | str | int, currency: str) -> Money:
        """Return `major` units exactly; `NotInCurrency` if the currency has too few decimals, or nobody that much."""
        scaled = Decimal(major).scaleb(exponent(currency))
        if not scaled.is_finite() or abs(scaled) >= LARGEST:
            raise NotInCurrency(f"{major} {currency} is more than any amount of money.", "Check it for a slip.")
        if scaled != scaled.to_integral_value():
            raise NotInCurrency(f"{major} has more decimals than {currency} knows.", "Leave the surplus decimals out.")
        return cls(int(scaled), currency)

    @classmethod
    def rounded(cls, major: Decimal, currency: str) -> Money:
        """Return `major` units rounded half away from zero, as tax offices and ledgers do."""
        step = Decimal(1).scaleb(-exponent(currency))
        return cls.of(major.quantize(step, rounding=ROUND_HALF_UP), currency)

    @property
    def major(self) -> Decimal:
        """The amount in major units, with all decimals of its currency."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __str__(self) -> str:
        """Plain and exact, for machines: `1234.50 AUD`."""
        return f"{self.text} {self.currency}"

    @property
    def text(self) -> str:
        """The amount alone as JSON and files carry it: `1234.50`."""
        return format(self.major, "f")

    def __add__(self, other: Money) -> Money:
        """Add; `CurrencyMismatch` unless both have one currency."""
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        """Subtract; `CurrencyMismatch` unless both have one currency."""
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> Money:
        """Turn the sign."""
        return Money(-self.minor, self.currency)

    def __abs__(self) -> Money:
        """Drop the sign."""
        return Money(abs(self.minor), self.currency)

    def __lt__(self, other: Money) -> bool:
        """Compare within one currency."""
        return self.minor < self._same(other).minor

    def __bool__(self) -> bool:
        """Whether it is anything but zero."""
        return self.minor != 0

    def times(self, factor: Decimal | int) -> Money:
        """Multiply by an exact factor and round half away from zero."""
        return Money.rounded(self.major * Decimal(factor), self.currency)

    def split(self, weights: Sequence[int]) -> tuple[Money, ...]:
        """Share out by non-negative `weights` so that the parts add up to the whole (largest remainder first)."""
        return tuple(Money(part, self.currency) for part in split_minor(self.minor, weights))

    def _same(self, other: Money) -> Money:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not mix")
        return other


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Add up `amounts`, nothing being zero of `currency`."""
    return sum(amounts, Money.zero(currency))


def split_minor(minor: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Split `minor` by `weights`: each part is within one unit of its exact share, and the parts sum to `minor`."""
    if not weights or min(weights) < 0 or sum(weights) == 0:
        raise ValueError("weights are non-negative and at least one is positive")
    sign, magnitude, whole = (-1 if minor < 0 else 1), abs(minor), sum(weights)
    parts = [magnitude * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(magnitude * weights[i] % whole), i))
    for index in by_remainder[: magnitude - sum(parts)]:
        parts[index] += 1
    return tuple(sign * part for part in parts)
