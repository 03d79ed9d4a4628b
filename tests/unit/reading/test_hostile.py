"""Files made to annoy: each is read within its bounds or refused in words, and nothing worse comes of it."""

from __future__ import annotations

import contextlib
import io
import struct

import numpy as np
import pikepdf
import pytest
from PIL import Image, PngImagePlugin

from bookdesk.core.errors import UnreadableDocument
from bookdesk.formats.einvoice.reader import read_einvoice
from bookdesk.reading import images
from bookdesk.reading.document import OpenDocument
from bookdesk.reading.inprocess import InProcessPictures
from bookdesk.reading.pdf import PdfFile
from bookdesk.reading.pictures import PIXEL_LIMIT, WORKING_PIXELS
from bookdesk.reading.showwire import MOST_PIXELS
from bookdesk.reading.sniff import PAGE_LIMIT, Kind
from tests.support import pages
from tests.support.readers import NoTextReader


def sized(*boxes: tuple[float, float], unit: float | None = None) -> bytes:
    """A PDF of empty pages of these sizes in points."""
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        for box in boxes:
            page = pdf.add_blank_page()
            page.obj.MediaBox = [0, 0, *box]
            if unit is not None:
                page.obj.UserUnit = unit
        pdf.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    "box", [(14_400.0, 14_400.0), (3.0, 14_400.0), (14_400.0, 3.0), (0.01, 14_400.0), (200_000.0, 200_000.0)]
)
@pytest.mark.parametrize("unit", [None, 75_000.0])
def test_a_page_as_large_as_a_field_is_drawn_as_coarsely_as_it_takes(
    box: tuple[float, float], unit: float | None
) -> None:
    data = sized(box, unit=unit)
    with PdfFile(data) as file:
        assert file.picture(1).pixels.size <= 1.1 * WORKING_PIXELS + sum(box)
        look = file.look(1)
        assert look is None or look.size <= WORKING_PIXELS
    seen = InProcessPictures().show(data).picture(1, 3_000)
    assert seen.width * seen.height <= MOST_PIXELS


def test_pages_that_lead_back_to_themselves_end() -> None:
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        kids = pdf.Root.Pages
        kids.Kids.append(kids)
        kids.Count = 1_000_000
        pdf.save(target)
    with PdfFile(target.getvalue()) as file:
        assert len(file) <= PAGE_LIMIT
        for number in range(1, len(file) + 1):
            with contextlib.suppress(UnreadableDocument):
                assert file.text_layer(number).pieces == ()


def test_a_form_that_draws_itself_is_drawn_once() -> None:
    target = io.BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        form = pdf.make_stream(b"/F Do", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 99, 99])
        form = pdf.make_indirect(form)
        form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
        page.obj.Contents = pdf.make_stream(b"/F Do")
        pdf.save(target)
    with OpenDocument(target.getvalue(), NoTextReader()) as document:
        assert document.page(1).words == ()


def test_a_file_that_wants_to_do_something_is_only_read() -> None:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(pages.pdf())) as pdf:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.launchURL('http://127.0.0.1/');")
        launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="/bin/sh")
        fetch = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="http://127.0.0.1/")
        pdf.Root.OpenAction = pdf.make_indirect(script)
        pdf.Root.AA = pikepdf.Dictionary(WC=launch, WS=fetch)
        pdf.pages[0].obj.AA = pikepdf.Dictionary(O=script, C=launch)
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[], XFA=pdf.make_stream(b"<xdp/>"))
        pdf.save(target)
    with OpenDocument(target.getvalue(), NoTextReader()) as document:
        assert document.page(1).words[0].text == "Farmgate"


def strip(*sides: tuple[int, int], looped: bool = False) -> bytes:
    """A TIFF of empty gray frames that say they are so large, and have one byte each to show for it."""
    body, places = b"II*\x00" + bytes(4), list[int]()
    for width, height in sides:
        entries = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (279, 4, 1)]
        places.append(len(body))
        body += struct.pack("<H", len(entries))
        body += b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in entries) + bytes(4)
    data = bytearray(body)
    following = [*places[1:], places[0] if looped else 0]
    struct.pack_into("<I", data, 4, places[0])
    for place, target in zip(places, following, strict=True):
        struct.pack_into("<I", data, place + 2 + 7 * 12, target)
    return bytes(data)


def test_a_frame_that_is_a_bomb_costs_itself_only() -> None:
    data = strip((8, 8), (60_000, 60_000))
    assert images.count(data, Kind.TIFF) == 2
    assert images.picture(data, Kind.TIFF, 1).pixels.size == 64
    with pytest.raises(UnreadableDocument, match="million pixels"):
        images.picture(data, Kind.TIFF, 2)


def test_a_frame_without_sides_makes_the_file_a_damaged_one() -> None:
    whole = strip((8, 8), (8, 8))
    width = struct.pack("<HH", 256, 4)
    first, second = whole.index(width), whole.rindex(width)
    assert first < second
    with pytest.raises(UnreadableDocument, match="damaged"):
        images.count(whole[:second] + struct.pack("<HH", 255, 4) + whole[second + 4 :], Kind.TIFF)


def test_frames_that_lead_back_to_themselves_end() -> None:
    assert images.count(strip((8, 8), (8, 8), looped=True), Kind.TIFF) <= 2


@pytest.mark.parametrize("size", [(9_500, 9_500), (100_000, 900)])
def test_a_picture_beyond_the_bound_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    assert size[0] * size[1] > PIXEL_LIMIT
    target = io.BytesIO()
    Image.new("1", size).save(target, "PNG", compress_level=9)
    with pytest.raises(UnreadableDocument, match="million pixels"):
        images.picture(target.getvalue(), Kind.PNG)


def test_a_note_in_a_picture_that_unpacks_without_end_is_no_trouble() -> None:
    note, target = PngImagePlugin.PngInfo(), io.BytesIO()
    note.add_text("comment", "x" * 40_000_000, zip=True)
    Image.new("L", (40, 40), 255).save(target, "PNG", pnginfo=note)
    try:
        seen = images.picture(target.getvalue(), Kind.PNG)
    except UnreadableDocument as refused:
        assert refused.remedy  # noqa: PT017 - either is well, but nothing else
    else:
        assert np.all(seen.pixels == 255)


@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG, Kind.TIFF, Kind.WEBP, Kind.HEIC])
@pytest.mark.parametrize(
    "content", [b"8BPS\x00\x01", b"%!PS-Adobe-3.0 EPSF", b"GIF89a", b"BM", b"\x00\x00\x01\x00", b"P6 1 1 1"]
)
def test_a_picture_is_opened_as_what_it_was_recognised_as_and_as_nothing_else(kind: Kind, content: bytes) -> None:
    with pytest.raises(UnreadableDocument):
        images.picture(content + bytes(200), kind)


INVOICE = "<Invoice xmlns:xi='http://www.w3.org/2001/XInclude'><ID>1</ID>{}</Invoice>"


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE x [<!ENTITY % p SYSTEM 'http://127.0.0.1/p'> %p;]>" + INVOICE.format(""),
        "<!DOCTYPE x [<!ENTITY a '" + "a" * 50_000 + "'>]>" + INVOICE.format("&a;" * 50_000),
        "<!DOCTYPE x PUBLIC 'a' 'file:///etc/passwd'>" + INVOICE.format(""),
        INVOICE.format("<Note>" * 200_000),
        INVOICE.format("<a>" * 200_000 + "</a>" * 200_000),
        INVOICE.format(" x" * 30_000 + "&undefined;"),
    ],
    ids=["parameter entity", "quadratic", "external", "open nesting", "nesting", "undefined"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_that_refers_elsewhere_or_nests_without_end_is_refused(text: str, encoding: str) -> None:
    with pytest.raises(UnreadableDocument):
        read_einvoice(text.encode(encoding))


def test_what_is_to_be_included_is_not_looked_for() -> None:
    included = read_einvoice(INVOICE.format("<xi:include href='file:///etc/hostname' parse='text'/>").encode())
    assert (included.invoice_number, included.supplier_name) == ("1", None)


@pytest.mark.parametrize("encoding", ["utf-7", "utf-32", "cp037", "shift_jis", "iso2022_jp"])
def test_encodings_that_hide_what_stands_there_are_refused(encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{INVOICE.format("")}'
    with pytest.raises(UnreadableDocument):
        read_einvoice(text.encode(encoding))
