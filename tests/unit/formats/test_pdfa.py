"""The archive file of an invoice: what PDF/A asks for is there, and the e-invoice comes out as it went in."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from facturx import get_level, get_xml_from_pdf
from lxml import etree
from pikepdf import Dictionary, Name, Object, Pdf, Stream
from PIL import ImageCms

from bookdesk.formats.einvoice.reader import read_einvoice
from bookdesk.formats.einvoice.writing.cii import write_cii
from bookdesk.formats.paper.content import InvoicePaper
from bookdesk.formats.paper.render import render
from bookdesk.formats.pdfa import XML_NAME, archived
from bookdesk.formats.srgb import srgb_profile
from bookdesk.reading.pdf import PdfFile
from tests.support.einvoices import SAMPLES
from tests.support.invoicepapers import fonts_of, lines, paper_of, texts_of

MADE = date(2026, 11, 29)
XML = write_cii(SAMPLES["plain"])


def paper() -> InvoicePaper:
    return replace(paper_of(lines([100] * 60)), number="<&>\u00e4", link="https://pay.example/1")


@pytest.fixture(scope="module")
def file() -> bytes:
    return archived(render(paper()), MADE, XML)


def test_the_e_invoice_comes_out_as_it_went_in_for_three_readers(file: bytes) -> None:
    name, content = get_xml_from_pdf(file, check_xsd=True)
    assert (name, content) == (XML_NAME, XML)
    assert get_level(etree.fromstring(content)) == "en16931"
    with Pdf.open(BytesIO(file)) as opened:
        attached = opened.attachments[XML_NAME]
        assert attached.get_file().read_bytes() == XML
        assert attached.get_file().mime_type == "text/xml"
        assert attached.obj[Name.AFRelationship] == Name.Alternative
        assert len(opened.Root[Name.AF]) == 1
    with PdfFile(file) as document:
        assert list(document.attachments()) == [(XML_NAME, XML)]
    assert read_einvoice(content).invoice_number == "RE-2026-0042"


def test_what_an_archive_file_needs_is_there(file: bytes) -> None:
    with Pdf.open(BytesIO(file)) as opened:
        assert opened.pdf_version == "1.7"
        assert opened.trailer[Name.ID]
        (intent,) = opened.Root[Name.OutputIntents]
        assert intent[Name.S] == Name.GTS_PDFA1
        assert intent[Name.DestOutputProfile].read_bytes() == srgb_profile()
        assert Name.Filter not in opened.Root[Name.Metadata]
        assert opened.Root[Name.Lang] == "en-GB"
        for page in opened.pages:
            assert Name.Group not in page
            assert all(note[Name.F] == 4 for note in page.get(Name.Annots, []))
    assert all(embedded for _, embedded in fonts_of(file))


FORBIDDEN = ("/JavaScript", "/JS", "/Launch", "/SMask", "/LZWDecode", "/Encrypt", "/XFA", "/NeedAppearances")
"""What ISO 19005-3 forbids, or allows under conditions that we need not meet."""


def test_nothing_that_an_archive_file_may_not_have_is_there(file: bytes) -> None:
    with Pdf.open(BytesIO(file)) as opened:
        names = {str(key) for one in opened.objects for key in keys_of(one)}
    assert "/FontFile2" in names
    assert names.isdisjoint(FORBIDDEN)


def keys_of(one: Object) -> list[str]:
    return list(one.keys()) if isinstance(one, Dictionary | Stream) else []


def test_the_metadata_says_the_same_in_both_places(file: bytes) -> None:
    with Pdf.open(BytesIO(file)) as opened:
        info, metadata = opened.docinfo, opened.open_metadata()
        assert metadata["dc:title"] == str(info["/Title"]) == "Invoice <&>\u00e4"
        assert metadata["dc:creator"] == [str(info["/Author"])] == ["Harbour Lane Ltd"]
        assert metadata["pdf:Producer"] == str(info["/Producer"])
        assert metadata["xmp:CreatorTool"] == str(info["/Creator"])
        assert metadata["xmp:CreateDate"] == "2026-11-29T00:00:00Z"
        assert str(info["/CreationDate"]) == str(info["/ModDate"]) == "D:20261129000000Z"
        assert metadata.pdfa_status == "3B"
        space = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
        assert metadata[f"{space}ConformanceLevel"] == "EN 16931"
        assert metadata[f"{space}DocumentFileName"] == XML_NAME


def test_without_an_e_invoice_it_is_an_archive_file_all_the_same() -> None:
    made = archived(render(paper()), MADE)
    with Pdf.open(BytesIO(made)) as opened:
        assert not opened.attachments
        assert Name.AF not in opened.Root
        assert opened.open_metadata().pdfa_status == "3B"
    assert texts_of(made) == texts_of(render(paper()))


def test_equal_files_are_equal_bytes(file: bytes) -> None:
    assert archived(render(paper()), MADE, XML) == file
    assert archived(render(paper()), date(2026, 11, 30), XML) != file


def test_the_profile_is_one_of_srgb() -> None:
    profile = ImageCms.ImageCmsProfile(BytesIO(srgb_profile())).profile
    assert (profile.xcolor_space.strip(), profile.connection_space.strip()) == ("RGB", "XYZ")
    assert profile.profile_description == "sRGB IEC61966-2.1"
    assert profile.red_primary is not None
    assert profile.red_primary[1][:2] == pytest.approx((0.6484, 0.3309), abs=0.001)


def test_the_library_of_qpdf_finds_nothing_wherever_it_runs(file: bytes) -> None:
    with Pdf.open(BytesIO(file)) as opened:
        assert opened.check_pdf_syntax() == []
    with Pdf.open(BytesIO(file.replace(b"endstream", b"endstrean", 1))) as broken:
        assert broken.check_pdf_syntax(), "it does look"


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="this system has no qpdf to check files with")
def test_qpdf_finds_nothing(file: bytes, tmp_path: Path) -> None:
    path = tmp_path / "invoice.pdf"
    path.write_bytes(file)
    told = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True, check=True, timeout=60)
    assert "No syntax or stream encoding errors found" in told.stdout


@pytest.mark.skipif(shutil.which("pdffonts") is None, reason="this system has no pdffonts to list fonts with")
def test_pdffonts_finds_every_font_embedded_and_reduced(file: bytes, tmp_path: Path) -> None:
    path = tmp_path / "invoice.pdf"
    path.write_bytes(file)
    told = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True, timeout=60)
    fonts = [line.split() for line in told.stdout.splitlines()[2:]]
    assert fonts
    assert {tuple(line[-5:-2]) for line in fonts} == {("yes", "yes", "yes")}
