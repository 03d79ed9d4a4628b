from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.texts import clean, digits, number_key


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("  Acme\t Ltd \n", "Acme Ltd"),
        ("Müller & Söhne", "Müller & Söhne"),
        ("Mu\u0308ller", "Müller"),
        ("Acme\u202e dtL", "Acme dtL"),
        ("Ac\u200bme", "Acme"),
        ("Ac\u00adme", "Acme"),
        ("12\u00a0345,00", "12 345,00"),
        ("a\x00b", "ab"),
        ("\ud800", ""),
        ("", ""),
    ],
)
def test_text_is_made_harmless(raw: str, shown: str) -> None:
    assert clean(raw) == shown


def test_joiners_that_a_script_needs_stay() -> None:
    word = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
    assert clean(word) == word


@given(st.text())
def test_cleaning_is_done_once_and_leaves_nothing_invisible(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert all(unicodedata.category(sign) not in {"Cc", "Cs"} for sign in once)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("INV-0007", "inv 0007"),
        ("007", "7"),
        ("A/1", "a1"),
        ("000", "0"),
        ("STRASSE 1", "straße 1"),
        ("\uff11\uff12", "12"),
        ("FÉ-1", "fe 1"),
    ],
)
def test_the_same_number_written_in_two_ways_has_one_key(one: str, other: str) -> None:
    assert number_key(one) == number_key(other) != ""


@pytest.mark.parametrize(("one", "other"), [("INV-1", "INV-10"), ("10", "1"), ("A1", "1"), ("0", "")])
def test_numbers_that_differ_in_what_counts_have_two_keys(one: str, other: str) -> None:
    assert number_key(one) != number_key(other)


@given(st.text())
def test_a_key_is_its_own_key_and_knows_no_case(number: str) -> None:
    key = number_key(number)
    assert number_key(key) == key == number_key(number.lower())


@given(st.text(st.characters(codec="ascii")), st.sampled_from(" -/.#"))
def test_a_key_knows_no_grouping(number: str, mark: str) -> None:
    assert number_key(mark.join(number)) == number_key(number)


@given(st.text(st.characters() | st.characters(codec="ascii")))
def test_digits_are_those_that_stand_there_in_their_order(text: str) -> None:
    found = digits(text)
    assert found == "".join(sign for sign in text if sign.isascii() and sign.isdigit())
    assert digits(found) == found
