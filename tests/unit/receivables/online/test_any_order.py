"""Told in any order, in part, twice, with crashes between: the books say the same in the end, and what they must."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.unit.receivables.online.anyorder import differs


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Desk]]:
    with client_desk(tmp_path_factory.mktemp("one")) as one, client_desk(tmp_path_factory.mktemp("other")) as other:
        yield one, other


@pytest.mark.parametrize("seed", range(40))
def test_the_order_in_which_moves_are_heard_of_changes_nothing(pair: tuple[Desk, Desk], seed: int) -> None:
    assert differs(*pair, seed) is None
