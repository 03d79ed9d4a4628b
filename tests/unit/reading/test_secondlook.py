"""Words with figures are looked at a second time: agreement makes surer, disagreement asks for a person."""

from __future__ import annotations

import numpy as np
import pytest

from bookdesk.reading.layout import Piece
from bookdesk.reading.pictures import Picture
from bookdesk.reading.secondlook import Looks, looked_twice
from tests.support.scripted import ScriptedTextReader

PAPER = Picture(np.full((300, 400), 255, dtype=np.uint8), 300)


def word(text: str, confidence: float, at: float = 20.0) -> Piece:
    return Piece(at, 20, at + 60, 42, text, confidence)


def look(
    pieces: list[Piece], *lines: str, most: int = 60, below: float = 1.0
) -> tuple[tuple[Piece, ...], ScriptedTextReader]:
    reader = ScriptedTextReader(lambda _picture, _mode: (), lines=lines)
    return looked_twice(PAPER, pieces, reader, ("eng",), Looks(most, below)), reader


def test_what_both_looks_agree_on_is_surer() -> None:
    found, _ = look([word("118.30", 0.8)], "118.30\n")
    assert found[0].text == "118.30"
    assert found[0].confidence == pytest.approx(0.95)


def test_signs_around_the_figures_do_not_matter() -> None:
    found, _ = look([word("$118.30", 0.8)], "118,30")
    assert found[0].confidence > 0.9


def test_a_disagreement_keeps_the_text_and_takes_the_certainty() -> None:
    found, _ = look([word("118.30", 0.96)], "113.30")
    assert (found[0].text, found[0].confidence) == ("118.30", 0.5)


def test_only_figures_are_looked_at_and_the_least_sure_first() -> None:
    pieces = [word("Total", 0.2), word("20.00", 0.9, 100), word("18.30", 0.6, 200), word("7", 0.1, 300)]
    found, reader = look(pieces, "18.30", most=1)
    assert len(reader.looks) == 1
    assert [one.confidence for one in found] == pytest.approx([0.2, 0.9, 0.9, 0.1])


def test_on_a_page_only_doubtful_words_are_looked_at() -> None:
    _, reader = look([word("20.00", 0.95), word("18.30", 0.6, 200)], "18.30", "20.00", below=0.9)
    assert len(reader.looks) == 1


def test_an_engine_that_is_too_slow_for_words_changes_nothing() -> None:
    pieces = [word("20.00", 0.9), word("18.30", 0.6, 200)]
    found, reader = look(pieces)
    assert found == tuple(pieces)
    assert len(reader.looks) == 1


def test_a_word_at_the_edge_and_one_without_height_are_looked_at_all_the_same() -> None:
    pieces = [Piece(0, 0, 400, 300, "12.00", 0.5), Piece(399, 299, 400, 299.2, "13.00", 0.5)]
    found, reader = look(pieces, "12.00", "13.00")
    assert len(reader.looks) == 2
    assert all(one.confidence > 0.8 for one in found)
