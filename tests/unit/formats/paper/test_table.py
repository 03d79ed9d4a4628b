"""Where a line of the table may be parted when a page ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.money import Money
from bookdesk.formats.paper.faces import set_line
from bookdesk.formats.paper.sheet import BODY
from bookdesk.formats.paper.table import Row


def row_of(texts: int) -> Row:
    return Row(((set_line("text"), BODY),) * texts, (), Money(100, "GBP"), 0.0)


@given(st.integers(min_value=1, max_value=60), st.integers(min_value=0, max_value=600))
def test_what_is_put_on_a_page_fits_and_leaves_no_line_alone(texts: int, room: int) -> None:
    row = row_of(texts)
    end = row.fitting(0, room)
    assert end == 0 or row.height(0, end) <= room
    assert end in {0, texts} or 2 <= end <= texts - 2
    if row.height(0, texts) <= room:
        assert end == texts


@pytest.mark.parametrize(("texts", "room", "end"), [(3, 30, 0), (4, 35, 2), (4, 45, 2), (1, 30, 1), (1, 10, 0)])
def test_a_short_line_is_kept_whole(texts: int, room: int, end: int) -> None:
    assert row_of(texts).fitting(0, room) == end


@given(st.integers(min_value=2, max_value=30), st.data())
def test_two_parts_are_as_high_as_the_whole(texts: int, data: st.DataObject) -> None:
    row, end = row_of(texts), data.draw(st.integers(min_value=1, max_value=texts - 1))
    assert row.height(0, end) + row.height(end, texts) == pytest.approx(row.height(0, texts))
