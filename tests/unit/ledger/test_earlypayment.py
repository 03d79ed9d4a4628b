"""A discount for paying early, inside its window only."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import TaxOnDiscount
from bookdesk.ledger.earlypayment import EarlyPayment, Receipt, ToPay, discount, to_pay
from bookdesk.ledger.tax import TaxShare

ISSUED = date(2026, 6, 1)
SKONTO = EarlyPayment(Decimal("0.02"), 10)
LAST = date(2026, 6, 11)
amounts = st.integers(min_value=1, max_value=10**9)


def _eur(minor: int) -> Money:
    return Money(minor, "EUR")


def _paid(day: int, minor: int) -> Receipt:
    return Receipt(date(2026, 6, day), _eur(minor))


def _to_pay(receipts: list[Receipt], day: date) -> ToPay:
    return to_pay(_eur(119_00), _eur(2_38), LAST, receipts, day)


def test_a_discount_lowers_net_and_tax_of_each_rate_or_the_net_only() -> None:
    shares = [
        TaxShare("N19", Decimal("0.19"), _eur(100_00), _eur(19_00)),
        TaxShare("N7", Decimal("0.07"), _eur(50_00), _eur(3_50)),
    ]
    reduced = discount(SKONTO, shares, "EUR")
    assert reduced.amount == _eur(3_45)
    assert [(one.code, one.net.minor, one.tax.minor) for one in reduced.shares] == [("N19", 200, 38), ("N7", 100, 7)]
    kept = discount(EarlyPayment(Decimal("0.02"), 10, TaxOnDiscount.KEPT), shares, "EUR")
    assert kept.amount == _eur(3_00)
    assert [(one.net.minor, one.tax.minor) for one in kept.shares] == [(200, 0), (100, 0)]


def test_the_last_day_counts_and_the_next_does_not() -> None:
    assert SKONTO.last_day(ISSUED) == LAST
    assert _to_pay([], LAST) == ToPay(_eur(116_62), _eur(2_38), _eur(0), LAST)
    assert _to_pay([], LAST + timedelta(days=1)) == ToPay(_eur(119_00), _eur(0), _eur(0))


def test_paid_in_time_it_is_settled_for_ever() -> None:
    assert _to_pay([_paid(11, 116_62)], date(2026, 12, 31)) == ToPay(_eur(0), _eur(2_38), _eur(0))


def test_paid_a_day_late_the_discount_is_still_open() -> None:
    assert _to_pay([_paid(12, 116_62)], date(2026, 6, 12)) == ToPay(_eur(2_38), _eur(0), _eur(0))


def test_paid_in_part_the_rest_earns_it_in_time_only() -> None:
    assert _to_pay([_paid(5, 100_00)], date(2026, 6, 6)) == ToPay(_eur(16_62), _eur(2_38), _eur(0), LAST)
    assert _to_pay([_paid(5, 100_00)], date(2026, 6, 20)) == ToPay(_eur(19_00), _eur(0), _eur(0))
    both = [_paid(5, 100_00), _paid(10, 16_62)]
    assert _to_pay(both, date(2026, 6, 20)) == ToPay(_eur(0), _eur(2_38), _eur(0))


def test_whoever_pays_the_whole_in_time_takes_no_discount_and_more_is_over() -> None:
    assert _to_pay([_paid(5, 119_00)], date(2026, 6, 6)) == ToPay(_eur(0), _eur(0), _eur(0))
    assert _to_pay([_paid(5, 118_00)], date(2026, 6, 6)) == ToPay(_eur(0), _eur(1_00), _eur(0))
    assert _to_pay([_paid(5, 120_00)], date(2026, 6, 6)) == ToPay(_eur(0), _eur(0), _eur(1_00))


def test_money_of_a_later_day_is_not_known_yet() -> None:
    assert _to_pay([_paid(9, 116_62)], date(2026, 6, 8)).amount == _eur(116_62)


@pytest.mark.parametrize(("share", "days"), [("0", 10), ("1", 10), ("-0.02", 10), ("NaN", 10), ("0.02", -1)])
def test_what_is_no_discount_is_refused(share: str, days: int) -> None:
    with pytest.raises(InputError):
        EarlyPayment(Decimal(share), days)


@given(
    st.lists(st.tuples(amounts, amounts), min_size=1, max_size=6),
    st.integers(min_value=1, max_value=99),
    st.sampled_from(list(TaxOnDiscount)),
)
def test_the_parts_of_a_discount_make_its_amount(rows: list[tuple[int, int]], percent: int, tax: TaxOnDiscount) -> None:
    shares = [TaxShare(str(index), Decimal("0.19"), _eur(net), _eur(part)) for index, (net, part) in enumerate(rows)]
    found = discount(EarlyPayment(Decimal(percent) / 100, 10, tax), shares, "EUR")
    assert found.amount == sum((one.net + one.tax for one in found.shares), _eur(0))
    exact = Fraction(percent, 100) * sum(net + (part if tax is TaxOnDiscount.REDUCED else 0) for net, part in rows)
    assert abs(found.amount.minor - exact) <= Fraction(1, 2)
    assert all(
        abs(one.net.minor - Fraction(percent, 100) * net) < 1 for one, (net, _) in zip(found.shares, rows, strict=True)
    )


@given(
    amounts,
    st.integers(min_value=0, max_value=50),
    st.lists(st.tuples(st.integers(min_value=1, max_value=30), amounts), max_size=5),
    st.integers(min_value=1, max_value=30),
)
def test_whoever_pays_what_is_asked_for_owes_nothing_more(
    gross: int, percent: int, paid: list[tuple[int, int]], day: int
) -> None:
    off, today = _eur(gross * percent // 100), date(2026, 6, day)
    receipts = [_paid(when, minor) for when, minor in paid if when <= day]
    asked = to_pay(_eur(gross), off, LAST, receipts, today)
    assert asked.amount.minor >= 0
    assert asked.over.minor >= 0
    assert _eur(0) <= asked.discount <= off
    assert asked.amount - asked.over == _eur(gross) - asked.discount - sum((one.amount for one in receipts), _eur(0))
    settled = to_pay(_eur(gross), off, LAST, [*receipts, Receipt(today, asked.amount)], date(2027, 1, 1))
    assert settled.amount == _eur(0)
