"""Small documents made on the spot: PDFs by reportlab, pictures of them by pdfium."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped] # it has no annotations
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from bookdesk.reading.pdf import PdfFile
from bookdesk.reading.pictures import Gray

A4 = (595.0, 842.0)
INVOICE = (
    "Farmgate Foods Limited",
    "12 Harbour Road, Galway, Ireland",
    "VAT number IE6388047V",
    "",
    "INVOICE",
    "Invoice number 204117",
    "Invoice date 5 March 2024",
    "",
    "Oats, rolled, organic     200 kg     65.46",
    "Honey, heather, jars       12 pc     48.00",
    "",
    "Net amount               113.46",
    "Tax 23 percent            26.10",
    "Total amount             139.56",
    "",
    "Please pay within thirty days to the account stated above.",
)


def pdf(pages: Sequence[Sequence[str]] = (INVOICE,), *, rotate: int = 0, sideways: bool = False) -> bytes:
    """Return a PDF with a page of lines each; `rotate` sets the page's own turn, `sideways` draws upwards."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    for lines in pages:
        if sideways:
            canvas.translate(A4[0], 0)
            canvas.rotate(90)
        canvas.setFont("Helvetica", 11)
        for index, line in enumerate(lines):
            canvas.drawString(60, (500 if sideways else 760) - 20 * index, line)
        canvas.showPage()
    canvas.save()
    return _turned(target.getvalue(), rotate) if rotate else target.getvalue()


def table(lines: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Return a PDF of a page of lines, and below them rows of four cells: words, and figures that end at one place."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 11)
    for index, line in enumerate(lines):
        canvas.drawString(60, 760 - 20 * index, line)
    for index, (words, *figures) in enumerate(rows):
        height = 740 - 20 * (len(lines) + index)
        canvas.drawString(60, height, words)
        for right, figure in zip((330, 420, 520), figures, strict=True):
            canvas.drawRightString(right, height, figure)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def saved(document: pdfium.PdfDocument) -> bytes:
    """Return a document made with pdfium as a file, and close it."""
    target = io.BytesIO()
    document.save(target)
    document.close()
    return target.getvalue()


def _turned(data: bytes, rotate: int) -> bytes:
    document = pdfium.PdfDocument(data)
    for page in document:
        page.set_rotation(rotate)
    return saved(document)


def encrypted_pdf() -> bytes:
    """Return a PDF that opens with a password only."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, encrypt="secret")
    canvas.drawString(60, 760, "Invoice")
    canvas.save()
    return target.getvalue()


def bomb() -> bytes:
    """Return a PNG of a few kilobytes that unpacks to 400 million pixels."""
    target = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(target, "PNG", compress_level=9)
    return target.getvalue()


def filled_form(value: str) -> bytes:
    """Return a PDF whose total is a form field that was filled in."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(60, 640, "Total amount")
    canvas.acroForm.textfield(name="total", value=value, x=160, y=632, width=120, height=24, fontSize=14)
    canvas.save()
    return target.getvalue()


def picture(lines: Sequence[str] = INVOICE) -> Gray:
    """Return a page of `lines` as a gray picture at 300 dpi."""
    with PdfFile(pdf((lines,))) as file:
        return file.picture(1).pixels


def scanned_pdf(gray: Gray, *, hidden: Sequence[str] = ()) -> bytes:
    """Return a PDF that is a picture, with an invisible text layer of `hidden` lines if given."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    canvas.drawImage(ImageReader(Image.fromarray(gray)), 0, 0, *A4)
    layer = canvas.beginText(60, 760)
    layer.setTextRenderMode(3)
    layer.setFont("Helvetica", 11)
    layer.setLeading(20)
    for line in hidden:
        layer.textLine(line)
    canvas.drawText(layer)
    canvas.save()
    return target.getvalue()


def encoded(gray: Gray, kind: str, **options: object) -> bytes:
    """Return a picture as a file of `kind` (Pillow's name)."""
    target = io.BytesIO()
    Image.fromarray(gray).save(target, kind, **options)
    return target.getvalue()


def shaded(gray: Gray) -> Gray:
    """Return the page as photographed by a window: bright on one side, dark on the other."""
    light = np.linspace(1.0, 0.35, gray.shape[1])
    return (gray * light).astype(np.uint8)
