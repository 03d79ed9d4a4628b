"""Transfers between own accounts: opposite amounts, days apart, and words that say so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bookdesk.banking.matching.index import Entry
from bookdesk.banking.matching.normalise import TRANSFER_WORDS

_DAYS = 3
_MOST_TOGETHER = 8


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money leaves one own account and reaches another; `sure` where every other pairing is impossible."""

    out: Entry
    back: Entry
    sure: bool


def find_transfers(entries: Iterable[Entry]) -> list[Transfer]:
    """Pair opposite amounts on different accounts, the money arriving within three days, nearest days first."""
    groups: dict[tuple[str, int], list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.line.currency, abs(entry.line.amount)].append(entry)
    found: list[Transfer] = []
    for group in groups.values():
        if len({entry.line.account for entry in group}) > 1:
            found += _pairs(group)
    return found


_Pair = tuple[int, int]
"""Positions among the lines out and the lines in."""


def _pairs(group: Sequence[Entry]) -> list[Transfer]:
    """Pair the lines of one size."""
    outs = [entry for entry in group if entry.line.amount < 0]
    backs = [entry for entry in group if entry.line.amount > 0]
    possible = [
        (out, back) for out in range(len(outs)) for back in range(len(backs)) if _may_be_one(outs[out], backs[back])
    ]
    found: list[Transfer] = []
    for component in _components(possible):
        pairing = _nearest(component, outs, backs)
        only = len(component) == 1 or _pairings(component, len(pairing)) == 1
        for out, back in pairing:
            said = _says_so(outs[out]) and _says_so(backs[back])
            found.append(Transfer(outs[out], backs[back], sure=only and said))
    return found


def _says_so(entry: Entry) -> bool:
    return TRANSFER_WORDS.search(entry.words.folded) is not None


def _may_be_one(out: Entry, back: Entry) -> bool:
    """Return whether two lines may be one transfer: both say so, or one does and the other names nobody."""
    if out.line.account == back.line.account or not 0 <= back.day - out.day <= _DAYS:
        return False
    one, other = _says_so(out), _says_so(back)
    return (one and other) or (one and not back.parties) or (other and not out.parties)


def _components(possible: Sequence[_Pair]) -> list[list[_Pair]]:
    """Part the possible pairs into groups that share no line."""
    waiting = list(possible)
    groups: list[list[_Pair]] = []
    while waiting:
        group = [waiting.pop(0)]
        grown = True
        while grown:
            outs, backs = {out for out, _ in group}, {back for _, back in group}
            joined = [pair for pair in waiting if pair[0] in outs or pair[1] in backs]
            waiting = [pair for pair in waiting if pair not in joined]
            group += joined
            grown = bool(joined)
        groups.append(group)
    return groups


def _nearest(pairs: Sequence[_Pair], outs: Sequence[Entry], backs: Sequence[Entry]) -> list[_Pair]:
    """Pair greedily by days apart, but keep a larger pairing where greed would strand a line."""
    ordered = sorted(pairs, key=lambda pair: (backs[pair[1]].day - outs[pair[0]].day, outs[pair[0]].day, pair))
    chosen: list[_Pair] = []
    for out, back in ordered:
        if all(out != other and back != another for other, another in chosen):
            chosen.append((out, back))
    best = min(len({out for out, _ in pairs}), len({back for _, back in pairs}))
    if len(chosen) < best and len(pairs) <= _MOST_TOGETHER:
        return next(iter(_all_pairings(sorted(pairs), best)), chosen)
    return chosen


def _pairings(pairs: Sequence[_Pair], size: int) -> int:
    """Count the pairings of `size`; large groups are taken to have several."""
    if len(pairs) > _MOST_TOGETHER:
        return 2
    return len(_all_pairings(sorted(pairs), size))


def _all_pairings(pairs: Sequence[_Pair], size: int) -> list[list[_Pair]]:
    """Return all sets of `size` pairs in which no line stands twice."""
    if size == 0:
        return [[]]
    found: list[list[_Pair]] = []
    for position, (out, back) in enumerate(pairs):
        rest = [pair for pair in pairs[position + 1 :] if pair[0] != out and pair[1] != back]
        found += [[(out, back), *others] for others in _all_pairings(rest, size - 1)]
    return found
