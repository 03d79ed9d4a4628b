"""What must be paid by when: parts that make the total."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bookdesk.core.dates import Terms, TermsKind
from bookdesk.core.errors import InputError
from bookdesk.core.money import CurrencyMismatch, Money
from bookdesk.invoicing.terms import Instalment, Milestone, owed, plan
from bookdesk.ledger.earlypayment import Receipt

ISSUED = date(2026, 6, 1)
NET_30 = Terms(TermsKind.NET, 30)
amounts = st.integers(min_value=1, max_value=10**9)


def _eur(minor: int) -> Money:
    return Money(minor, "EUR")


def _paid(day: int, minor: int) -> Receipt:
    return Receipt(date(2026, 6, day), _eur(minor))


def test_a_deposit_and_the_rest_make_the_total() -> None:
    parts = [Milestone("Deposit", Decimal("0.30"), Terms(TermsKind.NET, 0)), Milestone("Rest", None, NET_30)]
    assert plan(_eur(100_05), ISSUED, parts) == (
        Instalment("Deposit", _eur(30_02), ISSUED),
        Instalment("Rest", _eur(70_03), date(2026, 7, 1)),
    )


def test_thirds_of_ten_euros_add_up_to_ten_euros() -> None:
    third = Decimal(1) / 3
    with pytest.raises(InputError):
        plan(_eur(10_00), ISSUED, [Milestone(str(number), third, None) for number in range(3)])
    parts = [Milestone("1", third, None), Milestone("2", third, None), Milestone("3", None, None)]
    assert [one.amount.minor for one in plan(_eur(10_00), ISSUED, parts)] == [333, 333, 334]


def test_amounts_and_shares_and_days_stand_beside_each_other() -> None:
    parts = [
        Milestone("Order", _eur(500_00), date(2026, 6, 3)),
        Milestone("Delivery", Decimal("0.5"), None),
        Milestone("Handover", None, Terms(TermsKind.END_OF_MONTH, 0)),
    ]
    assert [(one.amount.minor, one.due) for one in plan(_eur(2000_00), ISSUED, parts)] == [
        (500_00, date(2026, 6, 3)),
        (1000_00, None),
        (500_00, date(2026, 6, 30)),
    ]


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [Decimal("0.5"), Decimal("0.4")],
        [Decimal("0.5"), Decimal("0.6")],
        [None, None],
        [Decimal(1), None],
        [Decimal("1.5"), None],
        [Decimal("-0.1"), None],
        [Decimal("NaN"), None],
        [Decimal("0.00001"), None],
        [Money(99_99, "EUR")],
    ],
)
def test_parts_that_are_not_the_whole_are_refused(parts: list[Decimal | Money | None]) -> None:
    with pytest.raises(InputError):
        plan(_eur(100_00), ISSUED, [Milestone("x", part, None) for part in parts])


def test_a_plan_of_nothing_and_one_in_another_currency_are_refused() -> None:
    with pytest.raises(InputError):
        plan(_eur(0), ISSUED, [Milestone("x", None, None)])
    with pytest.raises(CurrencyMismatch):
        plan(_eur(100), ISSUED, [Milestone("x", Money(100, "GBP"), None)])


def test_only_what_is_due_by_the_day_and_not_yet_paid_is_owed() -> None:
    instalments = [
        Instalment("Deposit", _eur(300), date(2026, 6, 1)),
        Instalment("Rest", _eur(700), date(2026, 7, 1)),
        Instalment("On handover", _eur(50), None),
    ]
    assert owed(instalments, [], date(2026, 5, 31)) == _eur(0)
    assert owed(instalments, [_paid(2, 100)], date(2026, 6, 1)) == _eur(300)
    assert owed(instalments, [_paid(2, 100)], date(2026, 6, 2)) == _eur(200)
    assert owed(instalments, [_paid(2, 400)], date(2026, 6, 30)) == _eur(0)
    assert owed(instalments, [_paid(2, 400)], date(2026, 7, 1)) == _eur(600)


@given(amounts, st.lists(st.integers(min_value=1, max_value=40), min_size=1, max_size=8))
def test_instalments_make_the_total_each_within_a_cent(whole: int, percents: list[int]) -> None:
    assume(sum(percents) < 100)
    shares = [Decimal(percent) / 100 for percent in percents]
    parts = [Milestone(str(share), share, None) for share in shares]
    assume(whole >= 100)
    made = plan(_eur(whole), ISSUED, [*parts, Milestone("Rest", None, None)])
    assert sum(one.amount.minor for one in made) == whole
    assert all(
        abs(one.amount.minor - Fraction(share) * whole) < 1 for one, share in zip(made[:-1], shares, strict=True)
    )
