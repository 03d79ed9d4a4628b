from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.reading.layout import Piece
from bookdesk.reading.merging import merge, scaled


def piece(text: str, x: float, confidence: float, width: float = 50) -> Piece:
    return Piece(x, 0, x + width, 10, text, confidence)


def texts(pieces: tuple[Piece, ...]) -> list[str]:
    return [one.text for one in pieces]


def test_the_surer_reading_of_a_word_wins() -> None:
    assert texts(merge([piece("T0ta1", 0, 0.5)], [piece("Total", 2, 0.9)])) == ["Total"]
    assert texts(merge([piece("Total", 0, 0.9)], [piece("T0ta1", 2, 0.5)])) == ["Total"]
    assert texts(merge([piece("Total", 0, 0.9)], [piece("TotaI", 2, 0.91)])) == ["Total"]


def test_a_word_that_the_other_reading_parted_comes_in_parts() -> None:
    first = [piece("NettoSumme", 0, 0.4, width=100)]
    second = [piece("Netto", 0, 0.9, width=48), piece("Summe", 52, 0.9, width=48)]
    assert texts(merge(first, second)) == ["Netto", "Summe"]


def test_a_smear_over_a_line_does_not_swallow_its_words() -> None:
    first = [piece("a", 0, 0.6, width=30), piece("b", 40, 0.6, width=30)]
    assert texts(merge(first, [piece("~~~~", 0, 0.95, width=300)])) == ["a", "b"]


def test_what_only_one_reading_saw_is_added_if_it_is_sure() -> None:
    assert texts(merge([piece("a", 0, 0.9)], [piece("12.00", 200, 0.8), piece("'~", 300, 0.2)])) == ["a", "12.00"]


PIECES = st.lists(
    st.builds(piece, st.text("ab1", min_size=1, max_size=4), st.integers(0, 300), st.floats(0, 1), st.integers(5, 90)),
    max_size=12,
)


@given(PIECES)
def test_a_reading_merged_with_itself_or_nothing_is_itself(pieces: list[Piece]) -> None:
    assert merge(pieces, ()) == tuple(pieces)
    apart = [Piece(index * 100, 0, index * 100 + 50, 10, one.text, one.confidence) for index, one in enumerate(pieces)]
    assert merge(apart, apart) == tuple(apart)


@given(PIECES, PIECES)
def test_merging_invents_nothing(first: list[Piece], second: list[Piece]) -> None:
    merged = merge(first, second)
    assert set(merged) <= {*first, *second}


def test_places_are_scaled_back() -> None:
    (one,) = scaled([Piece(10, 20, 30, 40, "a", 0.7)], 0.5)
    assert one == Piece(5, 10, 15, 20, "a", 0.7)
