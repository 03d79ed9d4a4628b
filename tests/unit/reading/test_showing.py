"""Pictures of pages: what a file shows, turned and cut as reading sees it, in the size that was asked for."""

from __future__ import annotations

import io
import re

import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped] # it has no annotations
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from bookdesk.core.errors import UnreadableDocument
from bookdesk.core.frames import Header
from bookdesk.reading import images, showwire
from bookdesk.reading.document import OpenDocument
from bookdesk.reading.showing import Painter, load
from bookdesk.reading.showwire import OpenedPages, PagePicture
from bookdesk.reading.sniff import Kind
from bookdesk.sandbox import papers
from bookdesk.sandbox.papers import bills
from tests.support import pages
from tests.support.ink import empty_places, gray, stray_share
from tests.support.readers import NoTextReader

TURNS = (3, 6, 8)


def opened(painter: Painter, data: bytes) -> OpenedPages:
    answer, _ = painter(showwire.open_request(), data)
    return showwire.opened_from(answer)


def painted(painter: Painter, number: int, width: int) -> PagePicture:
    answer, payload = painter(showwire.picture_request(number, width), b"")
    return showwire.picture_from(answer, payload, number)


def first_page(data: bytes, width: int = 800) -> PagePicture:
    painter = Painter()
    opened(painter, data)
    return painted(painter, 1, width)


def test_a_pdf_tells_its_pages_and_shows_each() -> None:
    painter = Painter()
    seen = opened(painter, pages.pdf([pages.INVOICE, ("Second page",)]))
    assert (seen.kind, seen.drawn, len(seen.pages)) == (Kind.PDF, False, 2)
    assert (seen.pages[0].width_pt, seen.pages[0].height_pt) == pages.A4
    first, second = painted(painter, 1, 700), painted(painter, 2, 700)
    assert (first.width, first.height) == (700, 991)
    assert (gray(first) < 128).sum() > 5 * (gray(second) < 128).sum() > 0


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("sideways", [False, True])
def test_words_of_a_pdf_stand_where_its_picture_shows_them(rotate: int, *, sideways: bool) -> None:
    data = pages.pdf(rotate=rotate, sideways=sideways)
    with OpenDocument(data, NoTextReader()) as document:
        page = document.page(1)
    places = [page.on_paper(word.box) for word in page.words]
    picture = first_page(data, 1000)
    assert len(places) > 40
    assert empty_places(picture, places) == []
    assert stray_share(picture, places) < 0.01


def test_a_cropped_pdf_is_shown_as_it_is_read() -> None:
    document = pdfium.PdfDocument(pages.pdf())
    document[0].set_cropbox(40, 400, 400, 800)
    data = pages.saved(document)
    with OpenDocument(data, NoTextReader()) as opened_document:
        page = opened_document.page(1)
    picture = first_page(data)
    assert picture.height == round(800 * 400 / 360)
    assert empty_places(picture, [page.on_paper(word.box) for word in page.words if 0 < word.y0 < word.y1 < 1]) == []


def test_what_was_filled_into_a_form_is_shown() -> None:
    picture = first_page(pages.filled_form("139.56"))
    with OpenDocument(pages.filled_form("139.56"), NoTextReader()) as document:
        page = document.page(1)
    places = {word.text: page.on_paper(word.box) for word in page.words}
    assert empty_places(picture, [places["139.56"]]) == []


@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG, Kind.TIFF, Kind.WEBP])
@pytest.mark.parametrize("turn", [1, *TURNS])
def test_a_photo_is_shown_as_it_is_read(kind: Kind, turn: int) -> None:
    sheet = Image.new("RGB", (400, 300), "white")
    sheet.paste("navy", (0, 0, 120, 60))
    exif = Image.Exif()
    exif[0x0112] = turn
    target = io.BytesIO()
    sheet.save(target, kind.value, exif=exif)
    read = images.picture(target.getvalue(), kind).pixels
    seen = opened(Painter(), target.getvalue()).pages[0]
    assert seen.height_pt / seen.width_pt == pytest.approx(read.shape[0] / read.shape[1])
    shown = gray(first_page(target.getvalue(), read.shape[1])).astype(int)
    assert shown.shape == read.shape
    assert np.abs((shown < 128).astype(int) - (read < 128)).mean() < 0.01


def test_a_large_photo_is_decoded_no_larger_than_it_is_shown() -> None:
    target = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (4000, 3000), "white").save(target, "JPEG", exif=exif)
    seen = first_page(target.getvalue(), 300)
    assert (seen.width, seen.height) == (300, 400)


def test_every_page_of_a_tiff_is_shown() -> None:
    sheets = [Image.new("1", (200, 300), 1), Image.new("L", (300, 200), 0)]
    target = io.BytesIO()
    sheets[0].save(target, "TIFF", save_all=True, append_images=sheets[1:])
    painter = Painter()
    seen = opened(painter, target.getvalue())
    assert [page.width_pt < page.height_pt for page in seen.pages] == [True, False]
    assert gray(painted(painter, 1, 100)).min() == 255
    assert gray(painted(painter, 2, 100)).max() == 0


@pytest.mark.parametrize(
    "sheet",
    [
        Image.new("RGBA", (60, 60), (0, 0, 0, 0)),
        Image.new("LA", (60, 60), (0, 0)),
        Image.new("I;16", (60, 60), 65535),
        Image.new("P", (60, 60), 0),
        Image.new("1", (60, 60), 1),
    ],
    ids=lambda sheet: str(sheet.mode),
)
def test_pictures_of_every_mode_are_shown_on_white(sheet: Image.Image) -> None:
    if sheet.mode == "P":
        sheet.putpalette([255, 255, 255])
    target = io.BytesIO()
    sheet.save(target, "PNG")
    assert gray(first_page(target.getvalue(), 60)).min() == 255


def test_colours_stay_colours() -> None:
    target = io.BytesIO()
    Image.new("RGB", (60, 60), (200, 30, 60)).save(target, "PNG")
    assert tuple(first_page(target.getvalue(), 60).pixels[:3]) == (200, 30, 60)
    drawn = io.BytesIO()
    canvas = Canvas(drawn, pagesize=pages.A4)
    canvas.setFillColorRGB(1, 0, 0)
    canvas.rect(0, 0, *pages.A4, stroke=0, fill=1)
    canvas.save()
    assert tuple(first_page(drawn.getvalue(), 60).pixels[:3]) == (255, 0, 0)


def test_an_e_invoice_without_pages_is_drawn_and_says_so() -> None:
    painter = Painter()
    seen = opened(painter, papers.ubl(bills.CLEANING))
    assert (seen.kind, seen.drawn, len(seen.pages)) == (Kind.XML, True, 1)
    assert (gray(painted(painter, 1, 900)) < 128).mean() > 0.005


def test_what_cannot_be_opened_is_an_answer() -> None:
    for data, sentence in (
        (pages.encrypted_pdf(), "password"),
        (b"\xff\xd8\xff\xe0", "damaged"),
        (b"<?xml version='1.0'?><Order/>", "."),
        (b"plain text", "not a document"),
    ):
        answer, payload = Painter()(showwire.open_request(), data)
        with pytest.raises(UnreadableDocument, match=sentence):
            showwire.opened_from(answer)
        assert payload == b""


def test_a_damaged_page_hides_no_other() -> None:
    lost = re.sub(rb"/Kids \[ \d", b"/Kids [ 99", pages.pdf([("first",), ("second",)]))
    painter = Painter()
    assert len(opened(painter, lost).pages) == 2
    with pytest.raises(UnreadableDocument, match="Page 1 of the PDF is damaged"):
        painted(painter, 1, 400)
    assert (gray(painted(painter, 2, 400)) < 128).any()


def test_a_picture_cut_short_is_refused_when_it_is_asked_for() -> None:
    whole = pages.encoded(pages.picture(("Total 5.00",)), "JPEG")
    painter = Painter()
    opened(painter, whole[: len(whole) // 2])
    answer, _ = painter(showwire.picture_request(1, 500), b"")
    with pytest.raises(UnreadableDocument, match="damaged"):
        showwire.picture_from(answer, b"", 1)


def test_the_child_warms_itself_and_then_waits_for_a_document() -> None:
    handler = load()
    answer, _ = handler(showwire.open_request(), pages.pdf())
    header: Header = answer
    assert len(showwire.opened_from(header).pages) == 1
