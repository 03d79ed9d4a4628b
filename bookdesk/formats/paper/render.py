"""Draws the paper of an invoice as PDF: laid out first, so that every page can say how many there are. Same bytes."""

from __future__ import annotations

from typing import Final

from reportlab.lib.units import mm

from bookdesk.formats.paper.after import remarks, slip, totals
from bookdesk.formats.paper.content import InvoicePaper, Printed, checked
from bookdesk.formats.paper.grid import plan
from bookdesk.formats.paper.head import head
from bookdesk.formats.paper.pages import Pages
from bookdesk.formats.paper.paying import payment
from bookdesk.formats.paper.press import printed
from bookdesk.formats.paper.sheet import BOTTOM, NEXT_TOP, InvoiceSheet, sheet_of
from bookdesk.formats.paper.table import table

_GAP: Final = 6 * mm
"""Between the blocks that follow the lines."""


def render(paper: InvoicePaper) -> bytes:
    """Return the paper as PDF with its faces embedded; equal papers give equal bytes.

    `RuleBroken` where it does not add up, `InputError` for what no page can hold: see `checked`.
    """
    return printed(*laid_out(paper))


def laid_out(paper: InvoicePaper) -> tuple[InvoiceSheet, Pages]:
    """Return what stands where on which page, before anything is drawn; refuses what `render` refuses."""
    sheet = sheet_of(checked(paper))
    placed, down = head(sheet)
    pages = Pages(down, NEXT_TOP, sheet.height - BOTTOM, [list(placed)])
    sums = totals(sheet)
    table(sheet).onto(pages, sums.height)
    pages.place(sums)
    plan(sheet, pages)
    how = payment(sheet) if paper.kind is Printed.INVOICE else None
    if how is not None:
        pages.place(how, gap=_GAP)
    remarks(sheet, pages)
    if paper.slip and paper.kind is Printed.INVOICE:
        pages.at_foot(slip(sheet), _GAP / 3)
    return sheet, pages
