"""A processor's payout: many receipts less their fees arrive as one amount, some days after they were taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bookdesk.banking.matching.index import Entry, Index, Item
from bookdesk.banking.matching.normalise import PAYOUT_WORDS
from bookdesk.banking.matching.subsets import chance, subsets_to

MODELS: tuple[tuple[int, int, int], ...] = (
    (30, 175, 10_000),
    (30, 29, 1000),
    (25, 14, 1000),
    (20, 15, 1000),
    (0, 0, 1),
)
"""Fees by receipt: minor units, and a share as a fraction, rounded down as processors do."""
_LONGEST_DELAY = 7
_DOUBTFUL = 24
_BY_CHANCE = 1e-3


@dataclass(frozen=True, slots=True)
class Payout:
    """A line, the receipts in it, the fees held back, and whether the set is the only one."""

    entry: Entry
    items: tuple[Item, ...]
    fees: int
    sure: bool
    accident: float


def is_payout(entry: Entry) -> bool:
    """Return whether a line says that a processor pays out."""
    return entry.line.amount > 0 and PAYOUT_WORDS.search(entry.words.folded) is not None


def find_payouts(index: Index, entries: Sequence[Entry]) -> list[Payout]:
    """Return the payouts whose receipts are found to the cent.

    Whole days are tried first; the delay most payouts have in common is the processor's schedule. Where the days of
    two payouts overlap, what lies in one only belongs to it, and the rest is searched.
    """
    receipts = _by_day(index.receipts)
    lines = [entry for entry in entries if is_payout(entry)]
    if not receipts or not lines:
        return []
    schedule = _schedule(lines, receipts)
    found: list[Payout] = []
    doubtful: set[int] = set()  # days of which an unsure payout took receipts: what is left of them proves nothing
    waiting = list(lines)
    while waiting:
        solved = [payout for entry in waiting if (payout := _whole_days(entry, receipts, schedule))]
        solved = solved or _searched(waiting, receipts, schedule)
        if not solved:
            return found
        for payout in solved:
            if all(item.left for item in payout.items):
                days = {item.issued for item in payout.items}
                sure = payout.sure and payout.accident < _BY_CHANCE and not days & doubtful
                doubtful |= set() if sure else days
                found.append(replace(payout, sure=sure))
                for item in payout.items:
                    item.left = 0
        done = {payout.entry.line.id for payout in found}
        waiting = [entry for entry in waiting if entry.line.id not in done]
    return found


_Schedule = tuple[int, int, tuple[int, int, int]]
"""Days until payout, most and least, and the fee model."""
_Receipts = dict[int, list[Item]]
"""By the day they were taken."""


def net_of(item: Item, model: tuple[int, int, int]) -> int:
    """Return what a processor pays out of a receipt."""
    fixed, share, whole = model
    return item.amount - item.amount * share // whole - fixed


def _schedule(lines: Sequence[Entry], receipts: _Receipts) -> list[_Schedule]:
    """Return the delays (most, least) and fee model that explain payouts, the most frequent first."""
    hits: Counter[_Schedule] = Counter()
    for entry in lines:
        for model in MODELS:
            nets = [
                sum(net_of(i, model) for i in receipts.get(entry.day - ago, ())) for ago in range(_LONGEST_DELAY + 1)
            ]
            for most in range(_LONGEST_DELAY + 1):
                for least in range(most + 1):
                    if sum(nets[least : most + 1]) == entry.line.amount:
                        hits[most, least, model] += 1
    if not hits:
        return []
    # Narrower windows hit where a day was empty, wider ones by chance: the most frequent is the processor's.
    usual = min(hits, key=lambda schedule: (-hits[schedule], schedule))
    inside = [s for s in hits if s[0] <= usual[0] and s[1] >= usual[1] and s[2] == usual[2]]
    return sorted(inside, key=lambda schedule: (-hits[schedule], schedule))


def _by_day(items: Iterable[Item]) -> _Receipts:
    days: _Receipts = {}
    for item in items:
        days.setdefault(item.issued, []).append(item)
    return days


def _window(entry: Entry, receipts: _Receipts, schedule: _Schedule) -> list[Item]:
    most, least, _ = schedule
    days = range(entry.day - most, entry.day - least + 1)
    return [item for day in days for item in receipts.get(day, ()) if item.left]


def _whole_days(entry: Entry, receipts: _Receipts, schedules: Sequence[_Schedule]) -> Payout | None:
    """Return the payout whose receipts are all those of whole days."""
    for schedule in schedules:
        items = _window(entry, receipts, schedule)
        net = sum(net_of(item, schedule[2]) for item in items)
        if items and net == entry.line.amount:
            gross = sum(item.amount for item in items)
            return Payout(entry, tuple(items), gross - net, sure=True, accident=0.0)
    return None


def _searched(waiting: Sequence[Entry], receipts: _Receipts, schedules: Sequence[_Schedule]) -> list[Payout]:
    """Search the receipts that two payouts may share; the payout with the fewest doubtful ones first."""
    if not schedules:
        return []
    usual = schedules[0]
    windows = {entry.line.id: _window(entry, receipts, usual) for entry in waiting}
    claims = Counter(item.position for items in windows.values() for item in items)
    ordered = sorted(
        waiting, key=lambda entry: (sum(claims[i.position] > 1 for i in windows[entry.line.id]), entry.day)
    )
    for entry in ordered:
        payout = _split(entry, windows[entry.line.id], claims, usual[2])
        if payout is not None:
            return [payout]
    return []


def _split(entry: Entry, items: Sequence[Item], claims: Counter[int], model: tuple[int, int, int]) -> Payout | None:
    """Return the payout made of all receipts that only it can hold and some that another may hold."""
    own = [item for item in items if claims[item.position] == 1]
    shared = [item for item in items if claims[item.position] > 1]
    if len(shared) > _DOUBTFUL:
        return None
    missing = entry.line.amount - sum(net_of(item, model) for item in own)
    nets = [net_of(item, model) for item in shared]
    sets = subsets_to(nets, missing, least=0, most=len(nets), enough=3)
    if not sets:
        return None
    chosen = sets[0]
    chosen_items = (*own, *(shared[position] for position in chosen))
    gross = sum(item.amount for item in chosen_items)
    accident = chance(nets, len(nets), missing) if nets else 0.0
    return Payout(entry, chosen_items, gross - entry.line.amount, sure=len(sets) == 1, accident=accident)
