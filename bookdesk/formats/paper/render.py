"""Draws the paper of an invoice as PDF: laid out first, so that every page can say how many there are. Same bytes."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from bookdesk.core.texts import clean
from bookdesk.formats.paper.after import payment, remarks, slip, totals
from bookdesk.formats.paper.colours import palette
from bookdesk.formats.paper.content import InvoicePaper, PaperKind, checked
from bookdesk.formats.paper.faces import face
from bookdesk.formats.paper.head import head
from bookdesk.formats.paper.pages import Pages
from bookdesk.formats.paper.pen import Pen
from bookdesk.formats.paper.sheet import BOTTOM, FOOT, HEAD_TOP, NEXT_TOP, SMALL, TINY, Sheet, sheet_of
from bookdesk.formats.paper.table import table
from bookdesk.formats.paper.wrapping import fitted

_GAP: Final = 6 * mm
"""Between the blocks that follow the lines."""


def render(paper: InvoicePaper) -> bytes:
    """Return the paper as PDF with its faces embedded; equal papers give equal bytes.

    `RuleBroken` where it does not add up, `InputError` for what no page can hold: see `checked`.
    """
    sheet, pages = laid_out(paper)
    out = BytesIO()
    canvas = _canvas(out, sheet)
    draw(canvas, sheet, pages)
    canvas.save()
    return out.getvalue()


def laid_out(paper: InvoicePaper) -> tuple[Sheet, Pages]:
    """Return what stands where on which page, before anything is drawn; refuses what `render` refuses."""
    sheet = sheet_of(checked(paper))
    placed, down = head(sheet)
    pages = Pages(down, NEXT_TOP, sheet.height - BOTTOM, [list(placed)])
    sums = totals(sheet)
    table(sheet).onto(pages, sums.height)
    pages.place(sums)
    how = payment(sheet) if paper.kind is PaperKind.INVOICE else None
    if how is not None:
        pages.place(how, gap=_GAP)
    remarks(sheet, pages)
    if paper.slip and paper.kind is PaperKind.INVOICE:
        pages.at_foot(slip(sheet), _GAP / 3)
    return sheet, pages


def draw(canvas: Canvas, sheet: Sheet, pages: Pages) -> None:
    """Draw every page with its head and foot."""
    pen = Pen(canvas, sheet.height, palette(sheet.paper.accent))
    for number, pieces in enumerate(pages.pieces, start=1):
        _furniture(pen, sheet, number, len(pages.pieces))
        for down, piece in pieces:
            piece.draw(pen, down)
        pen.turn()


def _canvas(out: BytesIO, sheet: Sheet) -> Canvas:
    size = sheet.paper.stationery
    canvas = Canvas(
        out,
        pagesize=(size.width * mm, size.height * mm),
        invariant=1,
        pageCompression=1,
        initialFontName=face(0, bold=False).name,  # type: ignore[arg-type] # the stub takes a font for a number
        lang=sheet.paper.locale,
    )
    canvas.setTitle(clean(f"{sheet.title} {sheet.paper.number}"))
    canvas.setAuthor(clean(sheet.paper.seller.name))
    canvas.setCreator("BookDesk")
    canvas.setProducer("BookDesk")
    return canvas


def _furniture(pen: Pen, sheet: Sheet, number: int, pages: int) -> None:
    """The foot of every page, and on every page but the first which paper it belongs to."""
    seller, words, half = sheet.paper.seller, sheet.words, sheet.width / 2
    top = sheet.height - FOOT
    pen.rule(sheet.left, top, sheet.width)
    page = fitted(words["page"].format(page=number, pages=pages), half, TINY.size)
    details = " · ".join((seller.name, *(f"{one.name} {one.value}".strip() for one in seller.details)))
    pen.left(sheet.left, top + 4, fitted(details, sheet.width - page.width * TINY.size - 20, TINY.size), TINY)
    pen.right(sheet.right, top + 4, page, TINY)
    if number > 1:
        what = f"{sheet.title} {sheet.paper.number} · {sheet.figures.day(sheet.paper.issued)}"
        pen.left(sheet.left, HEAD_TOP, fitted(what, half * 1.2, SMALL.size), SMALL)
        customer = sheet.paper.address[0] if sheet.paper.address else ""
        pen.right(sheet.right, HEAD_TOP, fitted(customer, half * 0.75, SMALL.size), SMALL)
        pen.rule(sheet.left, HEAD_TOP + SMALL.leading + 5, sheet.width)
