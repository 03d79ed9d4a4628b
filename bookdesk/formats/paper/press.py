"""Pages on a canvas: every page with its head and foot, the file with its title and author."""

from __future__ import annotations

from io import BytesIO

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from bookdesk.core.texts import clean
from bookdesk.formats.paper.colours import palette
from bookdesk.formats.paper.faces import face, set_line
from bookdesk.formats.paper.pages import Pages
from bookdesk.formats.paper.pen import Pen
from bookdesk.formats.paper.sheet import FOOT, HEAD_TOP, SMALL, TINY, Sheet
from bookdesk.formats.paper.wrapping import fitted


def printed(sheet: Sheet, pages: Pages) -> bytes:
    """Return the pages as PDF with the faces embedded; equal pages give equal bytes."""
    out = BytesIO()
    canvas = _canvas(out, sheet)
    draw(canvas, sheet, pages)
    canvas.save()
    return out.getvalue()


def draw(canvas: Canvas, sheet: Sheet, pages: Pages) -> None:
    """Draw every page with its head and foot."""
    pen = Pen(canvas, sheet.height, palette(sheet.front.accent))
    mark = set_line(clean(sheet.front.watermark), bold=True)
    for number, pieces in enumerate(pages.pieces, start=1):
        if mark.width:
            pen.stamp(mark, sheet.front.stationery.width * mm)
        _furniture(pen, sheet, number, len(pages.pieces))
        for down, piece in pieces:
            piece.draw(pen, down)
        pen.turn()


def _furniture(pen: Pen, sheet: Sheet, number: int, pages: int) -> None:
    """The foot of every page, and on every page but the first which paper it belongs to."""
    seller, words, half = sheet.front.seller, sheet.words, sheet.width / 2
    top = sheet.height - FOOT
    pen.rule(sheet.left, top, sheet.width)
    page = fitted(words["page"].format(page=number, pages=pages), half, TINY.size)
    details = " · ".join((seller.name, *(f"{one.name} {one.value}".strip() for one in seller.details)))
    pen.left(sheet.left, top + 4, fitted(details, sheet.width - page.width * TINY.size - 20, TINY.size), TINY)
    pen.right(sheet.right, top + 4, page, TINY)
    if number > 1:
        what = f"{sheet.title} {sheet.front.number} · {sheet.figures.day(sheet.front.issued)}"
        pen.left(sheet.left, HEAD_TOP, fitted(what, half * 1.2, SMALL.size), SMALL)
        customer = sheet.front.address[0] if sheet.front.address else ""
        pen.right(sheet.right, HEAD_TOP, fitted(customer, half * 0.75, SMALL.size), SMALL)
        pen.rule(sheet.left, HEAD_TOP + SMALL.leading + 5, sheet.width)


def _canvas(out: BytesIO, sheet: Sheet) -> Canvas:
    size = sheet.front.stationery
    canvas = Canvas(
        out,
        pagesize=(size.width * mm, size.height * mm),
        invariant=1,
        pageCompression=1,
        initialFontName=face(0, bold=False).name,  # type: ignore[arg-type] # the stub takes a font for a number
        lang=sheet.front.locale,
    )
    canvas.setTitle(clean(f"{sheet.title} {sheet.front.number}"))
    canvas.setAuthor(clean(sheet.front.seller.name))
    canvas.setCreator("BookDesk")
    canvas.setProducer("BookDesk")
    return canvas
