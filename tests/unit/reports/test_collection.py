"""How fast customers pay: vectors worked out by hand, and what must hold of any books."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.ledger.exchange import ExchangeRate
from bookdesk.reports.ageing import ageing
from bookdesk.reports.collection import Collection, KeyFigure, Name, Span, Unit, collection
from bookdesk.reports.owed import Allocation, Document, Kind, Owed
from tests.unit.reports.random_owed import days, owed

TODAY = date(2026, 6, 15)


def euros(major: int) -> Money:
    return Money(major * 100, "EUR")


def invoice(name: str, issued: date, major: int, term: int = 30) -> Document:
    return Document(name, "Blue Cafe", name, issued, issued + timedelta(days=term), euros(major))


def three_months() -> Owed:
    """Return sales of 3,000, 3,000 and 1,000, of which 2,500 is open: 1,500 of May's overdue, June's current."""
    april, may, june = (
        invoice("april", date(2026, 4, 10), 3_000),
        invoice("may", date(2026, 5, 10), 3_000),
        invoice("june", date(2026, 6, 5), 1_000),
    )
    paid = (
        Allocation("april", date(2026, 5, 5), euros(3_000)),
        Allocation("may", date(2026, 6, 9), euros(1_500)),
    )
    return Owed((april, may, june), paid)


USUAL = Span()


def found(books: Owed, day: date = TODAY, span: Span = USUAL) -> Collection:
    return collection(books, day, "EUR", span)


def value(books: Owed, name: Name, day: date = TODAY, span: Span = USUAL) -> Fraction | None:
    return found(books, day, span).of(name).value


def test_dso_by_the_three_ways_worked_out_by_hand() -> None:
    books = three_months()
    assert value(books, Name.DSO) == 15 + Fraction(31 * 1_500, 3_000)
    assert value(books, Name.DSO_SIMPLE) == Fraction(2_500 * 90, 7_000)
    assert value(books, Name.BEST_DSO) == Fraction(1_000 * 90, 7_000)
    assert value(books, Name.DELINQUENT) == Fraction(1_500 * 90, 7_000)
    assert [found(books).of(name).rounded() for name in (Name.DSO, Name.DSO_SIMPLE)] == [
        Decimal("30.5"),
        Decimal("32.1"),
    ]


def test_a_day_in_the_past_knows_nothing_of_later_payments() -> None:
    assert value(three_months(), Name.DSO, date(2026, 5, 31)) == 31
    assert value(three_months(), Name.DSO, date(2026, 5, 4)) == 4 + 30
    assert value(three_months(), Name.DSO, date(2026, 3, 31)) == 0


def test_a_month_without_sales_counts_all_its_days() -> None:
    books = Owed((invoice("a", date(2026, 4, 1), 600), invoice("b", date(2026, 6, 1), 100)))
    assert value(books, Name.DSO) == 15 + 31 + 30
    assert found(books).of(Name.DSO).remark == ""


def test_credit_notes_lower_sales_and_money_on_account_does_not() -> None:
    books = three_months()
    note = Document("n", "Blue Cafe", "n", date(2026, 6, 1), None, euros(500), Kind.CREDIT_NOTE)
    credited = Owed((*books.documents, note), books.allocations)
    assert value(credited, Name.DSO_SIMPLE) == Fraction(2_000 * 90, 6_500)
    deposit = Owed((*books.documents, replace(note, kind=Kind.ON_ACCOUNT)), books.allocations)
    assert value(deposit, Name.DSO_SIMPLE) == Fraction(2_000 * 90, 7_000)


def test_where_sales_do_not_account_for_what_is_open_the_figure_says_at_least() -> None:
    books = three_months()
    twice = (Allocation("june", date(2026, 6, 10), euros(-5_000)),)
    figure = found(Owed(books.documents, books.allocations + twice)).of(Name.DSO)
    assert figure.value == 15 + 31 + 30
    assert figure.remark.startswith("At least")


def test_without_sales_there_is_no_simple_dso_but_a_reason() -> None:
    figure = found(three_months(), date(2026, 12, 31)).of(Name.DSO_SIMPLE)
    assert (figure.value, figure.rounded()) == (None, None)
    assert "90 days" in figure.remark


def test_true_days_to_pay_count_what_is_open_as_not_paid_yet() -> None:
    start = TODAY - timedelta(days=40)
    books = Owed(
        (invoice("a", start, 100), invoice("b", start, 100), invoice("c", TODAY - timedelta(days=20), 100)),
        (
            Allocation("a", start + timedelta(days=10), euros(100)),
            Allocation("b", start + timedelta(days=30), euros(100)),
        ),
    )
    figure = found(books).of(Name.DAYS_TO_PAY)
    assert figure.rounded(6) == Decimal("23.333333")  # 10 whole days, then 20 days of two thirds
    assert figure.remark == ""
    assert value(books, Name.DAYS_TO_PAY_SETTLED) == 20
    assert found(Owed(books.documents, books.allocations[:1])).of(Name.DAYS_TO_PAY).remark.startswith("At least")


def test_days_to_pay_weigh_by_amount() -> None:
    start = TODAY - timedelta(days=40)
    paid = (
        Allocation("a", start + timedelta(days=10), euros(300)),
        Allocation("b", start + timedelta(days=30), euros(100)),
    )
    books = Owed((invoice("a", start, 300), invoice("b", start, 100)), paid)
    assert value(books, Name.DAYS_TO_PAY_SETTLED) == 15
    assert found(books).of(Name.DAYS_TO_PAY).rounded(6) == 15


def test_money_on_account_was_paid_when_it_came_and_a_credit_note_is_no_payment() -> None:
    start = TODAY - timedelta(days=40)
    deposit = Document("m", "Blue Cafe", "", start + timedelta(days=5), None, euros(60), Kind.ON_ACCOUNT)
    note = Document("n", "Blue Cafe", "", start + timedelta(days=9), None, euros(40), Kind.CREDIT_NOTE)
    later = start + timedelta(days=35)
    used = (Allocation("a", later, euros(60), by="m"), Allocation("a", later, euros(40), by="n"))
    books = Owed((invoice("a", start, 100), deposit, note), used)
    assert value(books, Name.DAYS_TO_PAY_SETTLED) == 5
    assert value(books, Name.ON_TIME_AMOUNT) == 1


def test_a_bounced_payment_is_none() -> None:
    start = TODAY - timedelta(days=40)
    moved = (
        Allocation("a", start + timedelta(days=3), euros(100)),
        Allocation("a", start + timedelta(days=6), euros(-100)),
        Allocation("a", start + timedelta(days=25), euros(100)),
    )
    books = Owed((invoice("a", start, 100),), moved)
    assert value(books, Name.DAYS_TO_PAY_SETTLED) == 25
    assert value(books, Name.DAYS_TO_PAY_SETTLED, start + timedelta(days=5)) == 3
    assert value(books, Name.DAYS_TO_PAY_SETTLED, start + timedelta(days=7)) is None


def test_what_bounced_is_the_latest_payment() -> None:
    start, half = TODAY - timedelta(days=40), euros(50)
    moved = [(3, half), (10, half), (12, -half), (20, half)]
    books = Owed(
        (invoice("a", start, 100),),
        tuple(Allocation("a", start + timedelta(days=day), amount) for day, amount in moved),
    )
    assert value(books, Name.DAYS_TO_PAY_SETTLED) == Fraction(3 + 20, 2)


def test_the_due_date_itself_is_neither_overdue_nor_open_to_doubt() -> None:
    start = TODAY - timedelta(days=30)
    books = Owed((invoice("a", start, 100), invoice("b", start, 100)), (Allocation("a", TODAY, euros(100)),))
    assert value(books, Name.DELINQUENT) == 0
    assert value(books, Name.ON_TIME_COUNT) == Fraction(1, 2)
    assert value(books, Name.ON_TIME_COUNT, TODAY - timedelta(days=1)) is None


def test_ninety_days_of_sales_are_today_and_the_89_before() -> None:
    inside, outside = (invoice("a", TODAY - timedelta(days=days), 100) for days in (89, 90))
    assert value(Owed((inside,)), Name.DSO_SIMPLE) == 90
    assert value(Owed((outside,)), Name.DSO_SIMPLE) is None


def test_a_half_is_rounded_away_from_zero() -> None:
    for exact, shown in ((Fraction(1, 4), "0.3"), (Fraction(-1, 4), "-0.3"), (Fraction(6, 25), "0.2")):
        assert KeyFigure(Name.DSO, Unit.DAYS, exact, "").rounded() == Decimal(shown)


def test_on_time_by_number_and_amount_with_days_of_grace() -> None:
    start = TODAY - timedelta(days=40)
    moved = (
        Allocation("in time", start + timedelta(days=30), euros(100)),
        Allocation("two late", start + timedelta(days=20), euros(100)),
        Allocation("two late", start + timedelta(days=32), euros(100)),
    )
    documents = (
        invoice("in time", start, 100),
        invoice("two late", start, 200),
        invoice("never", start, 100),
        invoice("not due", TODAY - timedelta(days=5), 900),
    )
    books = Owed(documents, moved)
    assert (value(books, Name.ON_TIME_COUNT), value(books, Name.ON_TIME_AMOUNT)) == (Fraction(1, 3), Fraction(1, 2))
    grace = Span(grace=2)
    assert value(books, Name.ON_TIME_COUNT, span=grace) == Fraction(2, 3)
    assert value(books, Name.ON_TIME_AMOUNT, span=grace) == Fraction(3, 4)
    assert "within 2 days" in found(books, span=grace).of(Name.ON_TIME_COUNT).definition


def test_a_document_without_a_rate_is_left_out_and_told() -> None:
    books = three_months()
    dollars = Document("usd", "Quay Press", "usd", date(2026, 6, 1), None, Money(1, "USD"))
    mixed = found(Owed((*books.documents, dollars), books.allocations))
    assert mixed.left_out == 1
    assert mixed.figures == found(books).figures


def test_each_figure_is_there_once_and_defines_itself() -> None:
    figures = found(three_months()).figures
    assert [one.name for one in figures] == list(Name)
    assert all(one.definition.endswith(".") and len(one.definition) > 40 for one in figures)


@pytest.mark.parametrize("wrong", [{"days": 0}, {"history": 0}, {"grace": -1}])
def test_a_span_without_days_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(InputError):
        Span(**wrong)


@given(st.fractions(max_denominator=10_000), st.integers(min_value=0, max_value=4))
def test_a_figure_is_rounded_to_the_nearest(exact: Fraction, places: int) -> None:
    shown = KeyFigure(Name.DSO, Unit.DAYS, exact, "").rounded(places)
    assert shown is not None
    assert abs(2 * (Fraction(shown) - exact) * 10**places) <= 1
    assert shown.as_tuple().exponent == -places


@given(owed(), days)
def test_figures_keep_their_order_and_their_bounds(books: Owed, day: date) -> None:
    figures = collection(books, day, "EUR")
    best, simple, late = (figures.of(name).value for name in (Name.BEST_DSO, Name.DSO_SIMPLE, Name.DELINQUENT))
    if best is not None and simple is not None and late is not None:
        assert 0 <= best <= simple
        assert late == simple - best
    for name in (Name.ON_TIME_COUNT, Name.ON_TIME_AMOUNT):
        share = figures.of(name).value
        assert share is None or 0 <= share <= 1
    settled = figures.of(Name.DAYS_TO_PAY_SETTLED).value
    assert settled is None or settled >= 0


@given(owed(), days)
def test_the_currency_of_the_books_changes_no_figure(books: Owed, day: date) -> None:
    rate = ExchangeRate(Decimal("0.8731"), "ECB", day)
    euro = {one.id for one in books.documents if one.total.currency == "EUR"}
    own = tuple(replace(one, rate=rate) for one in books.documents if one.id in euro)
    allocations = tuple(one for one in books.allocations if one.of in euro)
    one, other = (collection(Owed(own, allocations), day, base) for base in ("EUR", "GBP"))
    for mine, theirs in zip(one.figures, other.figures, strict=True):
        assert mine.remark == theirs.remark
        assert (mine.value is None) == (theirs.value is None)
        assert abs((mine.value or Fraction(0)) - (theirs.value or Fraction(0))) < Fraction(1, 10**30)


@given(owed(), days)
def test_dso_and_ageing_speak_of_the_same_receivables(books: Owed, day: date) -> None:
    euro = tuple(one for one in books.documents if one.total.currency == "EUR")
    kept = Owed(euro, tuple(one for one in books.allocations if one.amount.currency == "EUR"))
    aged = ageing(kept, day, "EUR").base
    dso = collection(kept, day, "EUR").of(Name.DSO).value
    assert (dso == 0) == (aged.total.minor <= 0)
