from __future__ import annotations

import pytest

from bookdesk.reading.glyphs import TextLayer
from bookdesk.reading.layout import Piece
from bookdesk.reading.quality import judge, mean_confidence, sane_share, worth
from bookdesk.reading.words import Source


def layer(
    words: int, *, text: str = "word", unreadable: float = 0.0, image: float = 0.0, drawings: int = 0
) -> TextLayer:
    return TextLayer(tuple(Piece(0, 0, 10, 10, text) for _ in range(words)), 0, unreadable, image, drawings)


@pytest.mark.parametrize(
    ("seen", "verdict"),
    [
        (layer(200), Source.TEXT),
        (layer(8), Source.TEXT),
        (layer(0), Source.TEXT),
        (layer(0, drawings=3), None),
        (layer(0, image=1.0), None),
        (layer(8, image=0.4), None),
        (layer(8, drawings=400), None),
        (layer(200, drawings=400), Source.TEXT),
        (layer(200, image=0.4), Source.TEXT),
        (layer(200, image=1.0), Source.EMBEDDED_OCR),
        (layer(200, text="Deutsch!ands", image=1.0), None),
        (layer(200, text="Deutsch!ands"), Source.TEXT),
        (layer(12, image=1.0), None),
        (layer(200, unreadable=0.3), None),
        (layer(200, text="\u2603\u2603"), None),
    ],
)
def test_a_text_layer_is_believed_only_where_it_is_the_page(seen: TextLayer, verdict: Source | None) -> None:
    assert judge(seen) is verdict


def test_words_of_any_alphabet_are_sane() -> None:
    assert sane_share([Piece(0, 0, 1, 1, text) for text in ("Größe", "12,50€", "№", "счёт")]) == 0.75
    assert sane_share([]) == 1.0


def test_a_long_word_counts_for_more() -> None:
    pieces = [Piece(0, 0, 1, 1, "abcdefghi", 0.9), Piece(0, 0, 1, 1, "-", 0.1)]
    assert mean_confidence(pieces) == pytest.approx(0.82)
    assert mean_confidence([]) == 0.0


def test_doubtful_characters_count_against_a_reading() -> None:
    good, bad = Piece(0, 0, 1, 1, "total", 0.9), Piece(0, 0, 1, 1, "xqzjv", 0.2)
    assert worth([good]) > worth([good, bad]) > worth([bad])
