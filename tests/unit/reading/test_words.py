from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.records import MalformedRecord
from bookdesk.formats.einvoice.reader import read_einvoice
from bookdesk.reading.words import Box, Page, Reading, Source, Word, page_from_data, reading_from_data, reading_to_data
from tests.unit.formats.einvoice import samples

SHARES = st.floats(0, 1).map(lambda share: round(share, 5))
WORDS = st.builds(
    Word,
    page=st.just(1),
    x0=SHARES,
    y0=SHARES,
    x1=SHARES,
    y1=SHARES,
    text=st.text(min_size=1, max_size=20),
    confidence=st.floats(0, 1).map(lambda share: round(share, 3)),
    line=st.integers(0, 99),
    block=st.integers(0, 99),
)


def word(text: str, line: int, x0: float = 0.1) -> Word:
    return Word(1, x0, 0.1, x0 + 0.1, 0.12, text, 1.0, line, 0)


def page(*words: Word, source: Source = Source.TEXT, rotation: int = 0, skew: float = 0.0) -> Page:
    return Page(1, 595.0, 842.0, source, words, rotation, skew)


def reading(*pages: Page) -> Reading:
    return Reading("pdf", pages, None, (), 0.1)


@given(st.lists(WORDS, max_size=8))
def test_a_reading_survives_the_wire(words: list[Word]) -> None:
    whole = Reading("pdf", (page(*words),), read_einvoice(samples.UBL.encode()), ("one sentence",), 0.25)
    assert reading_from_data(json.loads(json.dumps(reading_to_data(whole)))) == whole


def test_a_page_is_read_line_by_line() -> None:
    first = page(word("Total", 0), word("12.00", 0, 0.5), word("Thanks", 1))
    assert first.text == "Total 12.00\nThanks"
    assert [one.text for one in reading(first).words] == ["Total", "12.00", "Thanks"]


def test_the_source_of_a_document_is_that_of_its_pages_unless_it_carries_an_einvoice() -> None:
    text, scan = page(word("a", 0)), page(word("b", 0), source=Source.OCR)
    assert reading(text).source is Source.TEXT
    assert reading(text, page(source=Source.OCR)).source is Source.TEXT
    assert reading(text, scan).source is Source.MIXED
    assert Reading("xml", (), read_einvoice(samples.CII.encode()), (), 0.0).source is Source.XML


@pytest.mark.parametrize(
    "row",
    [
        [],
        [0, 0, 1, 1, "a", 1, 0],
        [0, 0, 1.5, 1, "a", 1, 0, 0],
        [0, 0, float("nan"), 1, "a", 1, 0, 0],
        [0, 0, True, 1, "a", 1, 0, 0],
        [0, 0, 1, 1, "", 1, 0, 0],
        [0, 0, 1, 1, "a" * 5000, 1, 0, 0],
        [0, 0, 1, 1, 7, 1, 0, 0],
        [0, 0, 1, 1, "a", -0.1, 0, 0],
        [0, 0, 1, 1, "a", 1, 0.5, 0],
        {"text": "a"},
    ],
)
def test_a_word_that_is_none_is_refused(row: object) -> None:
    data = {"number": 1, "width_pt": 595.0, "height_pt": 842.0, "source": "ocr", "words": [row]}
    with pytest.raises(MalformedRecord):
        page_from_data(data)


@pytest.mark.parametrize("change", [{"number": 0}, {"width_pt": 0.0}, {"height_pt": 1e9}, {"words": None}, {"more": 1}])
def test_a_page_that_is_none_is_refused(change: dict[str, object]) -> None:
    data = {"number": 1, "width_pt": 595.0, "height_pt": 842.0, "source": "ocr", "words": []}
    with pytest.raises(MalformedRecord):
        page_from_data(data | change)


@pytest.mark.parametrize("nonsense", [None, [], {}, {"pages": None}, {"pages": [], "kind_of_file": 1}])
def test_a_reading_that_is_none_is_refused(nonsense: object) -> None:
    with pytest.raises(MalformedRecord):
        reading_from_data(nonsense)


CORNER: Box = (0.0, 0.0, 0.1, 0.2)


@pytest.mark.parametrize(
    ("rotation", "on_paper"),
    [
        (0, (0.0, 0.0, 0.1, 0.2)),
        (90, (0.0, 0.9, 0.2, 1.0)),
        (180, (0.9, 0.8, 1.0, 1.0)),
        (270, (0.8, 0.0, 1.0, 0.1)),
    ],
)
def test_a_place_leads_back_to_the_page_as_it_lies(rotation: int, on_paper: Box) -> None:
    assert page(rotation=rotation).on_paper(CORNER) == pytest.approx(on_paper)


def test_a_place_on_a_straightened_page_leads_back_to_the_skewed_one() -> None:
    x0, y0, x1, y1 = page(skew=2.0).on_paper((0.9, 0.5, 0.9, 0.5))
    rise = 0.4 * 595 * math.sin(math.radians(2))
    assert (y0, y1) == pytest.approx((0.5 - rise / 842, 0.5 - rise / 842))
    assert x0 == x1 == pytest.approx(0.5 + 0.4 * math.cos(math.radians(2)))
