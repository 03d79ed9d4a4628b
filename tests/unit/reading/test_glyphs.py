from __future__ import annotations

import pytest

from bookdesk.reading.glyphs import Corners, Glyph, pieces_of, rotation_of, strange_share


def run(text: str, step: tuple[float, float] = (6, 0), start: tuple[float, float] = (100, 300)) -> list[Glyph]:
    glyphs = []
    x, y = start
    for sign in text:
        place: Corners | None = None if sign == " " else (x, y, x + 6, y + 10)
        glyphs.append(Glyph(ord(sign), place))
        x, y = x + step[0], y + step[1]
    return glyphs


def words(glyphs: list[Glyph], rotation: int = 0) -> list[str]:
    return [piece.text for piece in pieces_of(glyphs, rotation, 600, 800)]


def test_white_space_parts_words() -> None:
    (total, amount) = pieces_of(run("Total 12.00"), 0, 600, 800)
    assert (total.text, total.x0, total.x1) == ("Total", 100, 130)
    assert (amount.text, amount.x0, amount.y1) == ("12.00", 136, 310)


def test_a_wide_gap_or_a_new_height_parts_words_though_no_space_was_written() -> None:
    assert words(run("Total") + run("12.00", start=(300, 300))) == ["Total", "12.00"]
    assert words(run("Total") + run("12.00", start=(130, 320))) == ["Total", "12.00"]
    assert words(run("To") + run("tal", start=(113, 300))) == ["Total"]


@pytest.mark.parametrize("space", [0x20, 0xA0, 0x202F, 0x2009, 0x09, 0x3000])
def test_every_kind_of_space_is_one(space: int) -> None:
    assert words([*run("a"), Glyph(space, None), *run("b", start=(106, 300))]) == ["a", "b"]


def test_the_hyphen_at_the_end_of_a_line_is_a_hyphen() -> None:
    assert words([*run("co"), Glyph(0xFFFE, (112, 300, 118, 310))]) == ["co-"]
    assert words([*run("co"), Glyph(0x02, (112, 300, 118, 310))]) == ["co-"]


def test_characters_without_meaning_are_counted() -> None:
    assert strange_share(run("ab\ufffd\ue001")) == 0.5
    assert strange_share(run(" ")) == 0.0


def test_text_that_runs_up_or_down_is_turned_and_placed_upright() -> None:
    up = run("Total", step=(0, -6))
    assert rotation_of(up) == 90
    (piece,) = pieces_of(up, 90, 600, 800)
    assert (piece.text, piece.x0, piece.y0) == ("Total", 490, 100)
    down = run("Total", step=(0, 6))
    assert rotation_of(down) == 270
    (piece,) = pieces_of(down, 270, 600, 800)
    assert (piece.text, piece.x0, piece.y0) == ("Total", 300, 494)


def test_a_note_in_the_margin_does_not_turn_the_page() -> None:
    assert rotation_of(run("Invoice number") + run("margin", step=(0, -6))) == 0
    assert rotation_of([]) == 0
