"""Papers that lie apart on a plain ground, each read by itself."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from bookdesk.capture.onepicture import receipts_of, spots_of
from bookdesk.reading.cutting import cut_page
from bookdesk.reading.images import picture
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.reading.ocr_engine import LateTextReader
from bookdesk.reading.pictures import Gray
from bookdesk.reading.sheets import sheets_on
from bookdesk.reading.sniff import Kind
from bookdesk.reading.words import Page
from tests.support import pages
from tests.support.ondesk import CAFE, PAINT, TAXI, photo


@pytest.fixture(scope="module")
def reader() -> InProcessReader:
    return InProcessReader(LateTextReader())


def read(reader: InProcessReader, data: bytes) -> Page:
    return reader.read(data).pages[0]


def taken_apart(page: Page) -> list[str]:
    return [cut_page(page, one.area).text for one in receipts_of(spots_of(page))]


@pytest.mark.parametrize(
    ("papers", "tilts", "ground"),
    [
        ((CAFE, TAXI), (0, 0), 235),
        ((CAFE, TAXI), (4, -6), 215),
        ((CAFE, TAXI), (-9, 8), 140),
        ((CAFE, TAXI, PAINT), (2, 0, -3), 190),
        ((TAXI, CAFE), (0, 0), 70),
    ],
)
def test_receipts_on_a_desk_are_told_apart(
    reader: InProcessReader, papers: tuple[tuple[tuple[str, str], ...], ...], tilts: tuple[float, ...], ground: int
) -> None:
    page = read(reader, photo(papers, tilts, ground))
    expected = ["\n".join(" ".join(filter(None, line)) for line in lines) for lines in papers]
    assert taken_apart(page) == expected


def test_words_of_a_tilted_receipt_stand_where_they_are_printed(reader: InProcessReader) -> None:
    data = photo((CAFE, TAXI), (8, -8), 200)
    page = read(reader, data)
    pixels = picture(data, Kind.JPEG).pixels
    height, width = pixels.shape
    assert len(page.words) > 40
    for word in page.words:
        x, y = (word.x0 + word.x1) / 2 * width, (word.y0 + word.y1) / 2 * height
        around = pixels[int(y) - 18 : int(y) + 18, int(word.x0 * width) : int(word.x1 * width)]
        assert around.min() < 100, f"{word.text} at {x:.0f}, {y:.0f}"


def test_one_receipt_stays_one(reader: InProcessReader) -> None:
    data = photo((CAFE,), (3,), 200)
    assert sheets_on(picture(data, Kind.JPEG).pixels) == ()
    assert receipts_of(spots_of(read(reader, data))) == ()


def test_a_page_has_no_papers_on_it() -> None:
    page = pages.picture()
    assert sheets_on(page) == ()
    assert sheets_on(pages.shaded(page)) == ()
    assert sheets_on(np.full((12, 900), 255, dtype=np.uint8)) == ()


def panels(*, printed: bool) -> Gray:
    """Return a tinted page with two white panels, and with a name and a number between them where it is `printed`."""
    image = Image.new("L", (1240, 1754), 200)
    pen = ImageDraw.Draw(image)
    for top in (300, 1000):
        pen.rectangle((100, top, 1140, top + 500), fill=255)
    if printed:
        for row in range(4):
            pen.rectangle((120, 60 + 45 * row, 700, 80 + 45 * row), fill=30)
    return np.asarray(image)


def test_white_panels_on_a_printed_ground_are_one_page() -> None:
    assert len(sheets_on(panels(printed=False))) == 2
    assert sheets_on(panels(printed=True)) == ()


def test_a_paper_is_cut_out_with_paper_around_it() -> None:
    image = Image.open(io.BytesIO(photo((CAFE, TAXI), (9, -7), 120)))
    found = sheets_on(np.asarray(image))
    assert len(found) == 2
    for sheet in found:
        corners = sheet.pixels[[0, 0, -1, -1], [0, -1, 0, -1]]
        assert corners.min() > 240, "no desk is left in the corners"
        assert sheet.pixels.min() < 60, "the print is there"
