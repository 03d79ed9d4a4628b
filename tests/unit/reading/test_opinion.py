from __future__ import annotations

import numpy as np
import pytest

from bookdesk.reading.ladder import read_picture
from bookdesk.reading.layout import Piece
from bookdesk.reading.opinion import SecondOpinion, is_wanted
from bookdesk.reading.pictures import Picture
from bookdesk.reading.second import Second
from tests.support.scripted import ScriptedTextReader

PAGE = Picture(np.full((1100, 800), 255, dtype=np.uint8), 300.0)
RECEIPT = Picture(np.full((1600, 600), 255, dtype=np.uint8), 190.0, is_measured=False)


class ScriptedSecondReader:
    """Sees one word more, and keeps the sizes of the pictures that it was shown."""

    def __init__(self, *, installed: bool = True) -> None:
        self._installed = installed
        self.shown: list[tuple[int, ...]] = []

    def read(self, picture: Picture) -> tuple[Piece, ...] | None:
        self.shown.append(picture.pixels.shape)
        return (Piece(300, 40, 380, 70, "second", 0.9),) if self._installed else None


def lines(confidence: float, count: int = 20) -> list[Piece]:
    return [Piece(10, 40 * place, 90, 40 * place + 30, "word", confidence) for place in range(count)]


def read(picture: Picture, confidence: float, second: ScriptedSecondReader, when: Second) -> set[str]:
    reader = ScriptedTextReader(lambda _picture, _mode: lines(confidence))
    return {piece.text for piece in read_picture(picture, reader, ("eng",), SecondOpinion(second, when)).pieces}


@pytest.mark.parametrize(
    ("picture", "confidence", "when", "asked"),
    [
        (PAGE, 0.95, Second.WHERE_NEEDED, False),
        (PAGE, 0.82, Second.WHERE_NEEDED, True),
        (RECEIPT, 0.95, Second.WHERE_NEEDED, True),
        (PAGE, 0.95, Second.ALWAYS, True),
        (RECEIPT, 0.5, Second.NEVER, False),
    ],
)
def test_it_looks_at_receipts_and_bad_pages_or_as_it_is_told(
    picture: Picture, confidence: float, when: Second, *, asked: bool
) -> None:
    second = ScriptedSecondReader()
    assert read(picture, confidence, second, when) == ({"word", "second"} if asked else {"word"})
    assert second.shown == ([picture.pixels.shape] if asked else [])


def test_a_page_with_hardly_a_word_is_a_bad_one() -> None:
    assert is_wanted(Second.WHERE_NEEDED, PAGE, lines(0.99, 3))
    assert not is_wanted(Second.WHERE_NEEDED, PAGE, lines(0.99))


def test_where_it_is_not_installed_the_first_ones_words_stay() -> None:
    absent = ScriptedSecondReader(installed=False)
    assert read(RECEIPT, 0.95, absent, Second.WHERE_NEEDED) == {"word"}
    assert absent.shown


def test_it_is_shown_the_page_upright_and_only_once() -> None:
    lying = ScriptedTextReader(
        lambda picture, _mode: lines(0.82 if picture.pixels.shape[0] < picture.pixels.shape[1] else 0.3), turn=90
    )
    second = ScriptedSecondReader()
    assert read_picture(PAGE, lying, ("eng",), SecondOpinion(second)).rotation == 90
    assert second.shown == [(800, 1100)]
