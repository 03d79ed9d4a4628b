from __future__ import annotations

import pytest

from bookdesk.reading.blending import blended
from bookdesk.reading.layout import Piece


def word(text: str, x0: float, x1: float, confidence: float = 0.9, y0: float = 0) -> Piece:
    return Piece(x0, y0, x1, y0 + 20, text, confidence)


def texts(first: list[Piece], second: list[Piece]) -> list[str]:
    return [piece.text for piece in sorted(blended(first, second), key=lambda one: (one.y0, one.x0))]


def test_the_second_readers_word_counts_where_the_first_one_is_not_clearly_surer() -> None:
    assert texts([word("T0TAL", 0, 50, 0.91)], [word("TOTAL", 0, 50, 0.9)]) == ["TOTAL"]
    assert texts([word("12.50", 0, 50, 0.97)], [word("1250", 0, 50, 0.6)]) == ["12.50"]


def test_what_only_one_of_them_saw_is_kept() -> None:
    first, second = word("Change", 0, 60), word("7.50", 100, 140)
    assert texts([first], [second]) == ["Change", "7.50"]
    assert texts([], [second]) == ["7.50"]
    assert texts([first], []) == ["Change"]


@pytest.mark.parametrize(
    ("read", "parts"),
    [
        ("19-03-201818:08:38", ["19-03-2018", "18:08:38"]),
        ("Date:5/3/201822:52", ["Date:5/3/2018", "22:52"]),
        ("18:08:38", ["18:08:38"]),
        ("ID:000849813504", ["ID:000849813504"]),
        ("Table12:99", ["Table12:99"]),
        ("1:4000", ["1:4000"]),
    ],
)
def test_an_hour_that_sticks_to_a_date_is_parted_from_it(read: str, parts: list[str]) -> None:
    assert texts([], [word(read, 0, 180)]) == parts


def test_the_parts_share_the_place_of_the_whole() -> None:
    day, hour = blended([], [word("19-03-201818:08:38", 0, 180, 0.97)])
    assert (day.x0, day.x1, hour.x0, hour.x1) == (0, 100, 100, 180)
    assert (day.confidence, hour.y1) == (0.97, 20)
