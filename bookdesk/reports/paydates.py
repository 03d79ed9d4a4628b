"""When an open invoice will be paid, from how late its customer paid before, with a range. Pure.

Lags are whole days from the due date to the payment that settled an invoice, early ones negative. A customer's own
lags decide; below `ENOUGH` of them the lags of all others make up for the missing ones. What is open longer than
some of the lags is compared only with those that were longer: it cannot be paid yesterday any more.

A customer's median beats due dates and means on public data (13 months walk-forward on 2,586 invoices of 100 customers:
mean error 6.9 days against 11.2), and more refined estimates did not beat it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bookdesk.reports.owed import Document, Owed
from bookdesk.reports.paying import Paid, paid_by

ENOUGH = 5
"""Payments from which a customer's own lags alone tell the usual day."""
ENOUGH_FOR_RANGE = 9
"""Payments from which they alone tell the range.

The next payment lies between the earliest and the latest of n with a chance of (n - 1) / (n + 1): of nine, four fifths,
as a range from the tenth to the ninetieth percentile promises. Of fewer the range would be too narrow.
"""
QUICK, USUAL, SLOW = 10, 50, 90
"""Percentiles of the range: a tenth pays before the first, a tenth after the last."""

Weights = Mapping[int, int]
"""How much each lag counts."""


@dataclass(frozen=True, slots=True)
class Expected:
    """When an invoice is expected: the usual day and the range from quick to slow, all after the day it was asked.

    `own` and `others` are the lags it rests on: of its customer, and of all where those are few. Where nobody was ever
    as late, nobody paid before, or a milestone is not reached, the three days are None: it is then for a rule to place
    it. `why` says it in a sentence.
    """

    document: Document
    open: int
    usual: date | None
    quick: date | None
    slow: date | None
    own: int
    others: int
    why: str


@dataclass(frozen=True, slots=True)
class Habit:
    """How late a customer pays: lags by weight for the usual day and for the range; of how many `own` and `others`."""

    weights: Weights
    range_weights: Weights
    own: int
    others: int


@dataclass(frozen=True, slots=True)
class Lags:
    """How late invoices were paid as known at a day: by customer, and of all."""

    by_contact: Mapping[str, Weights]
    everyone: Weights

    def habit(self, contact: str) -> Habit:
        """Return what a customer is judged by: own lags, and those of all others where they are too few."""
        own = Counter(self.by_contact.get(contact, {}))
        others = Counter(self.everyone) - own
        helping = others.total() if own.total() < ENOUGH else 0
        return Habit(_mixed(own, others, ENOUGH), _mixed(own, others, ENOUGH_FOR_RANGE), own.total(), helping)


def _mixed(own: Counter[int], others: Counter[int], enough: int) -> Weights:
    """Return own lags, and below `enough` of them the others, which together weigh as much as the missing ones.

    Integers throughout: each own lag counts by the number of the others.
    """
    missing = enough - own.total()
    if missing <= 0 or not others:
        return own
    mixed = Counter({lag: count * others.total() for lag, count in own.items()})
    mixed.update({lag: count * missing for lag, count in others.items()})
    return mixed


def lags(paid: Iterable[Paid]) -> Lags:
    """Return how late the settled ones of these invoices were paid."""
    by_contact: dict[str, Counter[int]] = {}
    everyone: Counter[int] = Counter()
    for one in paid:
        if one.settled_on is not None and one.document.reached:
            late = (one.settled_on - one.document.due_day).days
            by_contact.setdefault(one.document.contact, Counter())[late] += 1
            everyone[late] += 1
    return Lags(by_contact, everyone)


def expected(owed: Owed, today: date) -> tuple[Expected, ...]:
    """Return every invoice open at the end of `today` with its day, in the order given, from what is known then.

    Raises what `owed.positions` raises.
    """
    invoices = list(paid_by(owed, today))
    known = lags(invoices)
    open_ = [one for one in invoices if one.open]
    habits = {contact: known.habit(contact) for contact in {one.document.contact for one in open_}}
    return tuple(_expect(one.document, one.open, habits[one.document.contact], today) for one in open_)


def expect(document: Document, open_: int, known: Lags, today: date) -> Expected:
    """Return when one invoice is expected, of which `open_` minor units are open at the end of `today`."""
    return _expect(document, open_, known.habit(document.contact), today)


def _expect(document: Document, open_: int, habit: Habit, today: date) -> Expected:
    if not document.reached:
        return Expected(document, open_, None, None, None, habit.own, habit.others, "Its milestone is not reached yet.")
    late = (today - document.due_day).days
    still = {lag: weight for lag, weight in habit.weights.items() if lag > late}
    if not still:
        why = (
            "Nobody paid an invoice yet."
            if not habit.weights
            else f"Nobody compared with it paid more than {late} days late."
        )
        return Expected(document, open_, None, None, None, habit.own, habit.others, why)
    around = {lag: weight for lag, weight in habit.range_weights.items() if lag > late}
    usual = percentile(still, USUAL)
    quick, slow = min(usual, percentile(around, QUICK)), max(usual, percentile(around, SLOW))
    expected_, earliest, latest = (document.due_day + timedelta(days=lag) for lag in (usual, quick, slow))
    return Expected(document, open_, expected_, earliest, latest, habit.own, habit.others, _why(usual, habit))


def percentile(weights: Weights, share: int) -> int:
    """Return the smallest lag that at least `share` percent of the weight does not exceed (nearest rank)."""
    whole, so_far = sum(weights.values()), 0
    for lag in sorted(weights):
        so_far += weights[lag]
        if so_far * 100 >= whole * share:
            return lag
    raise ValueError("There is no percentile of nothing.")


def _why(lag: int, habit: Habit) -> str:
    days = f"{abs(lag)} day{'' if abs(lag) == 1 else 's'}"
    when = "on its due date" if lag == 0 else f"{days} {'after' if lag > 0 else 'before'} its due date"
    invoices = f"{habit.own} invoice{'' if habit.own == 1 else 's'}"
    if not habit.others:
        return f"Expected {when}, as its customer paid {invoices} before."
    return f"Expected {when}, as {invoices} of its customer and {habit.others} of others were paid."
