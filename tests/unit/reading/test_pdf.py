from __future__ import annotations

import pypdfium2  # type: ignore[import-untyped] # it has no annotations
import pytest

from bookdesk.core.errors import PasswordNeeded, UnreadableDocument
from bookdesk.reading.layout import arrange
from bookdesk.reading.pdf import PdfFile
from bookdesk.reading.pictures import WORKING_PIXELS
from bookdesk.reading.quality import judge
from bookdesk.reading.words import Source
from tests.support import pages
from tests.support.locked import locked


def text_of(data: bytes) -> tuple[str, int]:
    with PdfFile(data) as file:
        layer = file.text_layer(1)
    return " ".join(piece.text for piece in layer.pieces), layer.rotation


def test_the_text_layer_gives_words_with_places() -> None:
    with PdfFile(pages.pdf()) as file:
        assert len(file) == 1
        assert file.size(1) == pages.A4
        layer = file.text_layer(1)
    first = layer.pieces[0]
    assert first.text == "Farmgate"
    assert first.x0 == pytest.approx(60, abs=1)
    assert first.y0 < 842 - 760 < first.y1
    assert judge(layer) is Source.TEXT


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_page_that_is_shown_turned_has_its_places_turned(rotate: int) -> None:
    with PdfFile(pages.pdf(rotate=rotate)) as file:
        width, height = file.size(1)
        layer = file.text_layer(1)
    first = layer.pieces[0]
    assert (width, height) == (pages.A4 if rotate == 180 else pages.A4[::-1])
    corner = {90: (0.9, 0.1), 180: (0.9, 0.9), 270: (0.1, 0.9)}[rotate]
    if rotate == 180:
        assert (first.x1 / width, first.y1 / height) == pytest.approx(corner, abs=0.06)
    else:
        assert layer.rotation == {90: 270, 270: 90}[rotate]
        assert first.x0 == pytest.approx(60, abs=1)


def test_a_page_drawn_sideways_is_read_upright() -> None:
    text, rotation = text_of(pages.pdf(sideways=True))
    assert rotation == 90
    assert text.startswith("Farmgate Foods Limited 12 Harbour Road")


def test_a_page_is_pictured_at_300_dpi_in_gray() -> None:
    with PdfFile(pages.pdf()) as file:
        picture = file.picture(1)
    assert picture.pixels.shape == (3509, 2480)
    assert picture.dots_per_inch == 300
    assert (picture.width_pt, picture.height_pt) == pytest.approx(pages.A4, abs=0.5)
    assert picture.pixels.min() < 60
    assert picture.pixels.max() > 250


def test_a_poster_is_pictured_more_coarsely_instead_of_filling_the_memory() -> None:
    document = pypdfium2.PdfDocument.new()
    document.new_page(14_400, 14_400)
    with PdfFile(pages.saved(document)) as file:
        picture = file.picture(1)
    assert picture.pixels.size <= WORKING_PIXELS * 1.01
    assert picture.width_pt == pytest.approx(14_400, rel=0.01)


def test_what_was_filled_into_a_form_is_read() -> None:
    with PdfFile(pages.filled_form("139.56")) as file:
        assert [piece.text for piece in file.text_layer(1).pieces] == ["Total", "amount", "139.56"]


def test_attachments_are_listed_by_name() -> None:
    document = pypdfium2.PdfDocument(pages.pdf())
    document.new_attachment("factur-x.xml").set_data(b"<a/>")
    with PdfFile(pages.saved(document)) as file:
        assert list(file.attachments()) == [("factur-x.xml", b"<a/>")]


def test_what_covers_the_page_is_seen() -> None:
    gray = pages.picture()
    with PdfFile(pages.scanned_pdf(gray)) as file:
        layer = file.text_layer(1)
    assert (layer.pieces, round(layer.image_share, 2)) == ((), 1.0)
    assert judge(layer) is None
    with PdfFile(pages.scanned_pdf(gray, hidden=pages.INVOICE)) as file:
        assert judge(file.text_layer(1)) is Source.EMBEDDED_OCR


def test_lines_come_out_as_printed() -> None:
    with PdfFile(pages.pdf()) as file:
        words = arrange(file.text_layer(1).pieces, 1, *file.size(1))
    last = max(word.line for word in words)
    assert [word.text for word in words if word.line == last - 1] == ["Total", "amount", "139.56"]


@pytest.mark.parametrize(("revision", "word"), [(4, "bear"), (6, "b\u00e4r")])
def test_a_locked_file_opens_with_its_password_and_with_no_other(revision: int, word: str) -> None:
    data = locked(pages.pdf(), user=word, revision=revision)
    with PdfFile(data, word) as file:
        assert file.text_layer(1).pieces
    for password, told in ((None, "is protected with a password"), ("", "is protected"), ("bar", "is not the")):
        with pytest.raises(PasswordNeeded, match=told):
            PdfFile(data, password)


def test_a_file_that_only_forbids_something_opens_without_a_password() -> None:
    with PdfFile(locked(pages.pdf(), user="")) as file:
        assert file.text_layer(1).pieces


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (pages.encrypted_pdf(), "password"),
        (b"%PDF-1.7 nothing more", "damaged"),
        (pages.pdf()[:400], "damaged"),
        (pages.pdf([("x",)] * 201), "201 pages"),
    ],
)
def test_what_cannot_be_opened_is_named(data: bytes, complaint: str) -> None:
    with pytest.raises(UnreadableDocument, match=complaint) as caught:
        PdfFile(data)
    assert caught.value.remedy
