"""Netting: nothing is lost, nothing is settled twice, nobody is paid nothing."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.payments.netting import Part, largest_credit, payable, shares


def part(bill_id: str, amount: int, *, credit: bool = False, open_: int | None = None) -> Part:
    return Part(bill_id, bill_id, credit, Money(amount if open_ is None else open_, "AUD"), Money(amount, "AUD"))


PARTS = st.lists(st.tuples(st.booleans(), st.integers(1, 500)), min_size=1, max_size=8).map(
    lambda rows: [part(f"b{at}", amount, credit=credit) for at, (credit, amount) in enumerate(rows)]
)


@given(PARTS)
def test_every_unit_of_every_part_is_settled_once(parts: list[Part]) -> None:
    bills = sum(one.amount.minor for one in parts if not one.credit)
    credits_ = sum(one.amount.minor for one in parts if one.credit)
    assume(bills > credits_)
    found = shares(parts, "AUD")
    by_bill: Counter[str] = Counter()
    by_source: Counter[str | None] = Counter()
    for share in found:
        by_bill[share.bill_id] += share.amount.minor
        by_source[share.credit_id] += share.amount.minor
        assert share.amount.minor > 0
    assert by_bill == {one.bill_id: one.amount.minor for one in parts if not one.credit}
    assert by_source.pop(None) == payable(parts, "AUD").minor == bills - credits_
    assert by_source == {one.bill_id: one.amount.minor for one in parts if one.credit}


@given(PARTS, st.integers(1, 2000))
def test_the_largest_credit_leaves_the_least_unit_to_pay(parts: list[Part], credit: int) -> None:
    most = largest_credit(parts, Money(credit, "AUD"))
    assert 0 <= most.minor <= credit
    if most.minor:
        paid = payable([*parts, part("credit", most.minor, credit=True)], "AUD")
        assert paid.minor >= 1
        assert most.minor == credit or paid.minor == 1


@pytest.mark.parametrize(
    "parts",
    [
        [part("b", 0)],
        [part("b", 11, open_=10)],
        [part("b", 10), part("c", 10, credit=True)],
        [part("c", 10, credit=True)],
    ],
)
def test_what_cannot_be_paid_is_refused_in_words(parts: list[Part]) -> None:
    with pytest.raises(RuleBroken, match=r"cannot be settled|leave nothing to pay"):
        payable(parts, "AUD")


def test_a_credit_note_settles_the_oldest_bill_first() -> None:
    found = shares([part("old", 100), part("new", 30), part("credit", 110, credit=True)], "AUD")
    assert [(one.bill_id, one.credit_id, one.amount.minor) for one in found] == [
        ("old", "credit", 100),
        ("new", "credit", 10),
        ("new", None, 20),
    ]
