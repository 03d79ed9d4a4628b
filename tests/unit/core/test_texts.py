from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.texts import clean


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
