from __future__ import annotations

import numpy as np

from bookdesk.reading.ladder import read_picture
from bookdesk.reading.layout import Piece
from bookdesk.reading.ocr import PageMode
from bookdesk.reading.pictures import Picture
from tests.support.scripted import ScriptedTextReader

PAGE = Picture(np.full((1100, 800), 255, dtype=np.uint8), 300.0)
RECEIPT = Picture(np.full((1600, 600), 255, dtype=np.uint8), 190.0, is_measured=False)


def line(confidence: float, count: int = 20, height: float = 30, text: str = "word") -> list[Piece]:
    return [Piece(10, 40 * index, 90, 40 * index + height, text, confidence) for index in range(count)]


def test_a_clean_page_is_read_once() -> None:
    reader = ScriptedTextReader(lambda _picture, _mode: line(0.95))
    found = read_picture(PAGE, reader, ("eng",))
    assert reader.asked == [((1100, 800), PageMode.PAGE)]
    assert (found.rotation, found.skew, found.width, found.height) == (0, 0.0, 800, 1100)


def test_a_receipt_is_read_as_a_block_as_well() -> None:
    reader = ScriptedTextReader(lambda _picture, _mode: line(0.95))
    read_picture(RECEIPT, reader, ("eng",))
    assert [mode for _, mode in reader.asked] == [PageMode.PAGE, PageMode.BLOCK]


def test_small_letters_are_read_again_enlarged_and_placed_on_the_page_as_it_was() -> None:
    def answer(picture: Picture, mode: PageMode) -> list[Piece]:
        del mode
        if picture.pixels.shape == (1100, 800):
            return line(0.8, height=14)
        return [Piece(20, 80 * index, 180, 80 * index + 28, "sharp", 0.95) for index in range(20)]

    reader = ScriptedTextReader(answer)
    found = read_picture(PAGE, reader, ("eng",))
    assert reader.asked[1][0] == (2200, 1600)
    assert {(piece.text, piece.x1) for piece in found.pieces} == {("sharp", 90.0)}


def test_a_poor_page_is_read_as_a_block_and_softened_and_the_best_is_kept() -> None:
    def answer(picture: Picture, mode: PageMode) -> list[Piece]:
        del picture
        return line(0.7, text="page") if mode is PageMode.PAGE else line(0.74, text="block")

    reader = ScriptedTextReader(answer)
    found = read_picture(PAGE, reader, ("eng",))
    assert [mode for _, mode in reader.asked] == [PageMode.PAGE, PageMode.BLOCK, PageMode.BLOCK]
    assert {piece.text for piece in found.pieces} == {"block"}


def test_a_page_on_its_side_is_turned_as_the_detector_advises() -> None:
    def answer(picture: Picture, mode: PageMode) -> list[Piece]:
        del mode
        lies = picture.pixels.shape[0] > picture.pixels.shape[1]
        return line(0.3, text="~~|") if lies else line(0.95)

    reader = ScriptedTextReader(answer, turn=270)
    found = read_picture(PAGE, reader, ("eng",))
    assert (found.rotation, found.width, found.height) == (270, 1100, 800)
    assert {piece.text for piece in found.pieces} == {"word"}


def test_without_a_detector_every_turn_is_tried_on_a_smaller_copy() -> None:
    def answer(picture: Picture, mode: PageMode) -> list[Piece]:
        del mode
        upright = picture.pixels[25, 25] < 50
        return line(0.95) if upright else line(0.3, text="~~|")

    pixels = PAGE.pixels.copy()
    pixels[-100:, -100:] = 0
    reader = ScriptedTextReader(answer)
    found = read_picture(Picture(pixels, 300.0), reader, ("eng",))
    assert found.rotation == 180
    assert [shape for shape, _ in reader.asked][3:7] == [(550, 400), (400, 550), (550, 400), (400, 550)]


def test_a_page_that_makes_no_sense_any_way_up_stays_as_it_lies() -> None:
    reader = ScriptedTextReader(lambda _picture, _mode: line(0.3, text="~~|"))
    assert read_picture(PAGE, reader, ("eng",)).rotation == 0


def test_an_empty_page_has_no_words() -> None:
    assert read_picture(PAGE, ScriptedTextReader(lambda _picture, _mode: ()), ("eng",)).pieces == ()
