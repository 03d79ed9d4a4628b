"""Promises and credits change when money comes and how much, and lose none of it."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.money import Money
from bookdesk.reports.expecting import covered, promised, to_be_invoiced
from bookdesk.reports.owed import Document
from bookdesk.reports.paydates import Expected, Lags

TODAY = date(2026, 6, 15)


def document(name: str, contact: str = "c", minor: int = 1_000, due: int = 10, currency: str = "EUR") -> Document:
    day = TODAY + timedelta(days=due)
    return Document(name, contact, name, TODAY, day, Money(minor, currency), name=contact.upper())


def expected(one: Document, *, dated: bool = True) -> Expected:
    usual, quick, slow = (TODAY + timedelta(days=offset) if dated else None for offset in (8, 5, 20))
    return Expected(one, one.total.minor, usual, quick, slow, own=9, others=0, why="By habit.")


def test_a_promise_dates_an_invoice_and_keeps_its_range() -> None:
    for offset, quick, slow in ((12, 5, 20), (2, 2, 20), (30, 5, 30)):
        day = TODAY + timedelta(days=offset)
        found = promised(expected(document("a")), day, TODAY)
        assert (found.usual, found.quick, found.slow) == (
            day,
            TODAY + timedelta(days=quick),
            TODAY + timedelta(days=slow),
        )
        assert found.why.startswith("Promised for")


def test_a_promise_dates_what_nothing_else_does() -> None:
    day = TODAY + timedelta(days=4)
    found = promised(expected(document("a"), dated=False), day, TODAY)
    assert (found.usual, found.quick, found.slow) == (day, day, day)


def test_a_promise_that_was_not_kept_is_told_and_dates_nothing() -> None:
    for day in (TODAY, TODAY - timedelta(days=3)):
        found = promised(expected(document("a")), day, TODAY)
        assert found.usual == TODAY + timedelta(days=8)
        assert found.why.startswith("By habit. Promised for")
    assert promised(expected(document("a")), None, TODAY) == expected(document("a"))


def test_credits_cover_the_first_due_first_of_their_own_customer_and_currency() -> None:
    items = [expected(document("late", due=30)), expected(document("soon", due=5)), expected(document("o", "other"))]
    coming, out = covered(items, {("c", "EUR"): 1_400, ("c", "USD"): 70}, {"c": "C"})
    assert {one.document.id: one.open for one in coming} == {"late": 600, "o": 1_000}
    assert [(one.name, one.amount) for one in out] == [
        ("C soon", Money(1_000, "EUR")),
        ("C late", Money(400, "EUR")),
        ("C", Money(-70, "USD")),
    ]


amounts = st.integers(1, 5_000)


@given(
    st.lists(st.tuples(st.sampled_from("ab"), amounts, st.integers(-40, 40), st.sampled_from(["EUR", "JPY"]))),
    st.dictionaries(st.tuples(st.sampled_from("abc"), st.sampled_from(["EUR", "JPY"])), st.integers(0, 9_000)),
)
def test_nothing_is_lost_or_counted_twice(
    open_: list[tuple[str, int, int, str]], credits_: dict[tuple[str, str], int]
) -> None:
    items = [
        expected(document(str(place), contact, minor, due, currency))
        for place, (contact, minor, due, currency) in enumerate(open_)
    ]
    coming, out = covered(items, credits_, {})
    for currency in ("EUR", "JPY"):
        owed = sum(one.open for one in items if one.document.total.currency == currency)
        credit = sum(minor for (_, own), minor in credits_.items() if own == currency)
        comes = sum(one.open for one in coming if one.document.total.currency == currency)
        told = [one.amount.minor for one in out if one.amount.currency == currency]
        used, left = sum(minor for minor in told if minor > 0), -sum(minor for minor in told if minor < 0)
        assert (comes + used, used + left) == (owed, credit)
        assert all(one.open > 0 for one in coming)


def test_what_schedules_will_invoice_comes_by_its_customers_habit() -> None:
    one = document("rent", due=40)
    (found,) = to_be_invoiced([one], Lags({"c": {3: 9}}, {3: 9}), TODAY)
    assert (found.usual, found.open) == (one.due_day + timedelta(days=3), 1_000)
    assert found.why.startswith("To be invoiced on 15 Jun 2026. Expected 3 days after")
