"""Who may still take a decision back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.approvals.validity import Given
from bookdesk.approvals.withdrawing import require_still_mine
from bookdesk.core.errors import BookDeskError, NotAllowed, NotFound, RuleBroken
from bookdesk.core.vocabulary import Decision

APPROVED = Given("1", Decision.APPROVED, "ann", "P", "A", sound=True)
REJECTED = replace(APPROVED, id="2", decision=Decision.REJECTED)
RECEIVED = replace(APPROVED, id="3", decision=Decision.RECEIVED, given_by="Olive Owner")
CONFIRMED = Given("4", Decision.CONFIRMED, "bob", "P", "A", sound=True, about_id="3")


def withdrawn(one: Given, name: str = "w") -> Given:
    return replace(one, id=f"{name}{one.id}", decision=Decision.WITHDRAWN, about_id=one.id)


@pytest.mark.parametrize("one", [APPROVED, REJECTED, RECEIVED])
def test_ones_own_last_decision_is_taken_back_once(one: Given) -> None:
    require_still_mine(one.id, "ann", [one])
    with pytest.raises(NotAllowed, match="is not yours"):
        require_still_mine(one.id, "bob", [one])
    with pytest.raises(RuleBroken, match="taken back already"):
        require_still_mine(one.id, "ann", [one, withdrawn(one)])


def test_a_withdrawal_is_final_and_what_is_not_there_is_not_found() -> None:
    for named in ("w1", "9"):
        with pytest.raises(NotFound):
            require_still_mine(named, "ann", [APPROVED, withdrawn(APPROVED)])


def test_what_another_confirmed_waits_until_he_took_that_back() -> None:
    with pytest.raises(RuleBroken, match="confirmed this approval since"):
        require_still_mine("3", "ann", [RECEIVED, CONFIRMED])
    require_still_mine("4", "bob", [RECEIVED, CONFIRMED])
    require_still_mine("3", "ann", [RECEIVED, CONFIRMED, withdrawn(CONFIRMED)])


def test_a_rejection_stands_once_the_bill_was_decided_upon_anew() -> None:
    again = replace(APPROVED, id="5", by="bob")
    with pytest.raises(RuleBroken, match="since it was sent back"):
        require_still_mine("2", "ann", [REJECTED, again])
    require_still_mine("2", "ann", [APPROVED, REJECTED, again, withdrawn(again)])


@given(st.permutations([APPROVED, REJECTED, RECEIVED, CONFIRMED]), st.sampled_from("1234"))
def test_nobody_takes_back_what_is_not_his(decisions: list[Given], wanted: str) -> None:
    author = next(one.by for one in decisions if one.id == wanted)
    other = "ann" if author == "bob" else "bob"
    with pytest.raises(BookDeskError):
        require_still_mine(wanted, other, decisions)
