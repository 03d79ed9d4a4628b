"""What is typed above the bank lines: amounts by comparison, range and last digits, and words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.banking.cleaning import cleaned, payee_key
from bookdesk.banking.linefilter import LineFilter, parse
from bookdesk.core.amounts import DecimalMark
from bookdesk.core.money import Money


def _fits(typed: str, minor: int, text: str = "HARBOUR FOODS INV-1001") -> bool:
    return parse(typed, "AUD").fits(minor, [text])


@pytest.mark.parametrize(
    ("typed", "found", "missed"),
    [
        ("=12.50", [1250, -1250], [1251, 12500]),
        ("=-12.50", [-1250], [1250]),
        (">100", [10001, -10001], [10000, -10000]),
        (">=100", [10000], [9999]),
        ("<-100", [-10001], [-10000, 10001]),
        ("<=1,234.50", [123450, -123450], [123451]),
        ("10..20", [1000, -2000], [999, 2001]),
        ("-20..-10", [-1000, -2000], [1500, -2001]),
        ("*.95", [1995, -95], [1990]),
        ("*995", [1995], [2995 - 1]),
        ("+", [1], [-1, 0]),
        ("-", [-1], [1, 0]),
        ("12.50", [1250, -1250], [1251]),
    ],
)
def test_amounts_are_found_as_people_write_them(typed: str, found: list[int], missed: list[int]) -> None:
    assert all(_fits(typed, minor) for minor in found)
    assert not any(_fits(typed, minor) for minor in missed)


def test_words_must_all_stand_somewhere_and_amounts_may_be_words() -> None:
    assert _fits("foods harbour", 1)
    assert not _fits("foods cedar", 1)
    assert _fits("harbour >10 =-11", -1100)
    assert _fits("12.50", 1, "PAID 12.50 TO BEN")
    assert parse("MÜLLER", "EUR").fits(1, ["Bäckerei müller"])
    assert parse("  ", "AUD") == LineFilter()


def test_what_is_no_amount_is_a_word() -> None:
    assert parse(">abc =1.2.3..", "AUD").amounts == ()
    assert _fits(">abc", 1, "a >ABC b")
    assert parse("=1.234,50", "EUR", DecimalMark.COMMA).amounts[0].least == 123450
    assert parse("=1.234", "EUR", DecimalMark.DOT).amounts[0].least == 123400  # euros have no third decimal
    assert parse("=500", "JPY").amounts[0].least == 500


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_comparisons_agree_with_the_amounts(one: int, other: int) -> None:
    size, limit = abs(one), abs(other)
    written = Money(limit, "AUD").text
    assert _fits(f"={written}", one) == (size == limit)
    assert _fits(f">{written}", one) == (size > limit)
    assert _fits(f"<{written}", one) == (size < limit)
    assert _fits(f"{written}..{written}", one) == (size == limit)
    assert _fits(f"*{size % 1000:03d}", one)


@given(st.text(), st.integers(-(10**6), 10**6))
def test_whatever_is_typed_is_read(typed: str, minor: int) -> None:
    found = parse(typed, "AUD")
    assert len(found.words) + len(found.amounts) == len(typed.split())
    found.fits(minor, [typed])
    assert parse(typed, "KWD").fits(minor, [typed]) or found.amounts or parse(typed, "KWD").amounts


def test_noise_is_left_out_and_nothing_else() -> None:
    assert cleaned("VISA PURCHASE  COLES 0423 SYDNEY CARD XX4321 Value Date: 03/07/2026") == (
        "VISA PURCHASE COLES 0423 SYDNEY"
    )
    assert cleaned("XX4321") == "XX4321"
    assert cleaned("HARBOUR FOODS INV-1001 12:31:05") == "HARBOUR FOODS INV-1001"
    assert payee_key(None, "HARBOUR FOODS INV-1001") == payee_key(None, "harbour foods 17/07 inv-1002")
    assert payee_key("Harbour Foods", "DD 1") == payee_key(None, "HARBOUR FOODS INV-7")
    assert payee_key(None, "12345") == ""
