"""When invoices were paid, and the mean time it takes with open amounts among them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.reports.owed import Owed, positions
from bookdesk.reports.paying import mean_time, paid_by
from tests.unit.reports.random_owed import days, owed

amounts_at_ages = st.lists(st.tuples(st.integers(0, 200), st.integers(1, 10**9)), min_size=1, max_size=12)
ALMOST = Fraction(1, 10**40)


def test_nothing_has_no_mean() -> None:
    assert mean_time([], [(3, 0)]) is None


@given(amounts_at_ages)
def test_where_all_is_paid_the_mean_is_the_weighted_one(paid: list[tuple[int, int]]) -> None:
    mean = mean_time(paid, [])
    assert mean is not None
    assert not mean.at_least
    exact = Fraction(sum(age * amount for age, amount in paid), sum(amount for _, amount in paid))
    assert abs(mean.days - exact) < ALMOST


@given(amounts_at_ages, amounts_at_ages)
def test_an_open_amount_makes_no_mean_shorter_than_what_is_known_of_it(
    paid: list[tuple[int, int]], open_: list[tuple[int, int]]
) -> None:
    mean = mean_time(paid, open_)
    assert mean is not None
    least = Fraction(
        sum(age * amount for age, amount in paid + open_), sum(amount for _, amount in paid + open_)
    )  # as if all that is open were paid today
    assert mean.days >= least - ALMOST
    assert mean.days <= max(age for age, _ in paid + open_)


@given(amounts_at_ages, amounts_at_ages)
def test_the_mean_is_a_lower_bound_where_the_oldest_amount_is_open(
    paid: list[tuple[int, int]], open_: list[tuple[int, int]]
) -> None:
    mean = mean_time(paid, open_)
    assert mean is not None
    assert mean.at_least == (max(age for age, _ in open_) >= max(age for age, _ in paid))


@given(owed(), days)
def test_what_an_invoice_lacks_is_what_the_ageing_shows_open_of_it(books: Owed, day: date) -> None:
    open_ = {one.document.id: one.open for one in positions(books, day)}
    kept = {one.of for one in books.allocations if one.amount.minor < 0}
    for one in paid_by(books, day):
        assert 0 <= one.paid <= one.claim <= one.document.total.minor
        assert all(when <= day and when >= one.document.issued and amount > 0 for when, amount in one.payments)
        if one.document.id not in kept:
            assert one.open == open_.get(one.document.id, 0)
        assert (one.settled_on is not None) == (one.claim > 0 and one.open == 0)


@given(owed(), days)
def test_money_that_went_back_opens_as_much_again(books: Owed, day: date) -> None:
    money = Owed(books.documents, tuple(one for one in books.allocations if one.by is None))
    shown = {one.document.id: one.open for one in positions(money, day)}
    assert {one.document.id: one.open for one in paid_by(money, day) if one.open} == {
        name: open_ for name, open_ in shown.items() if open_
    }
