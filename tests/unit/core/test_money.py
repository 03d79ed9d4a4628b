"""Money keeps every cent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.money import CurrencyMismatch, Money, NotInCurrency, split_minor, total

amounts = st.integers(min_value=-(10**14), max_value=10**14)
weights = st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=20).filter(any)


@given(amounts, weights)
def test_splitting_never_loses_a_cent_and_stays_within_one_of_the_exact_share(minor: int, shares: list[int]) -> None:
    parts = split_minor(minor, shares)
    assert sum(parts) == minor
    whole = sum(shares)
    assert all(abs(part * whole - minor * share) < whole for part, share in zip(parts, shares, strict=True))


@given(amounts, weights)
def test_equal_weights_differ_by_at_most_one_cent(minor: int, shares: list[int]) -> None:
    parts = Money(minor, "EUR").split([1] * len(shares))
    assert max(parts).minor - min(parts).minor <= 1


@given(amounts, st.sampled_from(["EUR", "JPY", "KWD", "CLF"]))
def test_text_and_minor_units_are_one_to_one(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.of(money.text, currency) == money


@pytest.mark.parametrize(
    ("text", "currency", "minor"), [("1234.50", "AUD", 123450), ("1234", "JPY", 1234), ("1.234", "KWD", 1234)]
)
def test_each_currency_has_its_own_minor_unit(text: str, currency: str, minor: int) -> None:
    assert Money.of(text, currency).minor == minor


@pytest.mark.parametrize(("text", "currency"), [("1.005", "EUR"), ("0.5", "JPY"), ("NaN", "EUR"), ("Infinity", "EUR")])
def test_what_a_currency_cannot_express_is_refused_not_rounded(text: str, currency: str) -> None:
    with pytest.raises(ValueError, match=currency):
        Money.of(text, currency)


def test_half_a_cent_rounds_away_from_zero_on_both_sides() -> None:
    assert Money.rounded(Decimal("0.125"), "EUR").minor == 13
    assert Money.rounded(Decimal("-0.125"), "EUR").minor == -13


def test_currencies_do_not_mix() -> None:
    with pytest.raises(CurrencyMismatch):
        total([Money(1, "EUR"), Money(1, "AUD")], "EUR")


def test_a_float_or_a_bool_is_not_minor_units() -> None:
    with pytest.raises(TypeError):
        Money(1.0, "EUR")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money(True, "EUR")  # noqa: FBT003 - the mistake under test


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="EUX"):
        Money(1, "EUX")


@pytest.mark.parametrize("text", ["1.234", "1e30", "99999999999999999", "NaN", "Infinity"])
def test_what_no_amount_of_money_can_be_is_refused_in_words(text: str) -> None:
    with pytest.raises(NotInCurrency, match=r"has more decimals than|is more than any amount"):
        Money.of(text, "AUD")
