"""Which part of an invoice is asked for now, where it is to be paid in instalments: the oldest unpaid one first. Pure.

What was paid settles the instalments in the order in which they are due; a milestone without a day comes last, since
nothing is owed of it until it is reached. An invoice is on the ladder of one instalment at a time: that of the oldest
which is not settled. Once it is, the next one begins on the lowest rung.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bookdesk.core.money import Money


@dataclass(frozen=True, slots=True)
class Part:
    """An instalment: its place in the plan, its own due day if it has one, and its amount."""

    position: int
    due: date | None
    amount: Money


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the oldest unpaid part with its day; `total` and `open` include the parts due since."""

    position: int
    due: date
    total: Money
    open: Money


def asked(parts: Sequence[Part], open_: Money, today: date) -> Asked | None:
    """Return what is asked for of an invoice of which `open_` is left; `None` where no dated part is unpaid.

    `today` decides which further parts are due as well. What is open beyond the parts (which add up to the invoice)
    does not exist; what is paid beyond them leaves nothing to ask for.
    """
    paid = sum(one.amount.minor for one in parts) - open_.minor
    unpaid: list[tuple[Part, date, int]] = []
    for one in sorted(parts, key=lambda part: (part.due or date.max, part.position)):
        left = one.amount.minor - max(0, min(paid, one.amount.minor))
        paid -= one.amount.minor - left
        if left and one.due is not None:
            unpaid.append((one, one.due, left))
    if not unpaid:
        return None
    first, due, _ = unpaid[0]
    now = [(part, left) for part, day, left in unpaid if day <= max(today, due)]
    currency = open_.currency
    total = Money(sum(part.amount.minor for part, _ in now), currency)
    return Asked(first.position, due, total, Money(sum(left for _, left in now), currency))
