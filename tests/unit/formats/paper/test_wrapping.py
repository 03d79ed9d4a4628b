"""Texts in lines: nothing is wider than its column, and nothing but blanks is lost at a line's end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.texts import clean
from bookdesk.formats.paper.faces import SetLine, set_line
from bookdesk.formats.paper.wrapping import fitted, wrapped

SIZE = 9.0
words = st.text(alphabet="abcW äß-/.,0189ЖΩ", max_size=200)


def written(line: SetLine) -> str:
    return "".join(signs for _, signs in line.runs)


@given(words, st.integers(min_value=20, max_value=300))
def test_lines_fit_and_hold_the_whole_text(text: str, width: int) -> None:
    found = wrapped(text, width, SIZE)
    assert all(line.width * SIZE <= width + 1e-6 for line in found)
    assert "".join(written(line) for line in found).replace(" ", "") == clean(text).replace(" ", "")


@given(words, st.integers(min_value=20, max_value=300))
def test_a_shortened_text_fits_and_begins_as_it_was(text: str, width: int) -> None:
    line = fitted(text, width, SIZE)
    assert line.width * SIZE <= width + 1e-6
    assert clean(text).startswith(written(line).removesuffix("…").rstrip())
    if set_line(clean(text)).width * SIZE <= width:
        assert written(line) == clean(text)


def test_a_line_feed_begins_a_line_and_an_empty_one_is_left_out() -> None:
    assert [written(line) for line in wrapped("one\n\ntwo\r\nthree", 300, SIZE)] == ["one", "two", "three"]


def test_a_break_comes_after_a_hyphen_rather_than_within_a_word() -> None:
    width = set_line("warehouse-").width * SIZE + 1
    assert [written(line) for line in wrapped("warehouse-keeper", width, SIZE)] == ["warehouse-", "keeper"]


def test_an_accent_stays_with_its_letter() -> None:
    accented = "q\u0301" * 40
    assert not any(written(line).startswith("\u0301") for line in wrapped(accented, 50, SIZE))
