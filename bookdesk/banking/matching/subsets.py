"""Subset sums in cents by meeting in the middle, stopping when uniqueness is disproved."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from heapq import nsmallest
from math import comb


def subsets_to(
    amounts: Sequence[int], target: int, *, least: int = 2, most: int = 12, enough: int = 4
) -> list[tuple[int, ...]]:
    """Return up to `enough` sets of positions whose amounts add up to `target`, by size, of `least` to `most` members.

    2^(n/2) work for n amounts; callers keep n at about twenty (Horowitz and Sahni 1974).
    """
    half = len(amounts) // 2
    left, right = _sums(amounts[:half]), _sums(amounts[half:])
    met = {target - total for total in left}.intersection(right)
    if not met:
        return []
    by_sum: dict[int, list[int]] = {}
    for mask, total in enumerate(right):
        if total in met:
            by_sum.setdefault(total, []).append(mask)
    masks = (mask | other << half for mask, total in enumerate(left) for other in by_sum.get(target - total, ()))
    sized = ((mask.bit_count(), mask) for mask in masks if least <= mask.bit_count() <= most)
    found = nsmallest(enough, ((size, _positions(mask)) for size, mask in sized))
    return [members for _, members in found]


def _sums(amounts: Sequence[int]) -> list[int]:
    """Return the sums of all subsets; the place of a sum is the bit mask of its members."""
    sums = [0]
    for amount in amounts:
        sums += [total + amount for total in sums]
    return sums


def _positions(mask: int) -> tuple[int, ...]:
    return tuple(position for position in range(mask.bit_length()) if mask >> position & 1)


def chance(amounts: Sequence[int], size: int, target: int) -> float:
    """Return about how many sets of up to `size` members would meet `target` by chance.

    The number of sets over the width of their sums; round targets are met by round amounts more often.
    """
    sets = sum(comb(len(amounts), members) for members in range(2, size + 1))
    width = max(1, sum(map(abs, amounts)))
    step = 100 if target % 100 == 0 else 1
    return sets * step / width


def nearest(days: Sequence[int], day: int, most: int) -> range:
    """Return the positions of at most `most` sorted `days` around `day`."""
    middle = bisect_left(days, day)
    start = max(0, min(middle - most // 2, len(days) - most))
    return range(start, min(len(days), start + most))
