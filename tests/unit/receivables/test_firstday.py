"""The first day of a client: what a person approved leaves, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.receivables.firstday import FirstDay, approve, held_back, list_hash

DAY = date(2026, 6, 30)
NAMES = st.sets(st.sampled_from("abcdefgh"), max_size=8)


@given(st.integers(0, 400), NAMES)
def test_without_an_approval_nothing_leaves_however_long_it_takes(later: int, messages: set[str]) -> None:
    state = FirstDay(DAY)
    for message in messages | {"x"}:
        assert held_back(state, message, DAY + timedelta(days=later)) is not None


@given(NAMES, NAMES)
def test_on_the_day_of_approval_exactly_the_approved_messages_leave(approved: set[str], planned: set[str]) -> None:
    state = FirstDay(DAY, approve(DAY, approved))
    assert {message for message in planned if held_back(state, message, DAY) is None} == approved & planned


def test_what_is_left_of_the_list_after_a_crash_still_leaves() -> None:
    state = FirstDay(DAY, approve(DAY, ["a", "b"]))
    assert held_back(state, "b", DAY) is None


def test_from_the_day_after_the_approval_everything_leaves() -> None:
    state = FirstDay(DAY, approve(DAY, ["a"]))
    assert held_back(state, "new", DAY) is not None
    assert held_back(state, "new", DAY + timedelta(days=1)) is None


def test_an_approval_on_a_later_day_opens_the_day_after_that_one() -> None:
    late = DAY + timedelta(days=9)
    state = FirstDay(DAY, approve(late, ["a"]))
    assert held_back(state, "new", late) is not None
    assert held_back(state, "a", late) is None
    assert held_back(state, "new", late + timedelta(days=1)) is None


def test_a_clock_put_back_makes_it_the_first_day_again() -> None:
    state = FirstDay(DAY, approve(DAY, ["a"]))
    assert held_back(state, "new", DAY - timedelta(days=40)) is not None


def test_a_client_connected_anew_needs_a_new_approval() -> None:
    state = FirstDay(DAY + timedelta(days=1), approve(DAY, ["a"]))
    assert held_back(state, "a", DAY + timedelta(days=5)) is not None


def test_an_approval_whose_messages_were_changed_counts_for_nothing() -> None:
    approved = replace(approve(DAY, ["a"]), messages=frozenset({"a", "b"}))
    assert held_back(FirstDay(DAY, approved), "b", DAY) is not None
    assert held_back(FirstDay(DAY, approved), "a", DAY + timedelta(days=1)) is not None


def test_the_order_of_a_list_does_not_matter_and_its_content_does() -> None:
    assert list_hash(["a", "b"]) == list_hash(["b", "a"])
    assert list_hash(["a", "b"]) != list_hash(["ab"])
