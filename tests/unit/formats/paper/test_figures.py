"""Amounts and dates as the customer's place writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.money import Money
from bookdesk.formats.paper.figures import HABITS, Figures
from bookdesk.formats.paper.wording import LANGUAGES, labels

THIN, FIXED = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("locale", "shown", "day", "rate"),
    [
        ("en-GB", "€1,234.50", "1 March 2026", "5.5%"),
        ("en-US", "€1,234.50", "March 1, 2026", "5.5%"),
        ("de-DE", f"1.234,50{FIXED}€", "1. März 2026", f"5,5{FIXED}%"),
        ("de-AT", f"€{FIXED}1.234,50", "1. März 2026", f"5,5{FIXED}%"),
        ("de-CH", f"€{FIXED}1\u2019234.50", "1. März 2026", "5.5%"),
        ("fr-FR", f"1{THIN}234,50{FIXED}€", "1er mars 2026", f"5,5{FIXED}%"),
        ("es-ES", f"1.234,50{FIXED}€", "1 de marzo de 2026", f"5,5{FIXED}%"),
    ],
)
def test_each_place_writes_in_its_own_way(locale: str, shown: str, day: str, rate: str) -> None:
    figures = Figures(locale)
    assert figures.money(Money(123_450, "EUR")) == shown
    assert figures.day(date(2026, 3, 1)) == day
    assert figures.rate(Decimal("0.055")) == rate


def test_a_dollar_sign_is_that_of_the_place_and_any_other_is_named() -> None:
    assert Figures("en-AU").money(Money(1_000, "AUD")) == "$10.00"
    assert Figures("en-AU").money(Money(1_000, "USD")) == f"USD{FIXED}10.00"
    assert Figures("en-US").money(Money(-1_000, "USD")) == "-$10.00"
    assert Figures("de-DE").money(Money(1_000, "USD")) == f"10,00{FIXED}USD"


def test_yen_have_no_decimals_and_dinars_three() -> None:
    assert Figures("en-GB").amount(Money(1_234_567, "JPY")) == "1,234,567"
    assert Figures("en-GB").amount(Money(1_234_567, "KWD")) == "1,234.567"


def test_a_price_keeps_its_small_decimals_and_a_quantity_no_noughts() -> None:
    assert Figures("de-DE").price(Decimal("0.012500"), 2) == "0,0125"
    assert Figures("de-DE").price(Decimal(1_200), 2) == "1.200,00"
    assert Figures("de-DE").number(Decimal("2.500000")) == "2,5"
    assert Figures("de-DE").number(Decimal("1E+3")) == "1.000"


def test_a_place_without_a_row_is_written_as_its_language() -> None:
    assert Figures("en-ZA").day(date(2026, 3, 1)) == "1 March 2026"
    assert Figures("fr").amount(Money(123_450, "EUR")) == f"1{THIN}234,50"


@given(st.integers(min_value=-(10**15), max_value=10**15), st.sampled_from(sorted(HABITS)))
def test_what_is_written_is_the_amount_itself(minor: int, locale: str) -> None:
    written = Figures(locale).amount(Money(minor, "EUR"))
    assert "".join(sign for sign in written if sign.isdigit()) == f"{abs(minor):03d}"
    assert written.startswith("-") == (minor < 0)


def test_every_label_is_there_in_every_language() -> None:
    english = labels("en")
    for language in LANGUAGES:
        words = labels(language)
        assert words.keys() == english.keys()
        assert all(words.values())
        assert words["page"].format(page=2, pages=3).count("3") == 1
        assert "7,00" in words["tax_on"].format(base="7,00")
