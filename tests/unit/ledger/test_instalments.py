"""Which part of an invoice in parts is to be paid next."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.ledger.instalments import in_turn, next_day, next_part

JUNE, JULY, AUGUST = (date(2026, month, 1) for month in (6, 7, 8))
PLAN = [(AUGUST, 400), (JUNE, 100), (None, 200), (JULY, 300)]
parts = st.lists(
    st.tuples(st.none() | st.dates(JUNE, AUGUST), st.integers(min_value=1, max_value=10**6)), min_size=1, max_size=6
)


def test_parts_are_paid_in_the_order_of_their_days_and_a_milestone_waits() -> None:
    assert in_turn(PLAN) == [1, 3, 0, 2]
    assert next_part(PLAN, 0) == (1, 100)
    assert next_part(PLAN, 99) == (1, 1)
    assert next_part(PLAN, 100) == (3, 300)
    assert next_part(PLAN, 800) == (2, 200)
    assert next_part(PLAN, 1000) is None


def test_one_day_is_told_of_it() -> None:
    assert [next_day(PLAN, settled, None) for settled in (0, 250, 700, 800, 1000)] == [JUNE, JULY, AUGUST, None, None]
    assert next_day([(JULY, 1), (JUNE, 1)], 2, None) == JULY
    assert (next_day([], 0, JULY), next_part([], 0)) == (JULY, None)


@given(parts, st.integers(min_value=0, max_value=10**7))
def test_whoever_pays_part_after_part_pays_all_of_it_and_no_day_goes_back(
    plan: list[tuple[date | None, int]], at: int
) -> None:
    whole, last = sum(amount for _, amount in plan), date.min
    paid = min(at, whole)
    while (found := next_part(plan, paid)) is not None:
        place, left = found
        assert 0 < left <= plan[place][1]
        assert last <= (plan[place][0] or date.max)
        last, paid = plan[place][0] or date.max, paid + left
    assert paid == whole
