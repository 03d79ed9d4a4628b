"""What a document charges at each of several tax rates, and that its total is what these make together. Pure.

Tills print a net, a tax and a gross for each rate, one beside or below the other; each three of them fit as those of a
document do. So whoever looks for net + tax = total finds what one rate makes, and it is proved and wrong.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from bookdesk.capture.roles import Role
from bookdesk.capture.sums import FAINT, Chosen, Sum, Totals
from bookdesk.capture.taxrows import CENT, LEGAL_RATES, TaxRow, percent

_SEVERAL, _MOST_RATES = 2, 4
_LEAST_TIMES, _MOST_TIMES = 3, 50
"""How often a tax goes into its net, at the highest and the lowest rate there is."""
_MOST_GROUPS = 14
"""Groups that are tried with each other: a long table of lines with a tax each is none of rates."""


@dataclass(frozen=True, slots=True)
class TaxGroup:
    """Goods of one rate: a net, its tax, and what both come to; two at least of the three are printed, `whole` all."""

    rate: Decimal
    net: Decimal
    tax: Decimal
    whole: bool = False

    @property
    def gross(self) -> Decimal:
        """Return what they come to."""
        return self.net + self.tax


def tax_groups(sums: Sequence[Sum], rates: Iterable[Decimal], rows: Iterable[TaxRow]) -> tuple[TaxGroup, ...]:
    """Return what may be charged at a rate: a tax that a label or a row of a breakdown names so, with what fits it.

    Where net, tax and gross are all printed the rate need not be, since engines often misread it; where one of them is
    missing it must be one of the printed `rates`.
    """
    values = frozenset(abs(one.value) for one in sums if one.value)
    taxes = {abs(one.value) for one in sums if one.value and one.score(Role.TAX) > FAINT}
    printed = {*rates, *(row.rate for row in rows)} & set(LEGAL_RATES)
    found = {(row.net, row.tax): TaxGroup(row.rate, row.net, row.tax, row.net + row.tax in values) for row in rows}
    for tax in sorted(taxes):
        least, most = _LEAST_TIMES * tax, _MOST_TIMES * tax
        for net in sorted(one for one in {*values, *(value - tax for value in values)} if least < one < most):
            whole = net in values and net + tax in values
            rate = _rate_of(net, tax, printed) or (_rate_of(net, tax, LEGAL_RATES) if whole else None)
            if rate is not None:
                found.setdefault((net, tax), TaxGroup(rate, net, tax, whole))
    surest = sorted(found.values(), key=lambda one: (not one.whole, abs(percent(one.net, one.rate) - one.tax)))
    return tuple(surest[:_MOST_GROUPS])


def _rate_of(net: Decimal, tax: Decimal, rates: Iterable[Decimal]) -> Decimal | None:
    """Return the rate that makes this tax of that net, the closest one; tills round a cent either way."""
    off = {rate: abs(percent(net, rate) - tax) for rate in rates}
    return min((rate for rate, gap in off.items() if gap <= CENT), key=lambda rate: (off[rate], rate), default=None)


def all_groups(found: Totals, groups: Sequence[TaxGroup], sums: Sequence[Sum], rates: Collection[Decimal]) -> Totals:
    """Return the totals as those of all rates, where what several make together is named as the total.

    Where it is not, they are `partial` as far as another rate is charged beside the one that makes them up: what it
    makes is printed, or it is among the printed `rates` and more was paid.
    """
    if found.total is None or found.total.value <= 0:
        return found
    chosen, named = found.total.value, {one.value: one for one in sums if _is_named(one)}
    own = [one for one in groups if one.gross == chosen]
    if own or not (found.exact and found.legal):
        for several in _together(groups):
            printed = named.get(sum((one.gross for one in several), Decimal(0)))
            if printed is not None and printed.value >= chosen:
                return _of_all(found, several, printed)
    return replace(found, partial=bool(own) and _is_partial(own, groups, named, len({*rates} & {*LEGAL_RATES})))


def _is_partial(own: Sequence[TaxGroup], groups: Sequence[TaxGroup], named: Mapping[Decimal, Sum], rates: int) -> bool:
    """Whether more is charged than what the groups `own` make, each of which is the total that was found."""
    more = [one for value, one in named.items() if value > own[0].gross]
    totalled = any(one.score(Role.TOTAL) > FAINT for one in more)
    known = {(one.tax, one.rate) for one in own}
    others = (one for one in groups if all(one.tax != tax and one.rate != rate for tax, rate in known))
    return any(one.whole or totalled for one in others) or (rates >= _SEVERAL and any(map(_is_paid, more)))


def _together(groups: Sequence[TaxGroup]) -> Iterator[tuple[TaxGroup, ...]]:
    """Yield the groups that may make up a document: each of another rate, many before few."""
    for count in range(min(_MOST_RATES, len(groups)), _SEVERAL - 1, -1):
        for several in combinations(groups, count):
            if len({one.rate for one in several}) == len({one.tax for one in several}) == count:
                yield several


def _is_named(one: Sum) -> bool:
    """Whether an amount is named as the total, or as what was paid, more than once."""
    return _is_paid(one) or max(one.score(Role.TOTAL), one.score(Role.DUE)) > FAINT


def _is_paid(one: Sum) -> bool:
    return one.printed > 1 and one.score(Role.TENDER) > FAINT


def _of_all(found: Totals, groups: Sequence[TaxGroup], printed: Sum) -> Totals:
    net, tax = sum((one.net for one in groups), Decimal(0)), sum((one.tax for one in groups), Decimal(0))
    total = found.total
    if total is None or total.value != printed.value:
        evidence = max(printed.score(role) for role in (Role.TOTAL, Role.DUE, Role.TENDER))
        total = Chosen(printed.value, printed.best[Role.TOTAL], max(FAINT, evidence))
    return replace(
        found,
        net=_kept(found.net, net),
        tax=_kept(found.tax, tax),
        total=total,
        rows=tuple(TaxRow(one.rate, one.net, one.tax) for one in groups),
        balanced=True,
        exact=True,
        legal=True,
        mended=False,
        outgrown=None,
    )


def _kept(before: Chosen | None, value: Decimal) -> Chosen:
    return before if before is not None and before.value == value else Chosen(value, None, 1.0, together=True)
