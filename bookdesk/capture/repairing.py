"""Amounts that OCR misread, mended by arithmetic: the cheapest reading that makes net + tax = total hold. Pure.

Digits are taken for each other by their shape; a mark may be lost or added. What two of the three amounts ask for of
the third must be what its digits may have been, and the tax must be that of a rate; otherwise nothing is mended.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal

from bookdesk.capture.candidates import Find
from bookdesk.capture.taxrows import CENT, LEGAL_RATES, percent

_ALIKE = frozenset(
    frozenset(pair) for pair in ("38", "17", "06", "08", "56", "58", "69", "49", "14", "27", "35", "68", "89", "09")
)
"""Digits that OCR takes for each other because their strokes are nearly the same."""
_LIKELY, _UNLIKELY, _MARK, _LENGTH = 0.15, 0.35, 0.1, 0.3
"""Costs: one digit for a like one, for another one; a mark lost or wrong; a digit lost or added."""
_MOST = 0.7
_SURE = 0.2
"""What is added to the cost where the engine was sure of every sign."""
_ENGINE_SURE = 0.97
_ROUNDING = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class Repair:
    """One of the three amounts as it must be read: `index` 0 total, 1 net, 2 tax; `printed` whether its rate is.

    `exact`: the tax is that rate to the cent, which a wrong net or tax rarely makes it.
    """

    index: int
    value: Decimal
    cost: float
    printed: bool
    exact: bool


def repairs_of(
    finds: tuple[Find, Find, Find], values: tuple[Decimal, Decimal, Decimal], printed: Collection[Decimal]
) -> Iterator[Repair]:
    """Yield each single amount of (total, net, tax) that may have been misread so that the three fit.

    `finds` are what they rest on, `values` their signed amounts, `printed` the percentages on the document. Nothing
    is yielded for a text layer, whose digits are as they are.
    """
    total, net, tax = values
    gap = abs(net + tax - total)
    if gap == 0:
        return
    needed = (net + tax, total - tax, total - net)
    for index, value in enumerate(needed):
        cost = misreading_cost(finds[index], value)
        if cost is None or value == 0:
            continue
        mended = tuple(value if place == index else one for place, one in enumerate(values))
        close = gap <= _ROUNDING  # so little may be rounding: then only a tax that is exact says what was misread
        rates = [rate for rate in (*printed, *LEGAL_RATES) if _fits(mended[1], mended[2], rate, exactly=close)]
        if rates:
            exact = any(_fits(mended[1], mended[2], rate, exactly=True) for rate in rates)
            yield Repair(index, value, cost, printed=any(rate in printed for rate in rates), exact=exact)


def _fits(net: Decimal, tax: Decimal, rate: Decimal, *, exactly: bool) -> bool:
    return abs(abs(percent(net, rate)) - abs(tax)) <= (0 if exactly else CENT)


def misreading_cost(find: Find, value: Decimal) -> float | None:
    """Return what it costs to believe that `find` says `value`, None where it cannot."""
    if find.confidence >= 1 or find.amount is None:
        return None
    read, wanted = _digits(find.text), _digits(f"{abs(value):.2f}")
    cost = _apart(read, wanted) if read and wanted else None
    if cost is None or cost > _MOST:
        return None
    return cost + (_SURE if find.confidence > _ENGINE_SURE else 0.0)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit()).lstrip("0")


def _apart(read: str, wanted: str) -> float | None:
    """Return the cost between two rows of digits."""
    if read == wanted:
        return _MARK
    if len(read) == len(wanted):
        return sum(_digit(one, other) for one, other in zip(read, wanted, strict=True) if one != other)
    longer, shorter = (read, wanted) if len(read) > len(wanted) else (wanted, read)
    if len(longer) - len(shorter) == 1 and any(
        longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer))
    ):
        return _LENGTH
    return None


def _digit(one: str, other: str) -> float:
    return _LIKELY if frozenset((one, other)) in _ALIKE else _UNLIKELY
