"""A name is found by however little of it somebody remembers, and the best fit comes first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.office.finding import fit, ranked

CAFE, SHOP, PUB, ROWING = "Harbour Lane Cafe", "Ranelagh Books", "The Harbour", "Fremantle Rowing Club"
NAMES = [("cafe", CAFE), ("shop", SHOP), ("pub", PUB), ("rowing", ROWING)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("harbour lane cafe", ["cafe"]),
        ("har", ["cafe", "pub"]),
        ("hlc", ["cafe"]),
        ("har caf", ["cafe"]),
        ("books", ["shop"]),
        ("anelag", ["shop"]),
        ("rnlgh", ["shop"]),
        ("  RANELAGH  ", ["shop"]),
        ("fremantel", ["rowing"]),
        ("raneleagh boks", ["shop"]),
        ("harbor", ["cafe", "pub"]),
        ("xyz", []),
        ("bokz", []),
        ("", ["cafe", "shop", "pub", "rowing"]),
    ],
)
def test_what_was_typed_finds(typed: str, found: list[str]) -> None:
    assert ranked(typed, NAMES) == found


def test_the_nearer_it_is_the_earlier_it_comes() -> None:
    names = ["Bens Hardware", "Hard", "Hardware Hans", "Big Hardware", "Heavy Artillery Red", "Haxrd", "Ware"]
    best = ranked("hard", [(name, name) for name in names])
    assert best == ["Hard", "Hardware Hans", "Bens Hardware", "Big Hardware", "Heavy Artillery Red", "Haxrd"]


@given(st.text("abcdefgh ", min_size=1, max_size=20))
def test_every_name_is_found_by_itself_and_by_its_beginning(name: str) -> None:
    folded = " ".join(name.split())
    assert ranked(name, [("it", folded)]) == ["it"]
    assert ranked(folded[: len(folded) // 2 + 1], [("it", folded)]) == ["it"]


@given(st.text("abcdefgh", min_size=4, max_size=12), st.data())
def test_one_slip_in_a_word_of_four_letters_is_forgiven(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    slipped = data.draw(st.sampled_from([word[:at] + "z" + word[at + 1 :], word[:at] + "z" + word[at:]]))
    assert fit(slipped, f"{word} limited") is not None
