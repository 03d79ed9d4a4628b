"""The rows of a document's tax breakdown: a rate that exists, a net, and the tax that is that rate of it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from bookdesk.capture.candidates import Find, Finds

CENT = Decimal("0.01")
_HUNDRED = Decimal(100)
_CENTS = 2
LEGAL_RATES = tuple(
    Decimal(rate)
    for rate in [
        "2.1",
        "2.5",
        "2.6",
        "3.7",
        "3.8",
        "4",
        "5",
        "5.5",
        "6",
        "6.5",
        "7",
        "7.5",
        "7.7",
        "8",
        "8.1",
        "8.5",
        "9",
        "9.5",
        "10",
        "12",
        "12.5",
        "13",
        "13.5",
        "14",
        "15",
        "16",
        "17",
        "18",
        "19",
        "20",
        "21",
        "22",
        "23",
        "24",
        "25",
        "25.5",
        "27",
    ]
)
"""Percentages that tax offices of the countries we read ask or asked for."""


@dataclass(frozen=True, slots=True)
class TaxRow:
    """A printed row of the tax breakdown: `tax` is `rate` percent of `net`."""

    rate: Decimal
    net: Decimal
    tax: Decimal


def tax_rows(finds: Finds) -> tuple[TaxRow, ...]:
    """Return the rows of a tax breakdown: in one line a rate, a net and its tax, which is that rate of it."""
    by_line: dict[int, list[Find]] = defaultdict(list)
    for find in finds.amounts:
        by_line[find.line].append(find)
    rates: dict[int, list[Find]] = defaultdict(list)
    for find in finds.rates:
        rates[find.line].append(find)
    rows: dict[tuple[Decimal, Decimal], TaxRow] = {}
    for line, amounts in by_line.items():
        bare = [find for find in amounts if find.amount in LEGAL_RATES]  # `275,00  7  19,25`: the column says percent
        for rate in rates.get(line) or bare:
            others = [
                one.amount for one in amounts if one is not rate and one.decimals == _CENTS and one.amount is not None
            ]
            row = _tax_row(Decimal(rate.value), others)
            if row:
                rows.setdefault((row.rate, row.net), row)
    return tuple(rows.values())


def _tax_row(rate: Decimal, amounts: Sequence[Decimal]) -> TaxRow | None:
    """Return the net and tax of that rate; the pair whose gross is printed too, if there is one."""
    fitting = [
        TaxRow(rate, net, tax)
        for net, tax in product(amounts, repeat=2)
        if net and abs(tax) > CENT and net != tax and abs(tax - percent(net, rate)) <= CENT
    ]
    return max(fitting, key=lambda row: row.net + row.tax in amounts, default=None)


def percent(net: Decimal, rate: Decimal) -> Decimal:
    """Return `rate` percent of `net`, rounded to cents."""
    return (net * rate / _HUNDRED).quantize(CENT, rounding=ROUND_HALF_UP)
