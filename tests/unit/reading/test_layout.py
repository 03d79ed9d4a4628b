from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.reading.layout import Piece, arrange, straightened
from bookdesk.reading.words import Word


def piece(text: str, x: float, y: float, width: float = 40, height: float = 10) -> Piece:
    return Piece(x, y, x + width, y + height, text)


def laid_out(*pieces: Piece) -> tuple[Word, ...]:
    return arrange(pieces, 1, 600, 800)


def lines(words: tuple[Word, ...]) -> list[list[str]]:
    return [[word.text for word in words if word.line == line] for line in sorted({word.line for word in words})]


def test_a_label_and_its_value_share_a_line_across_a_wide_gap() -> None:
    words = laid_out(piece("12.00", 500, 101), piece("Total", 20, 100), piece("Thanks", 20, 130))
    assert lines(words) == [["Total", "12.00"], ["Thanks"]]


def test_a_headline_does_not_swallow_the_small_lines_beside_it() -> None:
    words = laid_out(piece("INVOICE", 20, 20, 200, 40), piece("No. 7", 400, 20), piece("5 May", 400, 44))
    assert lines(words) == [["No. 7"], ["INVOICE"], ["5 May"]]


def test_an_address_is_a_block_and_the_column_beside_it_another() -> None:
    words = laid_out(
        piece("Acme", 20, 100), piece("Street", 20, 114), piece("Town", 20, 128),
        piece("Date", 400, 100), piece("Due", 400, 114),
        piece("Footer", 20, 700),
    )  # fmt: skip
    block = {word.text: word.block for word in words}
    assert block["Acme"] == block["Street"] == block["Town"]
    assert block["Date"] == block["Due"] != block["Acme"]
    assert len(set(block.values())) == 3


def test_places_are_shares_of_the_page_and_never_leave_it() -> None:
    (word,) = laid_out(Piece(-5, 400, 660, 410, "wide"))
    assert word.box == (0.0, 0.5, 1.0, 0.5125)


@pytest.mark.parametrize("degrees", [-1.4, 0.9])
def test_words_of_a_skewed_line_stand_at_one_height_once_straightened(degrees: float) -> None:
    slope = math.tan(math.radians(-degrees))
    skewed = [
        Piece(x, 400 + (x - 300) * slope - 9, x + 80, 400 + (x - 300) * slope + 9, "word") for x in (20, 150, 300, 500)
    ]
    straight = straightened(skewed, degrees, 600, 800)
    middles = [one.middle for one in straight]
    assert max(middles) - min(middles) < 0.5
    assert all(one.height < 18 for one in straight)
    assert straightened(skewed, 0.0, 600, 800) == tuple(skewed)


PIECES = st.lists(
    st.builds(
        piece,
        st.text(alphabet="abc1", min_size=1, max_size=5),
        st.floats(0, 590),
        st.floats(0, 790),
        st.floats(0, 100),
        st.floats(0, 40),
    ),
    max_size=30,
)


@given(PIECES)
def test_no_word_is_lost_and_the_order_is_top_down_left_to_right(pieces: list[Piece]) -> None:
    words = laid_out(*pieces)
    assert sorted(word.text for word in words) == sorted(one.text for one in pieces)
    assert [word.line for word in words] == sorted(word.line for word in words)
    for line in {word.line for word in words}:
        lefts = [word.x0 for word in words if word.line == line]
        assert lefts == sorted(lefts)


@given(PIECES)
def test_the_order_in_which_words_come_does_not_matter_to_lines(pieces: list[Piece]) -> None:
    distinct = {(one.x0, one.middle): one for one in pieces}.values()
    forward = laid_out(*distinct)
    backward = laid_out(*reversed(list(distinct)))
    assert sorted(word.box for word in forward) == sorted(word.box for word in backward)
