"""Subset sums: every answer adds up, the smallest come first, and none is missed."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.banking.matching.subsets import chance, nearest, subsets_to

_amounts = st.lists(st.integers(-50, 50).filter(bool), max_size=9)


@given(_amounts, st.integers(-120, 120))
def test_like_trying_all(amounts: list[int], target: int) -> None:
    tried = [
        members
        for size in range(2, len(amounts) + 1)
        for members in combinations(range(len(amounts)), size)
        if sum(amounts[position] for position in members) == target
    ]
    found = subsets_to(amounts, target, enough=1000)
    assert sorted(found) == sorted(tried)
    assert [len(members) for members in found] == sorted(len(members) for members in tried)


def test_more_items_make_accidents_likelier() -> None:
    assert chance([1000] * 4, 2, 2001) < chance([1000] * 12, 6, 6001)
    assert chance([1000] * 4, 2, 2001) < chance([1000] * 4, 2, 2000)


def test_nearest_days_keep_within_the_list() -> None:
    assert list(nearest([1, 2, 3, 4, 5], 100, 3)) == [2, 3, 4]
    assert list(nearest([1, 2], 0, 5)) == [0, 1]
