"""Candidates of several documents of one party: sums, and documents less credit notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bookdesk.banking.matching.candidates import Candidate, candidate_of, name_of, names_another
from bookdesk.banking.matching.index import Entry, Item
from bookdesk.banking.matching.model import DocumentKind
from bookdesk.banking.matching.references import SURE
from bookdesk.banking.matching.subsets import chance, nearest, subsets_to
from bookdesk.banking.matching.weights import AMOUNT

POOL = 16
"""How many documents of a party are tried in all combinations."""
_WINDOW, _STEP = 12, 4
"""Documents next to each other by number, tried in all combinations where a party has more than `POOL`."""
_MOST = 12
_SHOWN = 4
_CLOSE = 4

_Set = tuple[tuple[Item, ...], float]
"""Documents, and how likely their sum is met by accident."""


def sum_candidates(entry: Entry, items: Sequence[Item], references: dict[int, str]) -> list[Candidate]:
    """Return sets of two or more documents of one party that add up to the line, those named in the text first."""
    target = entry.line.amount
    named = [item for item in items if references.get(item.position) in SURE]
    if len(named) > 1 and sum(item.left for item in named) == target:
        return [_candidate(entry, tuple(named), references, 0.0, unique=True)]
    if abs(target) > sum(abs(item.left) for item in items if item.left * target > 0):
        return []
    found = _with_named(target, items, named) if named else []
    found = found or _without_named(entry, items, named)
    sets = {frozenset(item.position for item in members): (members, accident) for members, accident in found}
    smallest = min((len(members) for members in sets), default=0)
    alone = sum(len(members) == smallest for members in sets) == 1
    made = [
        _candidate(entry, members, references, accident, unique=alone and len(members) == smallest)
        for members, accident in sets.values()
    ]
    return sorted(made, key=lambda candidate: (-candidate.points, [item.position for item in candidate.items]))[:_SHOWN]


def early_sums(entry: Entry, items: Sequence[Item], references: dict[int, str]) -> list[Candidate]:
    """Return sets that add up to the line once the discounts that it earns are taken off, at least one of them."""
    worth = {item.position: item.early(entry.day) for item in items}
    if all(worth[item.position] == item.left for item in items):
        return []
    real = {item.position: item for item in items}
    less = [replace(item, left=worth[item.position]) for item in items]
    found = [
        _made_early(one, tuple(real[item.position] for item in one.items))
        for one in sum_candidates(entry, less, references)
    ]
    return [one for one in found if one.spent != one.shares]


def _made_early(candidate: Candidate, items: tuple[Item, ...]) -> Candidate:
    """Return a set found at what its documents cost on the day, as one that settles all of them."""
    named = candidate.amount in {"sum-referenced", "sum-partly-referenced", "netted-referenced"}
    kind = "sum-early-referenced" if named else "sum-early"
    points = candidate.points - AMOUNT[candidate.amount] + AMOUNT[kind]
    return replace(candidate, items=items, amount=kind, points=points, spent=tuple(item.left for item in items))


def _with_named(target: int, items: Sequence[Item], named: list[Item]) -> list[_Set]:
    """Return sets of all that is named and some of the rest: one document, a pair, or several near by number."""
    missing = target - sum(item.left for item in named)
    chosen = {item.position for item in named}
    rest = [item for item in items if item.position not in chosen]
    if not missing:
        return []
    ones = [((*named, item), len(rest) / abs(target)) for item in rest if item.left == missing]
    if ones:
        return ones
    near = _nearest_by_number(rest, named, POOL)
    lefts = [item.left for item in near]
    found = subsets_to(lefts, missing, most=_MOST, enough=_SHOWN)
    return [((*named, *(near[p] for p in members)), chance(lefts, len(members), missing)) for members in found]


def _without_named(entry: Entry, items: Sequence[Item], named: Sequence[Item]) -> list[_Set]:
    """Return any pairs, and sets among those due nearest to the line or next to each other by number."""
    target = entry.line.amount
    found = _pairs(items, target)
    pools = [list(items)] if len(items) <= POOL else [_nearest_by_day(entry, items, named), *_windows(items)]
    for pool in pools:
        lefts = [item.left for item in pool]
        for members in subsets_to(lefts, target, most=_MOST, enough=_SHOWN):
            found.append((tuple(pool[p] for p in members), chance(lefts, len(members), target)))
    return found


def _pairs(items: Sequence[Item], target: int) -> list[_Set]:
    """Return all pairs that add up to the target."""
    by_left: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        by_left[item.left].append(item)
    accident = chance([item.left for item in items], 2, target)
    return [
        ((item, other), accident)
        for item in items
        for other in by_left.get(target - item.left, ())
        if other.position > item.position
    ]


def _nearest_by_day(entry: Entry, items: Sequence[Item], named: Sequence[Item]) -> list[Item]:
    chosen = {item.position for item in named}
    rest = [item for item in items if item.position not in chosen]
    kept = [rest[position] for position in nearest([item.due for item in rest], entry.day, POOL - len(named))]
    return [*named[:POOL], *kept]


def _windows(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Yield overlapping runs of documents by number."""
    ordered = sorted(items, key=lambda item: (item.number, item.position))
    for start in range(0, max(1, len(ordered) - _WINDOW + _STEP), _STEP):
        yield ordered[start : start + _WINDOW]


def _nearest_by_number(items: Sequence[Item], named: Sequence[Item], most: int) -> list[Item]:
    middle = sum(item.number for item in named) // len(named)
    return sorted(items, key=lambda item: (abs(item.number - middle), item.position))[:most]


def are_neighbours(items: Sequence[Item]) -> bool:
    """Return whether documents bear numbers next to each other, a few others between them."""
    numbers = sorted(item.number for item in items)
    return len(numbers) > 1 and numbers[0] > 0 and numbers[-1] - numbers[0] <= _CLOSE * (len(numbers) - 1)


def _candidate(
    entry: Entry, items: tuple[Item, ...], references: dict[int, str], accident: float, *, unique: bool
) -> Candidate:
    items = tuple(sorted(items, key=lambda item: item.position))
    grades = [references.get(item.position, "none") for item in items]
    sure = sum(grade in SURE for grade in grades)
    return candidate_of(
        entry,
        items,
        tuple(item.left for item in items),
        _kind(items, sure),
        next((grade for grade in _BY_STRENGTH if grade in grades), "none"),
        name_of(entry, items[0].document.party),
        chance=accident,
        unique=unique,
        elsewhere=names_another(entry, items),
        neighbours=are_neighbours(items),
    )


def _kind(items: Sequence[Item], sure: int) -> str:
    """Return the kind of sum, `sure` documents of which the text names."""
    if any(item.document.kind is DocumentKind.CREDIT_NOTE for item in items):
        return "netted-referenced" if sure else "netted"
    if sure == len(items):
        return "sum-referenced"
    return "sum-partly-referenced" if sure else "sum"


_BY_STRENGTH = ("written", "spelt", "confused", "digits", "theirs", "near", "few-digits", "two-digits")
