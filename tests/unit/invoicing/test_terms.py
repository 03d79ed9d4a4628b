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


@pytest.mark.parametrize("last", [None, Decimal("0.35")])
def test_a_share_is_what_anybody_reckons_and_the_cent_left_over_is_in_the_last(last: Decimal | None) -> None:
    parts = [Milestone("Deposit", Decimal("0.30"), None), Milestone("Second", Decimal("0.35"), None)]
    made = plan(_eur(1000_01), ISSUED, [*parts, Milestone("Last", last, None)])
    assert [one.amount.minor for one in made] == [300_00, 350_00, 350_01]


def test_what_is_left_over_is_never_in_an_agreed_amount() -> None:
    parts = [Milestone(str(share), Decimal(share), None) for share in ("0.15", "0.35")]
    made = plan(
        _eur(10_01), ISSUED, [*parts, Milestone("Agreed", Money(5_00, "EUR"), None), Milestone("R", None, None)]
    )
    assert [one.amount.minor for one in made] == [1_50, 3_50, 5_00, 1]


@given(
    whole=amounts | st.integers(min_value=1, max_value=50),
    rates=st.lists(st.integers(min_value=1, max_value=9999), min_size=1, max_size=8),
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
    has_rest=st.booleans(),
)
def test_each_share_is_its_rate_to_half_a_minor_unit_and_all_make_the_total(
    whole: int, rates: list[int], currency: str, *, has_rest: bool
) -> None:
    assume(sum(rates) < 10_000)
    shares = [Decimal(rate) / 10_000 for rate in rates]
    last = None if has_rest else 1 - sum(shares, Decimal(0))
    parts = [Milestone("x", share, None) for share in [*shares, last]]
    try:
        made = plan(Money(whole, currency), ISSUED, parts)
    except InputError:
        least = min(Fraction(share) * whole for share in [*shares, 1 - sum(shares, Decimal(0))])
        assert least <= Fraction(len(parts), 2)  # what is asked for would be nothing
        return
    assert sum(one.amount.minor for one in made) == whole
    assert all(one.amount.minor > 0 and one.amount.currency == currency for one in made)
    for one, share in zip(made[:-1], shares, strict=True):
        assert abs(one.amount.minor - Fraction(share) * whole) <= Fraction(1, 2)
