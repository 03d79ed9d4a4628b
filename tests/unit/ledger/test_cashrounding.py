"""Rounding to the smallest coin: an amount of its own, never more than half a coin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.money import CurrencyMismatch, Money
from bookdesk.ledger.cashrounding import STEPS, rounding


@pytest.mark.parametrize(
    ("country", "due", "added"),
    [
        ("CH", 11_972, -2),
        ("CH", 11_973, 2),
        ("CH", 11_975, 0),
        ("SE", 9_949, -49),
        ("SE", 9_950, 50),
        ("SE", -9_950, -50),
        ("NZ", 1_234, -4),
        ("NZ", 1_235, 5),
        ("AU", 2, -2),
    ],
)
def test_a_total_is_rounded_to_the_coin_of_its_country(country: str, due: int, added: int) -> None:
    step = STEPS[country]
    assert rounding(Money(due, step.currency), step) == Money(added, step.currency)


@given(st.integers(min_value=-(10**12), max_value=10**12), st.integers(min_value=1, max_value=10_000))
def test_what_is_due_becomes_a_multiple_by_the_least_change(due: int, step: int) -> None:
    added = rounding(Money(due, "SEK"), Money(step, "SEK")).minor
    assert (due + added) % step == 0
    assert abs(added) * 2 <= step


def test_a_step_of_nothing_or_of_another_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="no step"):
        rounding(Money(1, "CHF"), Money(0, "CHF"))
    with pytest.raises(CurrencyMismatch):
        rounding(Money(1, "EUR"), Money(5, "CHF"))
