"""What the palette lists first: what fits best what was typed, whatever kind of thing it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.ui.frame.palette import best_first
from bookdesk.ui.pieces.finder import Hit

CLIENT, FUZZY, BILL = Hit("Overdue Confirmations", "Client"), Hit("Coral Finance", "Client"), Hit("Acme  INV-7", "Bill")
CONFIRM, RECONFIRM = Hit("Confirm what is ready"), Hit("Reconfirm")


@pytest.mark.parametrize(
    ("typed", "listed"),
    [
        ("confirm", [CONFIRM, CLIENT, RECONFIRM]),
        ("co fi", [CLIENT, RECONFIRM, CONFIRM]),
        ("over", [CLIENT, CONFIRM]),
        ("ready", [CONFIRM, CLIENT]),
    ],
)
def test_what_begins_with_what_is_typed_comes_before_what_contains_it(typed: str, listed: list[Hit]) -> None:
    found = best_first(typed, [CLIENT, RECONFIRM, CONFIRM])
    assert [hit for hit in found if hit in listed] == listed


def test_a_record_that_is_found_by_its_amount_stays_behind_a_name_that_begins_so() -> None:
    begins = Hit("110 High Street", "Client")
    assert best_first("110", [BILL, begins]) == [begins, BILL]


def test_nothing_typed_leaves_the_order_of_the_screen() -> None:
    assert best_first(" ", [RECONFIRM, CLIENT, CONFIRM]) == [RECONFIRM, CLIENT, CONFIRM]


@given(st.lists(st.text("abc ", min_size=1, max_size=6).map(Hit), max_size=8), st.text("abc", max_size=3))
def test_every_hit_is_kept_once_and_the_order_is_the_same_each_time(hits: list[Hit], typed: str) -> None:
    found = best_first(typed, hits)
    assert sorted(map(id, found)) == sorted(map(id, hits))
    assert best_first(typed, found) == found
