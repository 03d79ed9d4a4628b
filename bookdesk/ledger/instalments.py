"""Which part of an invoice in parts is to be paid next, and by when. Pure.

What is settled pays the parts in the order of their days; one without a day waits for its milestone and comes last.
Every list, form and paper that names one day of such an invoice names this one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

Part = tuple[date | None, int]
"""The day by which it is due, `None` until its milestone is reached, and its amount in minor units."""


def in_turn(parts: Sequence[Part]) -> list[int]:
    """Return the places of the parts in the order in which they are to be paid."""
    return sorted(range(len(parts)), key=lambda place: (parts[place][0] is None, parts[place][0] or date.max))


def next_part(parts: Sequence[Part], settled: int) -> tuple[int, int] | None:
    """Return the place of the first part that is not settled, and what is left of it; `None` where nothing is."""
    for place in in_turn(parts):
        amount = parts[place][1]
        if amount > settled:
            return place, amount - settled
        settled -= amount
    return None


def next_day(parts: Sequence[Part], settled: int, due: date | None) -> date | None:
    """Return the day of the next part, the last one's where all is settled, and `due` where there is no plan."""
    if not parts:
        return due
    found = next_part(parts, settled)
    return parts[found[0] if found is not None else in_turn(parts)[-1]][0]
