"""How money is laid on what it settles: from which day on it fits, and what a step is worth in base currency. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from bookdesk.core.money import Money
from bookdesk.ledger.exchange import carried
from bookdesk.ledger.salestax import shared


@dataclass(frozen=True, slots=True)
class Standing:
    """An invoice, credit note or receipt: its `whole`, how much of that is used, and both in base currency.

    Base amounts are None where the whole is in base currency. What was taken back is not among what is used.
    """

    whole: Money
    used: Money
    whole_base: Money | None = None
    used_base: Money | None = None

    @property
    def left(self) -> Money:
        """What can still be settled with it, or of it."""
        return self.whole - self.used

    def step(self, now: Money) -> Money | None:
        """Return what using `now` more of it is worth in base currency.

        Whatever was used and taken back before, in any order: when nothing is left, the steps that stand add up to
        the whole base amount.
        """
        if self.whole_base is None or self.used_base is None:
            return None
        return carried(self.used + now, self.whole, self.whole_base) - self.used_base


def free_from(used: Iterable[tuple[date, int]], limit: int, now: int, wanted: date) -> date:
    """Return the first day from `wanted` on at which `now` more fits for good, `used` being dated steps.

    Something that was settled for a while and then taken back has room only from that day on: as at no day more than
    the `limit` counts. What fits in the end fits from the last step on.
    """
    by_day: Counter[date] = Counter()
    for day, amount in used:
        by_day[day] += amount
    taken, first = 0, wanted
    days = sorted(by_day)
    for day, following in pairwise(days):
        taken += by_day[day]
        if taken + now > limit:
            first = max(first, following)
    return first


def in_proportion(whole: Money, parts: Sequence[Money]) -> tuple[Money, ...]:
    """Return `parts`, which may be of either sign, scaled so that they add up to `whole`; each within one minor unit.

    `ValueError` where the parts add up to nothing.
    """
    added = sum(part.minor for part in parts)
    if not added:
        raise ValueError("nothing is in proportion to nothing")
    exact = [Fraction(whole.minor * part.minor, added) for part in parts]
    return tuple(Money(minor, whole.currency) for minor in shared(exact))
