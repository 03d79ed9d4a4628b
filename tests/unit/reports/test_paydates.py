"""When an open invoice is expected: by its customer's habit, by everyone's where he has none, never in the past."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.money import Money
from bookdesk.reports.owed import Allocation, Document, Owed
from bookdesk.reports.paydates import ENOUGH, ENOUGH_FOR_RANGE, Lags, expect, expected, lags, percentile
from bookdesk.reports.paying import paid_by
from tests.unit.reports.random_owed import days, owed

TODAY = date(2026, 6, 15)
lag_weights = st.dictionaries(st.integers(-30, 90), st.integers(1, 20), min_size=1, max_size=8)


def invoice(name: str, contact: str = "Blue Cafe", due: date = TODAY) -> Document:
    return Document(name, contact, name, due - timedelta(days=30), due, Money(10_000, "EUR"))


def history(**late: list[int]) -> Owed:
    """Return one settled invoice per lag of each customer, due half a year ago."""
    documents: list[Document] = []
    paid: list[Allocation] = []
    for contact, found in late.items():
        for number, lag in enumerate(found):
            one = invoice(f"{contact} {number}", contact, date(2026, 1, 1))
            documents.append(one)
            paid.append(Allocation(one.id, one.due_day + timedelta(days=lag), one.total))
    return Owed(tuple(documents), tuple(paid))


def known(**late: list[int]) -> Lags:
    return lags(paid_by(history(**late), TODAY))


def test_five_payments_tell_the_usual_day_alone_but_not_the_range() -> None:
    found = expect(invoice("a", "mine"), 10_000, known(mine=[2, 4, 6, 8, 30], other=[60] * 50), TODAY)
    assert found.usual == TODAY + timedelta(days=6)
    assert (found.quick, found.slow) == (TODAY + timedelta(days=2), TODAY + timedelta(days=60))
    assert (found.own, found.others) == (5, 0)
    assert found.why == "Expected 6 days after its due date, as its customer paid 5 invoices before."


def test_nine_payments_tell_the_range_alone() -> None:
    found = expect(invoice("a", "mine"), 10_000, known(mine=list(range(1, 10)), other=[60] * 50), TODAY)
    assert [(day - TODAY).days for day in (found.quick, found.usual, found.slow) if day] == [1, 5, 9]


def test_below_five_everyone_makes_up_for_the_missing_ones() -> None:
    others = known(mine=[40, 40], other=[10] * 8)
    found = expect(invoice("a", "mine"), 10_000, others, TODAY)
    assert found.usual == TODAY + timedelta(days=10)  # two of five weigh less than the three that stand in
    assert found.slow == TODAY + timedelta(days=40)
    assert (found.own, found.others) == (2, 8)
    alone = expect(invoice("a", "mine"), 10_000, known(mine=[40, 40]), TODAY)
    assert (alone.usual, alone.others) == (TODAY + timedelta(days=40), 0)
    three = expect(invoice("a", "mine"), 10_000, known(mine=[40, 40, 40], other=[10] * 8), TODAY)
    assert three.usual == TODAY + timedelta(days=40)


def test_a_new_customer_is_judged_by_all() -> None:
    found = expect(invoice("a", "new"), 10_000, known(other=[1, 3, 5]), TODAY)
    assert found.usual == TODAY + timedelta(days=3)
    assert found.why == "Expected 3 days after its due date, as 0 invoices of its customer and 3 of others were paid."


def test_what_is_overdue_is_compared_with_what_was_later_only() -> None:
    overdue = invoice("a", "mine", TODAY - timedelta(days=6))
    found = expect(overdue, 10_000, known(mine=[2, 4, 6, 8, 30]), TODAY)
    assert (found.quick, found.usual, found.slow) == (
        TODAY + timedelta(days=2),
        TODAY + timedelta(days=2),
        TODAY + timedelta(days=24),
    )


def test_later_than_anybody_ever_was_has_no_day_but_a_reason() -> None:
    found = expect(invoice("a", "mine", TODAY - timedelta(days=30)), 1, known(mine=[2, 4, 6, 8, 30]), TODAY)
    assert (found.quick, found.usual, found.slow) == (None, None, None)
    assert "30 days late" in found.why
    nobody = expect(invoice("a"), 1, known(), TODAY)
    assert (nobody.usual, nobody.why) == (None, "Nobody paid an invoice yet.")


def test_only_what_was_known_on_the_day_counts() -> None:
    books = history(mine=[2, 4, 6, 8, 30])
    (late,) = expected(books, date(2026, 1, 20))
    assert late.document.id == "mine 4"
    assert (late.own, late.usual) == (4, None)
    assert expected(books, date(2026, 1, 31)) == ()


def test_part_payments_settle_with_the_last_of_them() -> None:
    one = invoice("a", due=date(2026, 1, 1))
    half = Allocation("a", date(2026, 1, 3), Money(5_000, "EUR"))
    books = Owed((one,), (half, replace(half, day=date(2026, 1, 9))))
    assert lags(paid_by(books, TODAY)).everyone == {8: 1}
    assert lags(paid_by(books, date(2026, 1, 8))).everyone == {}


@given(lag_weights, st.integers(1, 100))
def test_a_percentile_is_a_lag_that_so_many_do_not_exceed(weights: dict[int, int], share: int) -> None:
    each = sorted(lag for lag, count in weights.items() for _ in range(count))
    assert percentile(weights, share) == each[-(-len(each) * share // 100) - 1]


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="percentile"):
        percentile({}, 50)


@given(owed(), days)
def test_days_are_in_order_and_to_come_and_each_open_invoice_has_one_entry(books: Owed, today: date) -> None:
    found = expected(books, today)
    assert [one.document.id for one in found] == [one.document.id for one in paid_by(books, today) if one.open]
    for one in found:
        assert one.open > 0
        assert one.why.endswith(".")
        if one.quick and one.usual and one.slow:
            assert today < one.quick <= one.usual <= one.slow


@given(lag_weights, st.integers(0, ENOUGH - 1))
def test_the_few_own_lags_weigh_as_their_number_of_those_that_are_enough(everyone: dict[int, int], own: int) -> None:
    habit = Lags({"mine": {200: own}}, everyone | {200: own}).habit("mine")
    for weights, enough in ((habit.weights, ENOUGH), (habit.range_weights, ENOUGH_FOR_RANGE)):
        assert weights.get(200, 0) * enough == own * sum(weights.values())
