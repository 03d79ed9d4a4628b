"""What is typed above a list finds what begins so, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.searched import MOST_WORDS, AmountBeginning, amount_beginnings, search_words, spellings

_WHOLE = st.integers(0, 10**9)


def found(typed: str, minor: int, exponent: int = 2) -> bool:
    """Say whether an amount is found, as the database is asked."""
    return any(
        (
            str(minor).startswith(one.digits) and minor >= int(one.digits) * 10**exponent
            if one.open_ended and one.digits
            else any(least <= minor <= most for least, most in one.ranges(exponent))
        )
        for one in amount_beginnings(typed)
    )


@given(_WHOLE, st.integers(0, 99))
def test_an_amount_is_found_by_whatever_it_begins_with(whole: int, cents: int) -> None:
    minor = whole * 100 + cents
    for mark, group in (".", ","), (",", "."), (".", "'"):
        written = f"{whole:,}".replace(",", group) + f"{mark}{cents:02}"
        plain = f"{whole}{mark}{cents:02}"
        assert found(written, minor)
        assert found(plain, minor)
        assert found(plain[:-1], minor)
        if whole:
            assert all(found(str(whole)[:end], minor) for end in range(1, len(str(whole)) + 1))


@given(_WHOLE, _WHOLE)
def test_another_amount_is_not_found(typed: int, whole: int) -> None:
    if not str(whole).startswith(str(typed)):
        assert not found(f"{typed}", whole * 100)
        assert not found(f"{typed}.00", whole * 100)
        assert not found(f"{typed:,}.00", whole * 100)


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("117", [AmountBeginning("117")]),
        ("1,2", [AmountBeginning("1", "2"), AmountBeginning("12", more=2)]),
        ("1,171", [AmountBeginning("1", "171"), AmountBeginning("1171", more=0)]),
        ("1.171,80", [AmountBeginning("1171", "80")]),
        ("1'000", [AmountBeginning("1000", more=0)]),
        ("12.", [AmountBeginning("12")]),
        ("0.5", [AmountBeginning("0", "5")]),
        ("1.17", [AmountBeginning("1", "17")]),
        *((word, []) for word in ("", "abc", "1.1.1", "-5", "1,,2", "١٢", "1" * 15)),
    ],
)
def test_marks_are_read_both_ways_where_both_make_sense(typed: str, readings: list[AmountBeginning]) -> None:
    assert list(amount_beginnings(typed)) == readings


def test_a_currency_without_decimals_has_none_to_begin_with() -> None:
    assert AmountBeginning("11", "7").ranges(0) == ()
    assert AmountBeginning("11", "7").ranges(3) == ((11700, 11799),)


@given(st.text(max_size=14))
def test_any_word_is_spelled_as_it_is_typed_and_none_is_endless(word: str) -> None:
    forms = spellings(word)
    assert 1 <= len(forms) <= 16
    assert len(set(forms)) == len(forms)
    assert any(form.casefold() == word.casefold() for form in forms)


def test_letters_beyond_ascii_are_tried_in_both_cases() -> None:
    assert set(spellings("Öl")) == {"öl", "Öl"}
    assert spellings("STRASSE") == ("STRASSE",)
    assert spellings("straße") == ("straße",)


def test_words_are_told_apart_by_any_white_space_and_hidden_signs_are_dropped() -> None:
    assert search_words("  Acme\u00a0Pty\t\u200b12 ") == ("Acme", "Pty", "12")
    assert len(search_words("a " * 50)) == MOST_WORDS
