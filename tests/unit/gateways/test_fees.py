from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import InputError
from bookdesk.core.money import RATE_SCALE, Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.fees import PERCENT, FeeTable, Rate, expected, in_force

TENTH = PERCENT // 10
AUSTRALIA = FeeTable(
    date(2026, 7, 1),
    (
        Rate(PayMethod.CARD, 17 * TENTH, Money(30, "AUD"), foreign=18 * TENTH, exchange=2 * PERCENT),
        Rate(PayMethod.BANK_DEBIT, PERCENT, Money(30, "AUD"), cap=Money(350, "AUD")),
    ),
    tax=10 * PERCENT,
)

rates = st.builds(
    Rate,
    method=st.just(PayMethod.CARD),
    percent=st.integers(0, RATE_SCALE // 2),
    fixed=st.integers(0, 500).map(lambda minor: Money(minor, "EUR")),
    cap=st.none() | st.integers(0, 1000).map(lambda minor: Money(minor, "EUR")),
    foreign=st.integers(0, RATE_SCALE // 4),
    exchange=st.integers(0, RATE_SCALE // 4),
)
tables = st.builds(lambda rate, tax: FeeTable(date(2026, 1, 1), (rate,), tax), rates, st.integers(0, RATE_SCALE))
amounts = st.integers(1, 10**9)


def fee(gross: int, method: PayMethod, currency: str = "AUD", **how: bool) -> tuple[int, int, int] | None:
    found = expected(AUSTRALIA, Money(gross, currency), method, **how)
    return None if found is None else (found.fee.minor, found.tax.minor, found.net.minor)


def test_a_card_costs_a_percentage_and_a_fixed_part_with_tax_on_both() -> None:
    assert fee(10_000, PayMethod.CARD) == (200, 20, 9_780)


def test_a_foreign_card_and_exchange_cost_more() -> None:
    assert fee(10_000, PayMethod.CARD, foreign=True) == (380, 38, 9_582)
    assert fee(10_000, PayMethod.CARD, foreign=True, exchanged=True) == (580, 58, 9_362)


def test_a_debit_is_capped() -> None:
    assert fee(10_000, PayMethod.BANK_DEBIT) == (130, 13, 9_857)
    assert fee(1_000_000, PayMethod.BANK_DEBIT) == (350, 35, 999_615)


def test_half_a_cent_is_rounded_up_once() -> None:
    table = FeeTable(date(2026, 1, 1), (Rate(PayMethod.CARD, 15 * TENTH, Money(0, "EUR")),), tax=20 * PERCENT)
    found = expected(table, Money(100, "EUR"), PayMethod.CARD)
    assert found is not None
    assert (found.fee.minor, found.tax.minor, found.net.minor) == (2, 0, 98)


def test_what_the_table_does_not_name_is_not_guessed() -> None:
    assert fee(10_000, PayMethod.WALLET) is None
    assert fee(10_000, PayMethod.CARD, "EUR") is None


def test_a_fee_never_exceeds_the_payment() -> None:
    assert fee(5, PayMethod.CARD) == (5, 0, 0)


def test_a_payment_is_more_than_nothing() -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        fee(0, PayMethod.CARD)


def test_the_latest_table_that_began_is_in_force() -> None:
    later = FeeTable(date(2027, 1, 1), AUSTRALIA.rates)
    assert in_force([later, AUSTRALIA], date(2026, 6, 30)) is None
    assert in_force([later, AUSTRALIA], date(2026, 12, 31)) == AUSTRALIA
    assert in_force([later, AUSTRALIA], date(2027, 1, 1)) == later


@pytest.mark.parametrize(
    ("percent", "fixed", "cap"),
    [(-1, 0, None), (101 * PERCENT, 0, None), (0, -1, None), (0, 0, Money(-1, "EUR")), (0, 0, Money(1, "USD"))],
)
def test_a_fee_that_no_gateway_takes_is_refused(percent: int, fixed: int, cap: Money | None) -> None:
    with pytest.raises(InputError):
        Rate(PayMethod.CARD, percent, Money(fixed, "EUR"), cap)


def test_two_fees_for_the_same_are_refused() -> None:
    rate = Rate(PayMethod.CARD, PERCENT, Money(0, "EUR"))
    with pytest.raises(InputError, match="two fees"):
        FeeTable(date(2026, 1, 1), (rate, rate))


@given(tables, amounts, st.booleans(), st.booleans())
def test_fee_tax_and_net_add_up_and_none_is_negative(
    table: FeeTable,
    minor: int,
    foreign: bool,  # noqa: FBT001 - drawn
    exchanged: bool,  # noqa: FBT001 - drawn
) -> None:
    found = expected(table, Money(minor, "EUR"), PayMethod.CARD, foreign=foreign, exchanged=exchanged)
    assert found is not None
    assert found.fee + found.tax + found.net == found.gross == Money(minor, "EUR")
    assert min(found.fee.minor, found.tax.minor, found.net.minor) >= 0


@given(tables, amounts, amounts)
def test_more_paid_never_costs_less(table: FeeTable, one: int, other: int) -> None:
    smaller, larger = sorted((one, other))
    lower = expected(table, Money(smaller, "EUR"), PayMethod.CARD)
    higher = expected(table, Money(larger, "EUR"), PayMethod.CARD)
    assert lower is not None
    assert higher is not None
    assert lower.fee <= higher.fee


@given(tables, amounts)
def test_a_foreign_card_never_costs_less(table: FeeTable, minor: int) -> None:
    plain = expected(table, Money(minor, "EUR"), PayMethod.CARD)
    foreign = expected(table, Money(minor, "EUR"), PayMethod.CARD, foreign=True)
    assert plain is not None
    assert foreign is not None
    assert plain.fee <= foreign.fee
