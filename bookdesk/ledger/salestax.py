"""Tax of a document that we issue: rounded once per line, per category or per document, as a policy says. Pure.

Where rounding happens differs by country and by accounting system, and is worth a cent or more on most documents:

- *line*: each line's tax is rounded, then summed. Xero, QuickBooks and MYOB do so; Xero's published vector is nets of
  25.06, 25.61 and 25.63 at 15 %, which give 3.76 + 3.84 + 3.84 = 11.44.
- *category*: the lines of one category and rate are summed and their tax is rounded once (EN 16931, BR-CO-17).
- *document*: tax is rounded once over everything; the vector above then gives 11.45.

Whatever the policy, every line, every category and the document satisfy net + tax = gross to the minor unit: tax that
was rounded for several lines is shared out among them, each within one minor unit of its exact share. Of an amount
that has its tax in it, it is the tax that is rounded (amount x rate / (1 + rate)), and the net is what remains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from types import MappingProxyType

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import RoundedBy, TaxMode
from bookdesk.ledger.tax import TaxedLine, TaxShare, Totals, breakdown, totals

USUAL: Mapping[str, RoundedBy] = MappingProxyType(
    {"AU": RoundedBy.LINE, "GB": RoundedBy.LINE, "NZ": RoundedBy.LINE, "US": RoundedBy.DOCUMENT}
)
"""What is usual where a country's rule leaves a choice, by ISO 3166 code; everywhere else it is the category.

- AU: GST Act 1999 s 9-90 allows the total of the invoice or each supply. GB: VAT Notice 700, 17.5 allows lines and the
  invoice. By line is what the accounting systems used there and in NZ compute, and a document must equal theirs.
- US: the Streamlined Sales and Use Tax Agreement, s 324, allows item or invoice, half a cent up, over state and local
  taxes together; by invoice, a document of several local rates is rounded once.
- EU and EEA: EN 16931 rounds by category and rate. Japan's qualified invoices round once per rate, by law.
"""


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line before tax: `amount` is net or gross as the document's mode says; `rate` is a fraction (0.10 is 10 %).

    `category` is what tax is rounded for where it is by category (EN 16931: S, Z, E, AE, K, G, O), as two tax codes of
    one rate may share it; without one the code itself stands for it.
    """

    amount: Money
    rate: Decimal
    code: str | None = None
    category: str | None = None

    def __post_init__(self) -> None:
        """Refuse a rate that no tax has."""
        if not (self.rate.is_finite() and self.rate >= 0):
            raise InputError(f"A tax of {self.rate} is none.", "Write the rate as a percentage from 0 up.")


@dataclass(frozen=True, slots=True)
class Taxed:
    """A document's lines with their tax, its breakdown by code and rate, and what all of it adds up to."""

    lines: tuple[TaxedLine, ...]
    shares: tuple[TaxShare, ...]
    totals: Totals


def policy(country: str, own: RoundedBy | None = None) -> RoundedBy:
    """Return for what a client of `country` rounds tax once: his `own` choice, else what is usual there."""
    return own or USUAL.get(country, RoundedBy.CATEGORY)


def taxed(lines: Sequence[PricedLine], currency: str, *, mode: TaxMode, by: RoundedBy) -> Taxed:
    """Compute the tax of `lines`, all in `currency` (else `CurrencyMismatch`).

    Negative lines, such as a discount or a returned item, are lines like others: nothing is rounded apart for them.
    """
    exact = [_exact(one, mode) for one in lines]
    groups: dict[object, list[int]] = {}
    for index, one in enumerate(lines):
        groups.setdefault(_group(index, one, by), []).append(index)
    tax = [0] * len(lines)
    for members in groups.values():
        for index, share in zip(members, shared([exact[index] for index in members]), strict=True):
            tax[index] = share
    done = tuple(_line(one, Money(minor, currency), mode) for one, minor in zip(lines, tax, strict=True))
    return Taxed(done, breakdown(done), totals(done, currency))


def shared(exact: Sequence[Fraction]) -> tuple[int, ...]:
    """Round the sum of `exact` half away from zero and share it out: each part within one unit of what it was."""
    parts = [floor(one) for one in exact]
    over = half_up(sum(exact, Fraction(0))) - sum(parts)
    by_remainder = sorted(range(len(exact)), key=lambda index: (parts[index] - exact[index], index))
    for index in by_remainder[:over]:
        parts[index] += 1
    return tuple(parts)


def half_up(amount: Fraction) -> int:
    """Round half away from zero, as tax offices and ledgers do."""
    size = floor(abs(amount) + Fraction(1, 2))
    return -size if amount < 0 else size


def _exact(one: PricedLine, mode: TaxMode) -> Fraction:
    """Return the tax of a line in minor units, not rounded."""
    if mode is TaxMode.NONE:
        return Fraction(0)
    rate = Fraction(one.rate)
    return one.amount.minor * rate / (1 + rate if mode is TaxMode.INCLUSIVE else 1)


def _group(index: int, one: PricedLine, by: RoundedBy) -> object:
    match by:
        case RoundedBy.LINE:
            return index
        case RoundedBy.CATEGORY:
            return (one.category or one.code, one.rate)
        case RoundedBy.DOCUMENT:
            return None


def _line(one: PricedLine, tax: Money, mode: TaxMode) -> TaxedLine:
    if mode is TaxMode.INCLUSIVE:
        return TaxedLine(one.amount - tax, tax, one.amount, one.rate, one.code)
    return TaxedLine(one.amount, tax, one.amount + tax, one.rate, one.code)
