from __future__ import annotations

import contextlib

import pypdfium2  # type: ignore[import-untyped] # it has no annotations
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.clock import SystemClock
from bookdesk.core.errors import UnreadableDocument
from bookdesk.core.progress import Silent
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.reading.layout import Piece
from bookdesk.reading.ocr import PageMode
from bookdesk.reading.pictures import Picture
from bookdesk.reading.reader import ReadingStopped, gather
from bookdesk.reading.words import Page, Reading, Source
from tests.support import pages
from tests.support.scripted import ScriptedTextReader, page_of
from tests.unit.formats.einvoice import samples


def answer(picture: Picture, mode: PageMode) -> list[Piece]:
    del picture, mode
    return [Piece(100, 100 + 60 * row, 300, 140 + 60 * row, f"seen{row}", 0.95) for row in range(20)]


def read(data: bytes, *, ignore_embedded: bool = False) -> Reading:
    return InProcessReader(ScriptedTextReader(answer)).read(data, ignore_embedded=ignore_embedded)


def with_attachments(**attachments: str) -> bytes:
    document = pypdfium2.PdfDocument(pages.pdf())
    for name, text in attachments.items():
        document.new_attachment(name.replace("_", "-") + ".xml").set_data(text.encode())
    return pages.saved(document)


def test_a_digital_pdf_is_read_from_its_text_layer() -> None:
    reading = read(pages.pdf((pages.INVOICE, pages.INVOICE)))
    assert (reading.kind_of_file, reading.source, len(reading.pages)) == ("pdf", Source.TEXT, 2)
    assert "Total amount 139.56" in reading.pages[1].text
    assert [word.page for word in reading.words if word.text == "Farmgate"] == [1, 2]


def test_only_the_pages_that_are_wanted_are_read() -> None:
    seen: list[Picture] = []

    def look(picture: Picture, mode: PageMode) -> list[Piece]:
        seen.append(picture)
        return answer(picture, mode)

    both = pypdfium2.PdfDocument(pages.pdf((pages.INVOICE, pages.INVOICE)))
    both.import_pages(pypdfium2.PdfDocument(pages.scanned_pdf(pages.picture())))
    reading = InProcessReader(ScriptedTextReader(look)).read(pages.saved(both), pages=(2, 9))
    assert [page.number for page in reading.pages] == [2]
    assert seen == [], "the scan behind it cost no recognition"


def test_a_scan_is_recognised_and_a_mixed_file_page_by_page() -> None:
    scan = pages.scanned_pdf(pages.picture())
    assert read(scan).source is Source.OCR
    both = pypdfium2.PdfDocument(pages.pdf())
    both.import_pages(pypdfium2.PdfDocument(scan))
    reading = read(pages.saved(both))
    assert [page.source for page in reading.pages] == [Source.TEXT, Source.OCR]
    assert reading.source is Source.MIXED


def test_someone_elses_recognition_is_told_apart() -> None:
    assert read(pages.scanned_pdf(pages.picture(), hidden=pages.INVOICE)).source is Source.EMBEDDED_OCR


def test_a_sideways_page_keeps_its_shown_size_and_knows_its_turn() -> None:
    (page,) = read(pages.pdf(sideways=True)).pages
    assert (page.width_pt, page.height_pt, page.rotation) == (595, 842, 90)
    first = page.words[0]
    x0, y0, x1, y1 = page.on_paper(first.box)
    assert first.text == "Farmgate"
    assert x1 - x0 < y1 - y0


def test_photos_are_read_and_places_are_shares_of_the_page() -> None:
    reading = read(pages.encoded(pages.picture(), "JPEG", quality=80, dpi=(300, 300)))
    (page,) = reading.pages
    assert (reading.kind_of_file, page.source) == ("jpeg", Source.OCR)
    assert (page.width_pt, page.height_pt) == pytest.approx(pages.A4, abs=1)
    assert page.words[0].x0 == pytest.approx(100 / 2480)


def test_an_xml_invoice_has_no_pages() -> None:
    reading = read(samples.UBL.encode())
    assert (reading.kind_of_file, reading.pages, reading.source) == ("xml", (), Source.XML)
    assert reading.einvoice is not None
    assert reading.einvoice.invoice_number == "R-2041"


def test_the_einvoice_inside_a_pdf_is_read_beside_its_page() -> None:
    data = with_attachments(factur_x=samples.CII)
    reading = read(data)
    assert reading.source is Source.XML
    assert reading.pages[0].source is Source.TEXT
    assert read(data, ignore_embedded=True).einvoice is None


def test_the_invoice_is_preferred_to_other_xml_and_an_order_is_none() -> None:
    order = "<SCRDMCCBDACIOMessageStructure/>"
    reading = read(with_attachments(a=samples.UBL_CREDIT_NOTE, factur_x=samples.CII, order_x=order))
    assert reading.einvoice is not None
    assert reading.einvoice.invoice_number == "R-2041"
    reading = read(with_attachments(order_x=order))
    assert (reading.einvoice, reading.problems) == (None, ())


def test_a_damaged_einvoice_inside_a_pdf_is_a_problem_and_the_page_is_read() -> None:
    reading = read(with_attachments(factur_x="<rsm:Cross"))
    assert reading.einvoice is None
    assert reading.pages[0].words
    assert "left out" in reading.problems[0]


WHOLE = (
    pages.pdf(),
    pages.scanned_pdf(pages.picture()[:300, :300]),
    pages.encoded(pages.picture()[:300, :300], "JPEG"),
    pages.encoded(pages.picture()[:300, :300], "TIFF"),
    samples.CII.encode(),
)
DAMAGE = st.lists(st.tuples(st.floats(0, 0.999), st.binary(max_size=4), st.integers(0, 60)), min_size=1, max_size=8)


@given(st.sampled_from(WHOLE), DAMAGE)
def test_a_damaged_document_is_read_or_refused_and_nothing_worse(
    whole: bytes, damage: list[tuple[float, bytes, int]]
) -> None:
    data = bytearray(whole)
    for share, put, cut in damage:
        place = int(share * len(data))
        data[place : place + cut] = put
    with contextlib.suppress(UnreadableDocument):
        read(bytes(data))


class Patchy:
    """A document whose first page cannot be read."""

    kind = "pdf"
    einvoice = None
    problems = ()

    def __init__(self, page_count: int) -> None:
        self.page_count = page_count

    def page(self, number: int) -> Page:
        if number == 1:
            raise UnreadableDocument("Page 1 of the PDF is damaged.", "Ask for it again.")
        return page_of(("Total 5.00",), number)


def test_a_damaged_page_is_named_and_the_others_are_read() -> None:
    reading = gather(Patchy(2), SystemClock(), 0.0, Silent())
    assert [page.number for page in reading.pages] == [2]
    assert reading.problems == ("Page 1 of the PDF is damaged. Ask for it again.",)


def test_a_document_of_which_nothing_can_be_read_is_unreadable() -> None:
    with pytest.raises(UnreadableDocument, match="Page 1"):
        gather(Patchy(1), SystemClock(), 0.0, Silent())


class Impatient(Silent):
    def cancelled(self) -> bool:
        return True


def test_reading_stops_when_asked() -> None:
    with pytest.raises(ReadingStopped):
        InProcessReader(ScriptedTextReader(answer)).read(pages.pdf(), progress=Impatient())
