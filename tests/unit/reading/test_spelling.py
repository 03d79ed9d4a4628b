from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.reading.spelling import Guesses, Spelled, spelled

ALPHABET = ("", *"TOTAL0123456789.,", "\u5143", " ")
ALLOWED = np.array([place for place, sign in enumerate(ALPHABET) if sign != "\u5143"], dtype=np.intp)


def guesses(columns: str, sure: float = 0.9, doubtful: dict[int, float] | None = None) -> Guesses:
    """Return the guesses of a line whose columns hold these signs, `_` where none begins."""
    table = np.full((len(columns), len(ALPHABET)), 0.001, dtype=np.float32)
    for column, sign in enumerate(columns):
        table[column, 0 if sign == "_" else ALPHABET.index(sign)] = (doubtful or {}).get(column, sure)
    return table


def words(columns: str) -> list[str]:
    return [word.text for word in spelled(guesses(columns), ALPHABET, ALLOWED)]


def test_a_sign_that_goes_on_is_told_once_and_one_that_comes_again_twice() -> None:
    assert words("_TTT_OO_T_A_LL_") == ["TOTAL"]
    assert words("1__1_.0_0") == ["11.00"]


def test_words_are_parted_by_a_space_and_by_a_wide_gap() -> None:
    assert words("T_O_T_ _5_._0") == ["TOT", "5.0"]
    assert words("T_O_T________5_._0") == ["TOT", "5.0"]
    assert words("____") == []


def test_a_word_is_as_sure_as_its_least_sure_sign_and_lies_where_its_signs_do() -> None:
    (word,) = spelled(guesses("__1_2_3___", doubtful={4: 0.4}), ALPHABET, ALLOWED)
    assert word == Spelled("123", 1.5, 7.5, word.confidence)
    assert word.confidence == pytest.approx(0.4)


def test_signs_of_other_scripts_are_not_taken() -> None:
    table = guesses("1_2")
    table[0, ALPHABET.index("\u5143")] = 0.95
    assert [word.text for word in spelled(table, ALPHABET, ALLOWED)] == ["12"]


@given(st.text("_TOAL0123 .", max_size=40))
def test_words_lie_within_the_line_in_order_and_hold_every_sign(columns: str) -> None:
    found = spelled(guesses(columns), ALPHABET, ALLOWED)
    begun = [sign for before, sign in zip("_" + columns, columns, strict=False) if sign not in {"_", before}]
    assert "".join(word.text for word in found) == "".join(begun).replace(" ", "")
    assert all(0 <= word.start < word.end <= len(columns) for word in found)
    assert sorted(found, key=lambda word: word.start) == list(found)
