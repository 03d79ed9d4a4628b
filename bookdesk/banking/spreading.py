"""Which line's money settles which bill, and from which day on: no cent is lost, none is spent twice. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bookdesk.core.errors import RuleBroken

RESIDUE = "residue"
"""Stands for a line where bills are settled by what was coded instead of by money: a discount that was taken."""


@dataclass(frozen=True, slots=True)
class Purse:
    """Money of one line for bills, in minor units, or of one credit note; `day` is the line's."""

    id: str
    amount: int
    day: date


@dataclass(frozen=True, slots=True)
class Step:
    """From `day` on, `amount` of a bill is settled by a line or, where `note` names it, by a credit note."""

    bill: str
    line: str
    day: date
    amount: int
    note: str | None = None


def purses(lines: Sequence[Purse], residue: int) -> list[Purse]:
    """Return what of each line is for the items, once `residue` (signed like the lines, which are positive) is coded.

    What the lines have more is taken from the last of them; what they have less stands beside them as `RESIDUE`.
    """
    ordered = sorted(lines, key=lambda line: line.day)
    if residue < 0:
        return [*ordered, Purse(RESIDUE, -residue, ordered[-1].day)]
    kept: list[Purse] = []
    for line in reversed(ordered):
        coded = min(line.amount, residue)
        residue -= coded
        kept.append(Purse(line.id, line.amount - coded, line.day))
    return kept[::-1]


def spread(lines: Sequence[Purse], bills: Sequence[tuple[str, int]], notes: Sequence[tuple[str, int]]) -> list[Step]:
    """Settle bills in the order given: by credit notes first, then by the lines in order of their days.

    Credit notes count from the first line's day on and are used up. `RuleBroken` where they are more than the bills,
    `ValueError` where the lines' money is not what is left to pay.
    """
    ordered = sorted(lines, key=lambda line: line.day)
    first = ordered[0]
    if sum(amount for _, amount in notes) > sum(amount for _, amount in bills):
        raise RuleBroken("The credit notes are more than the bills.", "A refund is booked as a receipt of its own.")
    credits_left = [Purse(identity, amount, first.day) for identity, amount in notes]
    money_left = list(ordered)
    steps: list[Step] = []
    for bill, amount in bills:
        by_notes = _take(credits_left, amount)
        steps += [Step(bill, first.id, first.day, used, note.id) for note, used in by_notes]
        by_lines = _take(money_left, amount - sum(used for _, used in by_notes))
        steps += [Step(bill, line.id, line.day, used) for line, used in by_lines]
    settled = sum(step.amount for step in steps)
    if settled != sum(amount for _, amount in bills) or any(one.amount for one in money_left):
        raise ValueError("the lines do not pay exactly what the bills leave")
    return steps


def _take(purses: list[Purse], wanted: int) -> list[tuple[Purse, int]]:
    """Take up to `wanted` from the front; what was taken is gone from `purses`."""
    taken: list[tuple[Purse, int]] = []
    while wanted and purses:
        purse = purses.pop(0)
        used = min(wanted, purse.amount)
        if used:
            taken.append((purse, used))
        wanted -= used
        if purse.amount > used:
            purses.insert(0, Purse(purse.id, purse.amount - used, purse.day))
    return taken
