"""Names from right to left: the order in which their letters are drawn, and the forms that Arabic ones take."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.formats.paper.direction import turns, visual
from bookdesk.formats.paper.joining import joined

ALEF, BET, GIMEL = "\u05d0", "\u05d1", "\u05d2"
LAM, ARABIC_ALEF, SEEN, MEEM = "\u0644", "\u0627", "\u0633", "\u0645"
letters = st.text(alphabet=f"abc {ALEF}{BET}{GIMEL}{LAM}{SEEN} 012.-/()€%", max_size=30)


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("plain text (1)", "plain text (1)"),
        (f"{ALEF}{BET}{GIMEL}", f"{GIMEL}{BET}{ALEF}"),
        (f"Firma {ALEF}{BET} (12) GmbH", f"Firma (12) {BET}{ALEF} GmbH"),
        (f"{ALEF}{BET} (2020)", f"(2020) {BET}{ALEF}"),
        (f"{ALEF} abc 12 {BET}", f"{BET} abc 12 {ALEF}"),
        (f"{LAM}{MEEM} 2026-11-22", f"2026-11-22 {MEEM}{LAM}"),
        (f"{ALEF} 12.50 €", f"€ 12.50 {ALEF}"),
        (f"{ALEF} 12.50€", f"12.50€ {ALEF}"),
        ("0 2", "0 2"),
    ],
)
def test_a_line_is_drawn_as_it_is_read(written: str, drawn: str) -> None:
    assert visual(written) == drawn


@given(letters)
def test_no_letter_is_lost_or_added(text: str) -> None:
    plain = str.maketrans(")]}", "([{")
    assert sorted(visual(text).translate(plain)) == sorted(text.translate(plain))


@given(st.text(alphabet="abc 012.-/()€%", max_size=30))
def test_a_line_without_such_letters_stays_as_it_is(text: str) -> None:
    assert not turns(text)
    assert visual(text) == text


def test_letters_join_their_neighbours() -> None:
    forms = [unicodedata.name(sign) for sign in joined(SEEN + MEEM + SEEN)]
    assert [form.rsplit(" ", 2)[1] for form in forms] == ["INITIAL", "MEDIAL", "FINAL"]


def test_alef_ends_a_group_and_makes_one_letter_with_lam() -> None:
    assert joined(f"{SEEN}{ARABIC_ALEF}{SEEN}") == "\ufeb3\ufe8e\ufeb1"
    assert joined(f"{LAM}{ARABIC_ALEF}") == "\ufefb"
    assert joined(f"{SEEN}{LAM}{ARABIC_ALEF}") == "\ufeb3\ufefc"


def test_a_sign_between_keeps_letters_apart_and_vowels_do_not() -> None:
    assert joined(f"{SEEN}\u200c{SEEN}") == "\ufeb1\u200c\ufeb1"
    assert joined(f"{SEEN}\u064e{SEEN}") == "\ufeb3\ufeb2"


@given(st.text(alphabet="abcäöüßЖΩ 123", max_size=20))
def test_other_letters_have_one_form(text: str) -> None:
    assert joined(text) == text
