"""Tax of a document: by line, inclusive or exclusive, mixed rates, with a tax amount that a person may set. Pure.

Each line's tax is rounded to the minor unit (half away from zero) and then summed, as Xero, QuickBooks and MYOB do.
Xero's published vector: nets 25.06, 25.61, 25.63 at 15 % give 3.76 + 3.84 + 3.84 = 11.44 (by document: 11.45).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bookdesk.core.money import Money, total
from bookdesk.core.vocabulary import TaxMode

MOST_DRIFT = 5
"""Minor units by which lines' tax and the document's may differ because each is rounded."""


@dataclass(frozen=True, slots=True)
class DatedCode:
    """A tax code with the rate it has on the day of a document (0.10 is 10 %)."""

    id: str
    code: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class TaxedLine:
    """A line before or after computing: `net + tax == gross`, `rate` is a fraction (0.10 is 10 %)."""

    net: Money
    tax: Money
    gross: Money
    rate: Decimal
    code: str | None = None


@dataclass(frozen=True, slots=True)
class TaxShare:
    """One row of a document's tax breakdown."""

    code: str | None
    rate: Decimal
    net: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class Totals:
    """What a document's lines add up to."""

    net: Money
    tax: Money
    gross: Money


def line(entered: Money, rate: Decimal, mode: TaxMode, *, code: str | None = None) -> TaxedLine:
    """Compute a line from the amount as `entered`: before tax (exclusive), with it (inclusive) or without any."""
    if mode is TaxMode.INCLUSIVE:
        net = Money.rounded(entered.major / (1 + rate), entered.currency)
        return TaxedLine(net, entered - net, entered, rate, code)
    tax = Money.zero(entered.currency) if mode is TaxMode.NONE else entered.times(rate)
    return TaxedLine(entered, tax, entered + tax, rate, code)


def with_tax(computed: TaxedLine, tax: Money, mode: TaxMode) -> TaxedLine:
    """Return the line with the tax a person read off the document; what was entered stays as it was."""
    if mode is TaxMode.INCLUSIVE:
        return replace(computed, tax=tax, net=computed.gross - tax)
    return replace(computed, tax=tax, gross=computed.net + tax)


def fits(shown: TaxedLine, mode: TaxMode, *, edited: bool) -> bool:
    """Whether a line's tax can be right for its rate: nothing at 0 %, else the computed tax up to rounding.

    A person may have `edited` the tax to what the document prints; at 0 % nobody may.
    """
    if shown.rate == 0 or mode is TaxMode.NONE:
        return shown.tax.minor == 0
    entered = shown.gross if mode is TaxMode.INCLUSIVE else shown.net
    return edited or abs(line(entered, shown.rate, mode).tax - shown.tax).minor <= MOST_DRIFT


def near(computed: Money, printed: Money) -> bool:
    """Whether a printed tax is the computed one but for the rounding of what was added up to it.

    That is a unit, and up to `MOST_DRIFT` where it is no more than a hundredth: no two rates in use lie so close.
    """
    return abs(computed - printed).minor <= max(1, min(MOST_DRIFT, abs(printed.minor) // 100))


def totals(lines: Iterable[TaxedLine], currency: str) -> Totals:
    """Add up the lines."""
    kept = list(lines)
    return Totals(*(total((getattr(one, part) for one in kept), currency) for part in ("net", "tax", "gross")))


def breakdown(lines: Sequence[TaxedLine]) -> tuple[TaxShare, ...]:
    """Return tax by (code, rate), highest rate first; nets and taxes add up to the document's."""
    shares: dict[tuple[str | None, Decimal], TaxShare] = {}
    for one in lines:
        key = (one.code, one.rate)
        before = shares.get(key) or TaxShare(
            one.code, one.rate, Money.zero(one.net.currency), Money.zero(one.net.currency)
        )
        shares[key] = replace(before, net=before.net + one.net, tax=before.tax + one.tax)
    return tuple(sorted(shares.values(), key=lambda share: (-share.rate, share.code or "")))
