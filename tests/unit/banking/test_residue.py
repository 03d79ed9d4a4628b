"""Chosen lines against chosen items: what is left over, what it may be, and why a match is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.banking.kinds import Kind
from bookdesk.banking.residue import Cause, ItemSide, LineSide, Weighing, weigh
from bookdesk.core.money import Money

DAY = date(2026, 7, 1)


def _line(minor: int, account: str = "everyday", currency: str = "AUD") -> LineSide:
    return LineSide(account, Money(minor, currency), DAY)


def _item(kind: Kind, minor: int, taken: int | None = None, currency: str = "AUD") -> ItemSide:
    return ItemSide(kind, Money(minor, currency), None if taken is None else Money(taken, currency))


def _causes(found: Weighing) -> list[Cause]:
    return [one.cause for one in found.explanations]


def test_what_adds_up_is_acceptable() -> None:
    found = weigh([_line(-6000), _line(-5000)], [_item(Kind.BILL, -12000), _item(Kind.CREDIT_NOTE, 1000)])
    assert (found.acceptable, found.residue, found.explanations, found.why_not) == (True, Money(0, "AUD"), (), "")
    assert found.shares == (Money(-12000, "AUD"), Money(1000, "AUD"))


@pytest.mark.parametrize(
    ("lines", "items", "causes"),
    [
        ([-10150], [(Kind.BILL, -10000)], [Cause.FEE, Cause.OVER]),
        ([-10003], [(Kind.BILL, -10000)], [Cause.ROUNDING, Cause.FEE, Cause.OVER]),
        ([-20000], [(Kind.BILL, -10000)], [Cause.OVER]),
        ([-9800], [(Kind.BILL, -5000), (Kind.BILL, -5000)], [Cause.DISCOUNT, Cause.SHORT]),
        ([9710], [(Kind.INVOICE, 5000), (Kind.INVOICE, 5000)], [Cause.FEE, Cause.SHORT]),
        ([10500], [(Kind.INVOICE, 10000)], [Cause.OVER]),
        ([-9000], [(Kind.PAYMENT, -10000)], [Cause.SHORT]),
    ],
)
def test_what_is_left_over_is_explained_and_has_to_be_coded(
    lines: list[int], items: list[tuple[Kind, int]], causes: list[Cause]
) -> None:
    sides, chosen = [_line(one) for one in lines], [_item(kind, minor) for kind, minor in items]
    found = weigh(sides, chosen)
    assert _causes(found) == causes
    assert (found.acceptable, found.codable) == (False, True)
    assert "adds up to" in found.why_not
    assert found.residue is not None
    again = weigh(sides, chosen, coded=found.residue)
    assert again.acceptable


def test_too_little_for_one_bill_is_a_part_payment_unless_the_rest_is_asked_for() -> None:
    found = weigh([_line(-3000), _line(-4000)], [_item(Kind.BILL, -10000)])
    assert (found.acceptable, found.part_payment, found.shares) == (True, True, (Money(-7000, "AUD"),))
    assert "30.00 AUD of the bill stays open" in found.explanations[0].says
    asked = weigh([_line(-7000)], [_item(Kind.BILL, -10000)], coded=Money(0, "AUD"))
    assert (asked.part_payment, asked.residue, _causes(asked)) == (
        False,
        Money(3000, "AUD"),
        [Cause.DISCOUNT, Cause.SHORT],
    )
    assert not weigh([_line(-7000)], [_item(Kind.PAYMENT, -10000)]).part_payment


@pytest.mark.parametrize(
    ("lines", "items", "said"),
    [
        ([], [_item(Kind.BILL, -1)], "No bank line"),
        ([_line(-1)], [], "nothing to match"),
        ([_line(-1), _line(-1, "savings")], [_item(Kind.BILL, -2)], "several bank accounts"),
        ([_line(-2)], [_item(Kind.BILL, -1), _item(Kind.PAYMENT, -1)], "bill, payment cannot be matched together"),
        ([_line(-2)], [_item(Kind.RUN, -1), _item(Kind.RUN, -1)], "cannot be matched together"),
        ([_line(-3), _line(1)], [_item(Kind.BILL, -2)], "some money out"),
        ([_line(2)], [_item(Kind.BILL, -2)], "money in, and what was chosen goes the other way"),
        ([_line(-2)], [_item(Kind.INVOICE, 2)], "money out"),
        ([_line(2)], [_item(Kind.CREDIT_NOTE, 2)], "credit notes are more than the bills"),
        ([_line(-2)], [_item(Kind.BILL, -2, -3)], "can be taken"),
        ([_line(-2)], [_item(Kind.BILL, -2, 2)], "can be taken"),
        ([_line(-1)], [_item(Kind.PAYMENT, -2, -1)], "is cleared whole"),
        ([_line(-1), _line(-1)], [_item(Kind.BILL, -2, currency="EUR")], "one line at a time"),
    ],
)
def test_what_can_never_be_one_match_says_why(lines: list[LineSide], items: list[ItemSide], said: str) -> None:
    found = weigh(lines, items)
    assert (found.acceptable, found.codable) == (False, False)
    assert said in found.why_not
    assert found.remedy


def test_a_bill_in_another_currency_is_settled_by_what_the_bank_took() -> None:
    found = weigh([_line(-16500)], [_item(Kind.BILL, -10000, currency="EUR")])
    assert (found.acceptable, found.residue, _causes(found)) == (True, None, [Cause.EXCHANGE])


@given(
    st.lists(st.integers(-(10**6), 10**6).filter(bool), min_size=1, max_size=4),
    st.lists(st.tuples(st.sampled_from(Kind), st.integers(-(10**6), 10**6).filter(bool)), min_size=1, max_size=4),
)
def test_nothing_is_acceptable_with_something_left_over(lines: list[int], items: list[tuple[Kind, int]]) -> None:
    sides, chosen = [_line(one) for one in lines], [_item(kind, minor) for kind, minor in items]
    found = weigh(sides, chosen)
    assert found.acceptable == (not found.why_not)
    assert found.codable or not found.acceptable
    if found.acceptable:
        assert sum(share.minor for share in found.shares) == sum(lines)
    if found.codable and not found.acceptable:
        assert found.residue is not None
        assert weigh(sides, chosen, coded=found.residue).acceptable
        assert not weigh(sides, chosen, coded=found.residue + Money(1, "AUD")).acceptable
        assert found.explanations
