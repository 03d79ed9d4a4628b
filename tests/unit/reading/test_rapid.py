"""The way from a page to lines and back, with a finder and a speller that are handed in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from bookdesk.reading.pictures import Gray, Picture
from bookdesk.reading.rapid import LINE_HEIGHT, Corners, RapidReader
from bookdesk.reading.spelling import Guesses

ALPHABET = ("", *"0123456789.", " ")
PIXELS = 8
"""Of a column, as PP-OCR has it."""


class Engine:
    """Finds the boxes it was told, and spells a line by its blackness: a tenth of black is the digit 1, and so on."""

    def __init__(self, *boxes: tuple[float, float, float, float]) -> None:
        self._boxes = boxes
        self.spelled: list[tuple[int, ...]] = []
        self.looked_at: list[tuple[int, ...]] = []

    def find(self, page: Gray) -> Sequence[Corners]:
        assert page.ndim == 2
        self.looked_at.append(page.shape)
        return [np.array([(x0, y0), (x1, y0), (x1, y1), (x0, y1)]) for x0, y0, x1, y1 in self._boxes]

    def spell(self, lines: npt.NDArray[np.float32]) -> Sequence[Guesses]:
        self.spelled.append(lines.shape)
        return [self._guesses(line) for line in lines]

    def _guesses(self, line: npt.NDArray[np.float32]) -> Guesses:
        columns = line.shape[2] // PIXELS
        table = np.zeros((columns, len(ALPHABET)), dtype=np.float32)
        for column in range(columns):
            shade = float(line[0, 10:-10, column * PIXELS : (column + 1) * PIXELS].mean())
            digit = min(9, round((1 - shade) / 2 * 10))
            table[column, 0 if column % 2 or not digit or abs(shade) < 0.01 else ALPHABET.index(str(digit))] = 0.8
        return table


def read(page: Gray, *boxes: tuple[float, float, float, float]) -> tuple[Engine, list[tuple[str, tuple[int, ...]]]]:
    engine = Engine(*boxes)
    found = RapidReader(engine.find, engine.spell, ALPHABET).read(Picture(page, 300.0))
    return engine, [(one.text, tuple(round(side) for side in (one.x0, one.y0, one.x1, one.y1))) for one in found]


@pytest.fixture
def page() -> Gray:
    return np.full((300, 800), 255, dtype=np.uint8)


def test_a_words_place_on_the_page_is_that_of_its_columns_in_the_line(page: Gray) -> None:
    page[100:124, 404:408] = 0  # half as large as a line is for the engine: column 2 of the line that begins at 396
    page[100:124, 412:416] = 127
    (text, place) = read(page, (396, 100, 496, 124))[1][0]
    assert text[0] == "9"
    assert place[1::2] == (100, 124)
    assert 396 <= place[0] <= 404
    assert 408 <= place[2] <= 420


def test_lines_of_like_width_are_spelled_together_and_filled_up(page: Gray) -> None:
    engine, _ = read(page, (0, 0, 700, 24), (0, 50, 40, 74), (0, 100, 48, 124))
    assert engine.spelled == [(3, 3, LINE_HEIGHT, 1400)]
    many = [(0.0, 24.0 * line, 700.0, 24.0 * line + 24) for line in range(12)]
    engine, _ = read(page, *many)
    assert [shape[0] for shape in engine.spelled] == [5, 5, 2]


def test_what_is_no_line_is_left_out_and_a_page_without_any_is_empty(page: Gray) -> None:
    assert read(page)[1] == []
    engine, found = read(page, (10, 10, 200, 11), (10, 10, 12, 40))
    assert (engine.spelled, found) == ([], [])


def test_an_endless_line_is_squeezed(page: Gray) -> None:
    engine, _ = read(page, (0, 10, 800, 14))
    assert engine.spelled == [(1, 3, LINE_HEIGHT, 3200)]


def test_more_lines_than_a_page_has_are_not_all_read(page: Gray) -> None:
    engine, _ = read(page, *[(0, 0, 60, 24)] * 1_200)
    assert sum(shape[0] for shape in engine.spelled) == 1_000


class InkFinder(Engine):
    """Finds every run of rows that hold ink, as it lies in the page that it is shown."""

    def find(self, page: Gray) -> Sequence[Corners]:
        super().find(page)
        inked = np.flatnonzero(np.diff((page.min(axis=1) < 128).astype(int), prepend=0, append=0))
        width = page.shape[1]
        return [np.array([(0, a), (width, a), (width, b), (0, b)]) for a, b in inked.reshape(-1, 2).tolist()]


def test_each_line_of_a_long_receipt_is_read_once_wherever_its_stretches_end() -> None:
    receipt = np.full((2_000, 200), 255, dtype=np.uint8)
    tops = list(range(7, 1_980, 31))
    for top in tops:
        receipt[top : top + 12, 40:60] = 0
    engine = InkFinder()
    found = RapidReader(engine.find, engine.spell, ALPHABET).read(Picture(receipt, 300.0))
    assert sorted({round(piece.y0) for piece in found}) == tops
    assert len(found) == len(tops)
    assert engine.looked_at == [(550, 200), (550, 200), (550, 200), (500, 200)]


@pytest.mark.parametrize("shape", [(20, 900), (900, 31), (40, 900)])
def test_a_strip_on_which_no_line_can_be_is_not_looked_at(shape: tuple[int, int]) -> None:
    engine, found = read(np.full(shape, 255, dtype=np.uint8), (0, 0, 30, 20))
    assert (engine.looked_at, found) == ([], [])
