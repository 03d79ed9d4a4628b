from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import UnreadableDocument
from bookdesk.core.records import MalformedRecord
from bookdesk.reading import showwire
from bookdesk.reading.showwire import MOST_PIXELS, WIDEST, OpenedPages, PageSize, fitted
from bookdesk.reading.sniff import Kind

A4 = PageSize(595.0, 842.0)
sides = st.floats(0.01, 14_400)


@given(sides, sides, st.integers(-10, 100_000))
def test_a_picture_is_always_within_the_bounds(width_pt: float, height_pt: float, wanted: int) -> None:
    width, height = fitted(PageSize(width_pt, height_pt), wanted)
    assert 1 <= width <= WIDEST
    assert height >= 1
    assert width * height <= MOST_PIXELS


@given(st.floats(200, 2_000), st.floats(200, 2_000), st.integers(200, 2_000))
def test_an_ordinary_page_is_as_wide_as_it_was_asked_for_and_keeps_its_shape(
    width_pt: float, height_pt: float, wanted: int
) -> None:
    width, height = fitted(PageSize(width_pt, height_pt), wanted)
    if wanted * wanted * height_pt / width_pt < MOST_PIXELS:
        assert width == wanted
    assert height == pytest.approx(width * height_pt / width_pt, abs=1)


def test_what_is_said_is_what_is_heard() -> None:
    opened = OpenedPages(Kind.TIFF, drawn=False, pages=(A4, PageSize(842.0, 595.0)))
    assert showwire.opened_from(json.loads(json.dumps(showwire.to_header(opened)))) == opened
    picture = showwire.picture_from(showwire.picture_answer(2, 3), bytes(18), 4)
    assert (picture.number, picture.width, picture.height, len(picture.pixels)) == (4, 2, 3, 18)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"kind": "pdf", "drawn": False, "pages": []},
        {"kind": "pdf", "drawn": False, "pages": [{"width_pt": 1.0, "height_pt": 1.0}] * 201},
        {"kind": "pdf", "drawn": False, "pages": [{"width_pt": 0.0, "height_pt": 1.0}]},
        {"kind": "pdf", "drawn": False, "pages": [{"width_pt": 1e9, "height_pt": 1.0}]},
        {"kind": "exe", "drawn": False, "pages": [{"width_pt": 1.0, "height_pt": 1.0}]},
        {"kind": "pdf", "drawn": 0, "pages": [{"width_pt": 1.0, "height_pt": 1.0}]},
    ],
)
def test_nonsense_about_a_document_is_refused(answer: dict[str, object]) -> None:
    with pytest.raises(MalformedRecord):
        showwire.opened_from(answer)


@pytest.mark.parametrize(
    ("answer", "payload"),
    [
        ({}, b""),
        ({"width": 1, "height": 1}, b""),
        ({"width": 1, "height": 1}, bytes(4)),
        ({"width": 0, "height": 1}, b""),
        ({"width": -1, "height": -1}, bytes(3)),
        ({"width": 3_001, "height": 1}, bytes(9_003)),
        ({"width": 3_000, "height": 10**9}, b""),
        ({"width": 1.0, "height": 1}, bytes(3)),
    ],
)
def test_nonsense_about_a_picture_is_refused(answer: dict[str, object], payload: bytes) -> None:
    with pytest.raises(MalformedRecord):
        showwire.picture_from(answer, payload, 1)


def test_a_failure_is_told() -> None:
    for check in (showwire.opened_from, lambda answer: showwire.picture_from(answer, b"", 1)):
        with pytest.raises(UnreadableDocument, match="It is torn"):
            check({"failed": ["It is torn.", "Mend it."]})
