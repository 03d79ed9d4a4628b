from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.security.strength import SHORTEST, Strength, guess_bits, judge


@pytest.mark.parametrize(
    ("passphrase", "strength"),
    [
        ("", Strength.TOO_SHORT),
        ("seven77", Strength.TOO_SHORT),
        ("12345678", Strength.WEAK),
        ("abcdefghijkl", Strength.WEAK),
        ("aaaaaaaaaaaaaaaa", Strength.WEAK),
        ("Password1", Strength.WEAK),
        ("blue sleeve 7", Strength.FAIR),
        ("vier blaue Ärmel", Strength.GOOD),
        ("correct horse battery staple", Strength.STRONG),
        ("x7$kQ2!m", Strength.STRONG),
    ],
)
def test_what_a_person_is_told(passphrase: str, strength: Strength) -> None:
    assert judge(passphrase).strength is strength


def test_names_on_the_form_count_for_nothing() -> None:
    assert judge("hill partner 2026").strength >= Strength.FAIR
    assert judge("hill partner 2026", ["Hill & Partner"]).strength is Strength.WEAK


@given(st.text())
def test_every_text_is_judged_and_only_short_ones_are_refused(text: str) -> None:
    assert (judge(text).strength is Strength.TOO_SHORT) == (len(text) < SHORTEST)


@given(st.characters(), st.integers(min_value=1, max_value=60))
def test_one_sign_repeated_never_gets_better(sign: str, times: int) -> None:
    assert guess_bits(sign * times) <= guess_bits(sign)


@given(st.lists(st.sampled_from(["apple", "river", "stone"]), min_size=1, max_size=20))
def test_a_word_said_again_adds_nothing(words: list[str]) -> None:
    assert guess_bits(" ".join(words)) == guess_bits(" ".join(sorted(set(words))))
