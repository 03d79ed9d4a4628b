"""The stack of acts: newest first, apart for each client and person, bounded; an act forgets what was undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.office.undostack import Done, Sealed, UndoStack

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def done(label: str, client: str = "cafe", person: str = "anna") -> Done:
    return Done(label, client, (Sealed(client, f"set of {label}", "bill held"),), NOON, person)


def test_the_newest_act_comes_first_and_each_client_and_person_has_his_own() -> None:
    stack = UndoStack()
    for act in (done("1"), done("2"), done("3", client="shop"), done("4", person="ben")):
        stack.push(act)
    assert stack.peek("cafe", "anna") == done("2")
    assert stack.peek("shop", "anna") == done("3", client="shop")
    assert stack.peek("cafe", "ben") == done("4", person="ben")
    assert stack.peek("shop", "ben") is None


def test_where_all_clients_are_shown_the_newest_act_of_a_person_counts_whosever_it_is() -> None:
    stack = UndoStack()
    cafe, shop, ben = done("1"), done("2", client="shop"), done("3", person="ben")
    for act in (cafe, shop, ben):
        stack.push(act)
    assert stack.newest("anna") == shop
    undone = replace(shop, label="Undone: 2", takes_back=shop)
    stack.pop(shop, undone)
    assert (stack.newest("anna"), stack.newest_undone("anna")) == (cafe, undone)
    stack.pop_undone(undone, again=shop)
    assert (stack.newest("anna"), stack.newest_undone("anna")) == (shop, None)
    assert stack.newest("carol") is None


def test_what_is_undone_may_be_done_again_until_something_new_is_done() -> None:
    stack = UndoStack()
    first, second = done("1"), done("2")
    stack.push(first)
    stack.push(second)
    undone = replace(second, label="Undone: 2", takes_back=second)
    stack.pop(second, undone)
    assert (stack.peek("cafe", "anna"), stack.peek_undone("cafe", "anna")) == (first, undone)
    stack.pop_undone(undone, again=second)
    assert (stack.peek("cafe", "anna"), stack.peek_undone("cafe", "anna")) == (second, None)
    stack.pop(second, undone)
    stack.push(done("3"))
    assert stack.peek_undone("cafe", "anna") is None


def test_an_act_taken_back_from_its_toast_leaves_the_others_in_their_order() -> None:
    stack = UndoStack()
    acts = [done(str(number)) for number in range(3)]
    for act in acts:
        stack.push(act)
    stack.pop(acts[1])
    stack.pop(acts[1])
    assert stack.peek("cafe", "anna") == acts[2]
    stack.pop(acts[2])
    assert stack.peek("cafe", "anna") == acts[0]


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(1, 5))
def test_only_so_many_are_remembered(numbers: list[int], most: int) -> None:
    stack = UndoStack(most)
    acts = [done(f"{at}: {number}") for at, number in enumerate(numbers)]
    for act in acts:
        stack.push(act)
    kept = acts[-most:]
    for act in reversed(kept):
        assert stack.peek("cafe", "anna") == stack.newest("anna") == act
        stack.pop(act, act)
    assert stack.peek("cafe", "anna") is None
    for act in kept:
        assert stack.peek_undone("cafe", "anna") == stack.newest_undone("anna") == act
        stack.pop_undone(act)
