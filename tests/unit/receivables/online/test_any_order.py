"""Told in any order, in part, twice, with crashes between: the books say the same in the end, and what they must."""

from __future__ import annotations

import pytest

from tests.unit.receivables.online.anyorder import differs


@pytest.mark.parametrize("seed", range(25))
def test_the_order_in_which_moves_are_heard_of_changes_nothing(seed: int) -> None:
    assert differs(seed) is None
