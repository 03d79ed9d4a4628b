from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.entered import entered_member, entered_money, entered_rate, is_nothing
from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import TaxMode, WayOfPayment

MONEY = st.builds(Money, st.integers(-(10**12), 10**12), st.sampled_from(["AUD", "EUR", "JPY", "KWD"]))


@pytest.mark.parametrize(("text", "nothing"), [("", True), ("None", True), ("-", True), ("0", False), ("--", False)])
def test_some_words_clear_a_field(text: str, nothing: bool) -> None:  # noqa: FBT001 - expected
    assert is_nothing(text) is nothing


@given(MONEY)
def test_an_amount_is_read_as_it_is_written(amount: Money) -> None:
    assert entered_money(amount.text, amount.currency) == amount


@pytest.mark.parametrize("text", ["1,000.00", "1.234", "NaN", "1e3", "", "1 AUD"])
def test_what_is_no_exact_amount_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        entered_money(text, "AUD")


@given(st.decimals("0.0001", 10_000, places=4))
def test_a_rate_is_more_than_nothing(rate: Decimal) -> None:
    assert entered_rate(f"{rate}") == rate
    for none in (f"-{rate}", "0"):
        with pytest.raises(InputError, match="is no exchange rate"):
            entered_rate(none)


@given(st.sampled_from([*WayOfPayment, *TaxMode]), st.booleans(), st.booleans())
def test_a_word_is_known_in_any_case_and_spelling(word: WayOfPayment | TaxMode, loud: bool, joined: bool) -> None:  # noqa: FBT001 - drawn
    text = word.replace(" ", "_") if joined else word.value
    assert entered_member(text.upper() if loud else text, type(word), "word") is word


def test_an_unknown_word_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(InputError, match=r"^barter is no tax mode\. Known are exclusive, inclusive, none\.$"):
        entered_member("barter", TaxMode, "tax mode")
