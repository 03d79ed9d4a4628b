"""Money of several lines over several bills: nothing is lost, nothing is spent twice, each step on its line's day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.banking.spreading import RESIDUE, Purse, Step, purses, spread
from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import split_minor

DAY = date(2026, 7, 1)
Case = tuple[list[Purse], list[tuple[str, int]], list[tuple[str, int]]]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Bills, credit notes that are less, and lines that pay exactly what is left."""
    bills = draw(st.lists(st.integers(1, 10**7), min_size=1, max_size=6))
    notes = draw(st.lists(st.integers(1, max(1, sum(bills) // 4)), max_size=3))
    left = sum(bills) - sum(notes)
    if left <= 0:
        bills, notes, left = [100], [], 100
    weights = draw(st.lists(st.integers(1, 50), min_size=1, max_size=5))
    days = draw(st.lists(st.integers(0, 20), min_size=len(weights), max_size=len(weights)))
    lines = [
        Purse(f"line {number}", amount, DAY + timedelta(day))
        for number, (amount, day) in enumerate(zip(split_minor(left, weights), days, strict=True))
    ]
    return (
        lines,
        [(f"bill {number}", amount) for number, amount in enumerate(bills)],
        [(f"note {number}", amount) for number, amount in enumerate(notes)],
    )


@given(cases())
def test_bills_are_settled_exactly_and_every_line_is_spent_on_its_day(case: Case) -> None:
    lines, bills, notes = case
    steps = spread(lines, bills, notes)
    assert all(step.amount > 0 for step in steps)
    for bill, amount in bills:
        assert sum(step.amount for step in steps if step.bill == bill) == amount
    for note, amount in notes:
        assert sum(step.amount for step in steps if step.note == note) == amount
    for line in lines:
        own = [step for step in steps if step.line == line.id and step.note is None]
        assert sum(step.amount for step in own) == line.amount
        assert {step.day for step in own} <= {line.day}
    assert {step.day for step in steps if step.note} <= {min(line.day for line in lines)}


@given(cases(), st.integers(-500, 500))
def test_a_residue_is_taken_from_the_last_lines_or_stands_beside_them(case: Case, residue: int) -> None:
    lines, _, _ = case
    whole = sum(line.amount for line in lines)
    residue = min(residue, whole)
    found = purses(lines, residue)
    assert sum(one.amount for one in found) == whole - residue
    assert all(one.amount >= 0 for one in found)
    assert (RESIDUE in {one.id for one in found}) == (residue < 0)
    assert [one.day for one in found] == sorted(one.day for one in found)


def test_two_lines_pay_three_bills_and_a_credit_note_counts_first() -> None:
    lines = [Purse("late", 60, DAY + timedelta(2)), Purse("early", 50, DAY)]
    steps = spread(lines, [("a", 40), ("b", 30), ("c", 60)], [("n", 20)])
    assert steps == [
        Step("a", "early", DAY, 20, "n"),
        Step("a", "early", DAY, 20),
        Step("b", "early", DAY, 30),
        Step("c", "late", DAY + timedelta(2), 60),
    ]


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(RuleBroken, match="credit notes are more than the bills"):
        spread([Purse("x", 1, DAY)], [("a", 40)], [("n", 41)])
    with pytest.raises(ValueError, match="exactly"):
        spread([Purse("x", 41, DAY)], [("a", 40)], [])
    with pytest.raises(ValueError, match="exactly"):
        spread([Purse("x", 39, DAY)], [("a", 40)], [])
