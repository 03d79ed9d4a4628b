"""What tills print beside a total: cash handed over and change given, and rounding to five cents. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from bookdesk.capture.candidates import Find
from bookdesk.capture.nearness import Neighbourhood
from bookdesk.capture.roles import Role
from bookdesk.capture.sums import FAINT, TOLERANCE, Sum, Totals

_CASH_STEP = Decimal("0.05")


def cash_totals(sums: Iterable[Sum]) -> frozenset[Decimal]:
    """Return what was paid: each amount handed over less each change given."""
    kept = list(sums)
    tendered = [entry.value for entry in kept if entry.score(Role.TENDER) > FAINT]
    change = [entry.value for entry in kept if entry.score(Role.CHANGE) > FAINT]
    return frozenset(given - back for given in tendered for back in change)


def proved_by_cash(total: Decimal, sums: Iterable[Sum]) -> bool:
    """Whether cash less change is the total; where no change was given, one amount was only read twice."""
    kept = [entry for entry in sums if entry.value]
    given = {entry.value for entry in kept if entry.score(Role.TENDER) > FAINT}
    return any(total + entry.value in given for entry in kept if entry.score(Role.CHANGE) > FAINT)


def rounded_for_cash(sums: Sequence[Sum], *, till_rounds: bool = False) -> frozenset[Decimal]:
    """Return totals rounded to five cents (as tills do without copper), where total and difference are printed too.

    Of the difference it is enough that the till names it: it is small print, and often misread.
    """
    values = {abs(entry.value) for entry in sums}
    rounded = set()
    for entry in sums:
        for step in (Decimal("-0.02"), Decimal("-0.01"), Decimal("0.01"), Decimal("0.02")):
            before = entry.value - step
            fits = entry.value % _CASH_STEP == 0 and before in values
            if fits and before % _CASH_STEP and (till_rounds or abs(step) in values or entry.printed > 1):
                rounded.add(entry.value)
    return frozenset(rounded)


def after_rounding(total: Sum, sums: Sequence[Sum], *, till_rounds: bool) -> Sum:
    """Return what is paid where a till rounds the total to five cents and prints both."""
    rounded = rounded_for_cash(sums, till_rounds=till_rounds)
    near = [entry for entry in sums if entry.value in rounded and 0 < abs(entry.value - total.value) <= TOLERANCE]
    return near[0] if near and total.value % _CASH_STEP else total


_ROUNDED = ("round", "rnd", "rundung")
"""How phrases begin that name what a till adds or takes off, since it has no copper."""
_LEAST_ROUNDED = Decimal("0.04")


def names_rounding(near: Neighbourhood) -> bool:
    """Whether a till names that it rounds, be it with a value or without."""
    return near.is_named(_ROUNDED)


def roundings_of(money: Sequence[Find], near: Neighbourhood) -> frozenset[Decimal]:
    """Return what tills say that they rounded by, with either sign: the minus is often lost."""
    named = [
        abs(find.amount)
        for find in money
        if find.amount and any(one.label.phrase.startswith(_ROUNDED) for one in near.near(find) if one.left)
    ]
    return frozenset(sign * value for value in named if value <= _LEAST_ROUNDED for sign in (1, -1))


def paid(found: Totals, roundings: Collection[Decimal], sums: Sequence[Sum]) -> Totals:
    """Return the totals with what was paid as the total, where a till rounds and does not print that sum."""
    found = replace(found, rounded=bool(roundings))
    if found.total is None or found.total.value % _CASH_STEP == 0:
        return found
    sums_paid = [found.total.value + step for step in roundings if (found.total.value + step) % _CASH_STEP == 0]
    if len(set(sums_paid)) != 1:
        return found
    total = replace(found.total, value=sums_paid[0], rounded=True)
    return replace(found, total=total, cash=proved_by_cash(sums_paid[0], sums), exact=False, legal=False)
