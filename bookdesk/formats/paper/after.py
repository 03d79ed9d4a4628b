"""What follows the lines of an invoice: the totals, terms and notes, and the slip that goes back with a cheque."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reportlab.lib.units import mm

from bookdesk.formats.paper.content import Printed, TaxRow
from bookdesk.formats.paper.faces import SetLine, set_line
from bookdesk.formats.paper.pages import Pages
from bookdesk.formats.paper.pen import Pen, Piece, Type
from bookdesk.formats.paper.prose import flowing
from bookdesk.formats.paper.sheet import BODY, BOLD, LARGE, PAD, QUIET, SMALL, InvoiceSheet, due_day
from bookdesk.formats.paper.wrapping import fitted, wrapped

_EDGE: Final = 7.0
_TOTALS: Final = 96 * mm
_SLIP: Final = 40 * mm
_SLIP_ROW: Final = 33.0
_MOST_BESIDE: Final = 5
"""Lines of terms that stand beside the totals; more go below."""


def totals(sheet: InvoiceSheet) -> Piece:
    """Return the sums, which stand together: what the lines add up to, tax, and on a tint what is to be paid."""
    rows = [(_label(name, kind), set_line(figure, bold=kind.bold), kind) for name, figure, kind in _sums(sheet)]
    paid = bool(sheet.paper.paid)
    label = sheet.owed if paid or sheet.paper.kind is Printed.CREDIT_NOTE else sheet.words["total"]
    asked = fitted(label, _TOTALS * 0.55, LARGE.size, bold=True)
    amount = set_line(sheet.figures.money(sheet.paper.open), bold=True)
    box = LARGE.leading + PAD
    step = BODY.leading + 3
    x = sheet.right - _TOTALS
    terms = terms_beside(sheet)

    def draw(pen: Pen, down: float) -> None:
        down += 6
        for place, line in enumerate(terms):
            pen.left(sheet.left + _EDGE, down + place * step, line, BODY if place else BOLD)
        for name, figure, kind in rows:
            pen.left(x + _EDGE, down, name, QUIET if kind is BODY else kind)
            pen.right(sheet.right - _EDGE, down, figure, kind)
            down += step
        down += 3
        pen.panel(x, down, (_TOTALS, box), pen.colours.tint)
        pen.left(x + _EDGE, down + PAD / 2, asked, LARGE)
        pen.right(sheet.right - _EDGE, down + PAD / 2, amount, LARGE)

    return Piece(max(9 + len(rows) * step + box, 6 + len(terms) * step), draw)


def terms_beside(sheet: InvoiceSheet) -> list[SetLine]:
    """Return the terms with their heading where they are short enough to stand left of the totals, else nothing."""
    lines = wrapped(sheet.paper.terms, sheet.width - _TOTALS - PAD - _EDGE, BODY.size)
    return [set_line(sheet.words["terms"], bold=True), *lines] if 0 < len(lines) <= _MOST_BESIDE else []


def _label(text: str, kind: Type) -> SetLine:
    return fitted(text, _TOTALS * 0.66, kind.size, bold=kind.bold)


def _sums(sheet: InvoiceSheet) -> Iterator[tuple[str, str, Type]]:
    paper, words, amount = sheet.paper, sheet.words, sheet.figures.amount
    if paper.taxes or paper.adjustments or paper.rounding:
        yield words["subtotal"], amount(paper.subtotal), BODY
    for extra in paper.adjustments:
        yield extra.label, amount(extra.amount), BODY
    if not paper.tax_included:
        yield from ((_taxed(sheet, tax), amount(tax.tax), BODY) for tax in paper.taxes)
    if paper.rounding:
        yield words["rounding"], amount(paper.rounding), BODY
    if paper.paid:
        yield words["total"], amount(paper.total), BOLD
    if paper.tax_included:
        yield from ((f"{words['of_which']} {_taxed(sheet, tax)}", amount(tax.tax), BODY) for tax in paper.taxes)
    if paper.paid:
        yield words["paid"], amount(-paper.paid), BODY


def _taxed(sheet: InvoiceSheet, tax: TaxRow) -> str:
    rate = "" if tax.rate is None else f" {sheet.figures.rate(tax.rate)}"
    return f"{tax.name}{rate} {sheet.words['tax_on'].format(base=sheet.figures.amount(tax.base))}"


def remarks(sheet: InvoiceSheet, pages: Pages) -> None:
    """Put terms and notes below what is there, over as many pages as they need; a heading stays with its text."""
    terms = "" if terms_beside(sheet) else sheet.paper.terms
    flowing(sheet, pages, sheet.words["terms"], terms)
    flowing(sheet, pages, "", sheet.paper.notes)


def slip(sheet: InvoiceSheet) -> Piece:
    """Return the part that is torn off and sent back with a cheque, for the foot of the last page."""
    step = sheet.width / 3
    facts = _slip_facts(sheet, step - PAD)
    width = sheet.paper.stationery.width * mm
    title = fitted(sheet.words["slip"], sheet.width / 2, LARGE.size, bold=True)
    detach = fitted(sheet.words["detach"], sheet.width / 2, SMALL.size)
    enclosed = fitted(sheet.words["enclosed"], step - PAD, SMALL.size)

    def draw(pen: Pen, down: float) -> None:
        pen.dashes(down + 4, width)
        pen.left(sheet.left, down + 16, title, LARGE)
        pen.right(sheet.right, down + 19, detach, SMALL)
        down += 44
        for place, (name, value) in enumerate(facts):
            x, top = sheet.left + (place % 3) * step, down + (place // 3) * _SLIP_ROW
            pen.left(x, top, name, SMALL)
            pen.left(x, top + SMALL.leading, value, BOLD)
        x, top = sheet.left + 2 * step, down + _SLIP_ROW
        pen.left(x, top, enclosed, SMALL)
        pen.frame(x, top + SMALL.leading + 2, (step, 22))

    return Piece(_SLIP, draw)


def _slip_facts(sheet: InvoiceSheet, room: float) -> list[tuple[SetLine, SetLine]]:
    paper, words = sheet.paper, sheet.words
    rows = [
        (words["customer"], paper.address[0] if paper.address else ""),
        (words["number"], paper.number),
        (words["next" if paper.next else "open"], sheet.figures.money(paper.next.amount if paper.next else paper.open)),
        (words["payable_to"], paper.seller.name),
        (words["due"], due_day(paper, words, sheet.figures) or sheet.figures.day(paper.issued)),
    ]
    return [(fitted(name, room, SMALL.size), fitted(value, room, BOLD.size, bold=True)) for name, value in rows]
