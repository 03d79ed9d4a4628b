"""The cash curve: every part once, every day explained, nothing invented."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import CommitmentSort, Rhythm
from bookdesk.reports.cashcurve import Bill, CashCurve, Given, Moving, Placing, cash_curve
from bookdesk.reports.commitments import Commitment
from bookdesk.reports.owed import Document
from bookdesk.reports.paydates import Expected

TODAY = date(2026, 6, 15)  # a Monday
TOMORROW = date(2026, 6, 16)


def euros(major: int) -> Money:
    return Money(major * 100, "EUR")


def in_days(days: int) -> date:
    return TODAY + timedelta(days=days)


def coming(name: str, usual: int | None, *, due: int = 0, disputed: bool = False, currency: str = "EUR") -> Expected:
    """Return 100 expected so many days from today, a day earlier from the quick and ten later from the slow."""
    document = Document(name, "Blue Cafe", name, in_days(-40), in_days(due), Money(10_000, currency), disputed=disputed)
    if usual is None:
        return Expected(document, 10_000, None, None, None, 0, 0, "Nobody paid an invoice yet.")
    return Expected(document, 10_000, in_days(usual), in_days(usual - 1), in_days(usual + 10), 6, 0, "As ever.")


def curve(days: int = 30, **parts: tuple[object, ...]) -> CashCurve:
    given_ = Given(euros(1_000), TODAY, **parts)  # type: ignore[arg-type]  # parts by name
    return cash_curve(given_, TODAY, Placing(days=days))


def balance(found: CashCurve, days: int) -> tuple[int, int, int]:
    day = found.days[days - 1]
    return day.low.minor // 100, day.balance.minor // 100, day.high.minor // 100


def test_nothing_given_stays_the_proven_balance() -> None:
    found = curve()
    assert len(found.days) == 30
    assert {balance(found, day) for day in range(1, 31)} == {(1_000, 1_000, 1_000)}
    assert found.lowest.day == TOMORROW


def test_an_invoice_comes_on_its_usual_day_and_its_range_opens_before_and_closes_after() -> None:
    found = curve(invoices=(coming("a", 3),))
    assert [balance(found, day) for day in (1, 2, 3, 13, 14)] == [
        (1_000, 1_000, 1_000),
        (1_000, 1_000, 1_100),
        (1_000, 1_100, 1_100),
        (1_000, 1_100, 1_100),
        (1_100, 1_100, 1_100),
    ]  # the slow day is a Sunday: it counts from Monday
    assert [part.id for part in found.days[2].parts] == ["a"]


def test_bills_are_paid_when_they_are_due_and_overdue_ones_at_once() -> None:
    found = curve(
        bills=(
            Bill("late", "Harbour Foods", euros(50), in_days(-20)),
            Bill("sunday", "Quay Press", euros(30), in_days(6)),
            Bill("run", "Fuel Co", euros(20), in_days(-5), pay_on=in_days(3)),
            Bill("no date", "Ice Co", euros(10), None),
        )
    )
    where = {part.id: day.day for day in found.days for part in day.parts}
    assert where == {"late": TOMORROW, "sunday": in_days(7), "run": in_days(3), "no date": TOMORROW}
    assert balance(found, 30)[1] == 890
    assert "Due since 26 May 2026" in found.days[0].parts[0].why


def test_disputed_and_held_and_foreign_ones_are_left_out_and_told() -> None:
    found = curve(
        bills=(
            Bill("held", "Harbour Foods", euros(50), TODAY, hold="wrong price"),
            Bill("fought", "Harbour Foods", euros(50), TODAY, disputed=True),
            Bill("usd", "Quay Press", Money(5_000, "USD"), TODAY),
        ),
        invoices=(coming("no", 3, disputed=True),),
    )
    assert {one.id: one.why for one in found.left_out} == {
        "held": "On hold: wrong price.",
        "fought": "Disputed.",
        "usd": "It is in USD, the account in EUR.",
        "no": "Disputed.",
    }
    assert balance(found, 30) == (1_000, 1_000, 1_000)


def test_an_invoice_that_nobody_can_date_is_placed_by_rule_and_the_cautious_balance_does_without() -> None:
    found = curve(60, invoices=(coming("old", None, due=-200), coming("new", None, due=10)))
    assert balance(found, 10) == (1_000, 1_100, 1_100)
    assert balance(found, 60) == (1_000, 1_200, 1_200)
    assert found.days[29].parts[0].why.endswith("Placed 30 days from today by rule.")


def test_wages_on_a_month_end_and_what_moved_since_the_statement() -> None:
    wages = Commitment("w", "Wages", CommitmentSort.PAYROLL, euros(-300), date(2026, 1, 31), Rhythm.MONTHLY)
    given_ = Given(euros(1_000), date(2026, 5, 28), (Moving("m", "Run of 27 May", euros(-70)),), commitments=(wages,))
    found = cash_curve(given_, TODAY, Placing(days=50))
    where = {(part.id, day.day) for day in found.days for part in day.parts}
    assert where == {("m", TOMORROW), ("w 2026-05-29", TOMORROW), ("w 2026-06-30", date(2026, 6, 30))} | {
        ("w 2026-07-31", date(2026, 7, 31))
    }
    assert found.lowest.balance == euros(30)
    late = next(part for part in found.days[0].parts if part.id == "w 2026-05-29")
    assert late.why == "Payroll, every month, was to move on 29 May 2026 and is on no statement yet."


def test_a_balance_of_tomorrow_is_refused() -> None:
    with pytest.raises(InputError, match="after 15 Jun 2026"):
        cash_curve(Given(euros(1), TOMORROW), TODAY, Placing())


@pytest.mark.parametrize(("days", "undated"), [(0, 30), (30, 0)])
def test_a_curve_without_days_is_refused(days: int, undated: int) -> None:
    with pytest.raises(InputError):
        Placing(days, undated)


offsets = st.integers(-40, 60)
bills = st.builds(
    lambda number, due, pay, minor, held: Bill(
        f"b{number}",
        "Harbour Foods",
        Money(minor, "EUR"),
        None if due is None else in_days(due),
        None if pay is None else in_days(pay),
        "why" if held else None,
    ),
    st.integers(0, 9**9),
    st.none() | offsets,
    st.none() | offsets,
    st.integers(1, 10**7),
    st.booleans(),
)
invoices = st.builds(
    lambda number, usual, due, disputed: coming(f"i{number}", usual, due=due, disputed=disputed),
    st.integers(0, 9**9),
    st.none() | st.integers(2, 80),
    offsets,
    st.booleans(),
)


@given(st.lists(bills, max_size=8), st.lists(invoices, max_size=8), st.integers(1, 90))
def test_everything_given_is_once_in_the_curve_or_after_it_or_left_out(
    owing: list[Bill], owed: list[Expected], days: int
) -> None:
    found = curve(days, bills=tuple(owing), invoices=tuple(owed))
    shown = [part for day in found.days for part in day.parts]
    ids = [*(part.id for part in shown), *(part.id for part in found.later), *(one.id for one in found.left_out)]
    assert sorted(ids) == sorted([*(bill.id for bill in owing), *(one.document.id for one in owed)])
    total = sum(part.amount.minor for part in (*shown, *found.later))
    total += sum(one.amount.minor for one in found.left_out)
    assert total == -sum(bill.open.minor for bill in owing) + sum(one.open for one in owed)


@given(st.lists(bills, max_size=8), st.lists(invoices, max_size=8), st.integers(1, 90))
def test_each_balance_is_the_one_before_and_its_parts_and_lies_in_its_range(
    owing: list[Bill], owed: list[Expected], days: int
) -> None:
    found = curve(days, bills=tuple(owing), invoices=tuple(owed))
    before = 100_000
    for day in found.days:
        before += sum(part.amount.minor for part in day.parts)
        assert day.balance.minor == before
        assert day.low <= day.balance <= day.high
        assert all(part.day == day.day and part.why.endswith(".") for part in day.parts)
        assert not day.parts or day.day.weekday() < 5
