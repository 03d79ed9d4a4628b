"""When each invoice was paid, as known at a day, and the mean time it takes, open amounts told as open. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

from bookdesk.reports.owed import Allocation, Document, How, Kind, Owed, document_of

_DIGITS = 50
"""Significant digits of the mean: far beyond what is ever shown, and quick where fractions would grow without end."""


@dataclass(frozen=True, slots=True)
class Paid:
    """An invoice with its payments in order, in minor units of its currency.

    `claim` is the total less credit notes and discounts; what was paid beyond it is left out, and `lost` is what of it
    was written off. No payment is dated before the invoice: money that was there already counts on its first day.
    """

    document: Document
    claim: int
    payments: tuple[tuple[date, int], ...]
    lost: int = 0

    @property
    def paid(self) -> int:
        """What of the claim is paid."""
        return sum(amount for _, amount in self.payments)

    @property
    def open(self) -> int:
        """What of the claim is neither paid nor lost."""
        return self.claim - self.paid - self.lost

    @property
    def settled_on(self) -> date | None:
        """The day of the payment that settled all of it; None while some is open, was lost, or was never claimed."""
        return self.payments[-1][0] if self.payments and self.paid == self.claim else None

    def paid_until(self, day: date) -> int:
        """Return what of the claim was paid up to a day."""
        return sum(amount for when, amount in self.payments if when <= day)


def paid_by(owed: Owed, as_of: date, since: date = date.min) -> Iterator[Paid]:
    """Yield the invoices that count at the end of a day and were issued after `since`, with what was known then.

    Money on account was paid when it came, not when it was allocated. An allocation undone takes back the latest
    payments. Raises what `owed.positions` raises.
    """
    known = owed.by_id()
    credited: dict[str, int] = {}
    lost: dict[str, int] = {}
    moved: dict[str, list[tuple[date, int]]] = {}
    for one in owed.allocations:
        if one.day > as_of:
            continue
        document = document_of(known, one.of, one.amount)
        credit = None if one.by is None else document_of(known, one.by, one.amount)
        if document.issued <= since or not document.counts_at(as_of):
            continue
        if credit is not None and not credit.counts_at(as_of):
            continue
        if one.how is How.LOST:
            lost[one.of] = lost.get(one.of, 0) + one.amount.minor
        elif one.how is How.MONEY and (credit is None or credit.kind is Kind.ON_ACCOUNT):
            moved.setdefault(one.of, []).append((_day(one, document, credit), one.amount.minor))
        else:
            credited[one.of] = credited.get(one.of, 0) + one.amount.minor
    for document in owed.documents:
        if document.kind is Kind.INVOICE and document.issued > since and document.counts_at(as_of):
            claim = max(0, document.total.minor - credited.get(document.id, 0))
            payments = _payments(moved.get(document.id, ()), claim)
            given_up = lost.get(document.id, 0)
            if given_up:
                given_up = max(0, min(given_up, claim - sum(amount for _, amount in payments)))
            yield Paid(document, claim, payments, given_up)


def _day(one: Allocation, document: Document, credit: Document | None) -> date:
    """Return when money moved: it came with what was on account, and leaves when the allocation is undone."""
    came = credit.issued if credit is not None and one.amount.minor > 0 else one.day
    return max(came, document.issued)


def _payments(moved: Sequence[tuple[date, int]], claim: int) -> tuple[tuple[date, int], ...]:
    """Return what stayed of the payments, up to the claim; of one day, what came is before what left."""
    if not moved or (len(moved) == 1 and 0 < moved[0][1] <= claim):
        return tuple(moved)  # what most invoices have
    kept: list[tuple[date, int]] = []
    for day, amount in sorted(moved, key=lambda one: (one[0], one[1] < 0)):
        if amount > 0:
            kept.append((day, amount))
            continue
        back = -amount
        while back and kept:
            latest, paid = kept.pop()
            if paid > back:
                kept.append((latest, paid - back))
            back -= min(paid, back)
    return tuple(_capped(kept, claim))


def _capped(payments: Iterable[tuple[date, int]], claim: int) -> Iterator[tuple[date, int]]:
    for day, amount in payments:
        if claim > 0:
            yield day, min(amount, claim)
        claim -= amount


@dataclass(frozen=True, slots=True)
class MeanTime:
    """Days until an amount is paid; `at_least` where the oldest amount is still open, so that the mean ends there."""

    days: Fraction
    at_least: bool


def mean_time(
    paid: Iterable[tuple[int, Fraction | int]], open_: Iterable[tuple[int, Fraction | int]]
) -> MeanTime | None:
    """Return the mean time to payment from (age in days, amount) of what was paid, and of what is open at its age now.

    The product-limit estimate of Kaplan and Meier (1958) with amounts for persons: an open amount is known not to have
    been paid until its age, and says nothing beyond it. The mean is the area under that curve up to the greatest age.
    None where there is no amount.
    """
    events, censored = _by_age(paid), _by_age(open_)
    at_risk = sum(events.values()) + sum(censored.values())
    if not at_risk:
        return None
    with localcontext(prec=_DIGITS):
        share, days, before = Decimal(1), Decimal(0), 0
        for age in sorted(events.keys() | censored.keys()):
            days += share * (age - before)
            here = events.get(age, 0)
            share *= _decimal(at_risk - here) / _decimal(at_risk)
            at_risk -= here + censored.get(age, 0)
            before = age
        return MeanTime(Fraction(days), share > 0)


def _by_age(amounts: Iterable[tuple[int, Fraction | int]]) -> dict[int, Fraction | int]:
    found: dict[int, Fraction | int] = {}
    for age, amount in amounts:
        if amount:
            found[age] = found.get(age, 0) + amount
    return found


def _decimal(number: Fraction | int) -> Decimal:
    return Decimal(number.numerator) / Decimal(number.denominator)
