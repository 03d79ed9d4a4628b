"""What follows the lines: the totals, how to pay, terms and notes, and the slip that goes back with a cheque."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reportlab.lib.units import mm

from bookdesk.formats.paper.content import PaperKind, PaymentWay, QrCode, TaxRow
from bookdesk.formats.paper.faces import SetLine, set_line
from bookdesk.formats.paper.pages import Pages
from bookdesk.formats.paper.pen import Pen, Piece, Type
from bookdesk.formats.paper.pictures import squares
from bookdesk.formats.paper.sheet import BODY, BOLD, HEADING, LARGE, PAD, QUIET, SMALL, TINY, Sheet
from bookdesk.formats.paper.wrapping import fitted, wrapped

_EDGE: Final = 7.0
_TOTALS: Final = 96 * mm
_CODE: Final = 30 * mm
_QUIET: Final = 8.0
"""Points of white around a code."""
_TWO_WAYS: Final = 150 * mm
"""The width from which two ways to pay stand beside each other."""
_NAMES: Final = 34 * mm
_SLIP: Final = 40 * mm
_SLIP_ROW: Final = 33.0
_MOST_BESIDE: Final = 5
"""Lines of terms that stand beside the totals; more go below."""
_BUTTON: Final = Type(9, 12.6, bold=True, colour="white")
_BUTTON_HEIGHT: Final = 22.0


def totals(sheet: Sheet) -> Piece:
    """Return the sums, which stand together: what the lines add up to, tax, and on a tint what is to be paid."""
    rows = [(_label(name, kind), set_line(figure, bold=kind.bold), kind) for name, figure, kind in _sums(sheet)]
    paid = bool(sheet.paper.paid)
    label = sheet.asked if paid or sheet.paper.kind is PaperKind.CREDIT_NOTE else sheet.words["total"]
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


def terms_beside(sheet: Sheet) -> list[SetLine]:
    """Return the terms with their heading where they are short enough to stand left of the totals, else nothing."""
    lines = wrapped(sheet.paper.terms, sheet.width - _TOTALS - PAD - _EDGE, BODY.size)
    return [set_line(sheet.words["terms"], bold=True), *lines] if 0 < len(lines) <= _MOST_BESIDE else []


def _label(text: str, kind: Type) -> SetLine:
    return fitted(text, _TOTALS * 0.66, kind.size, bold=kind.bold)


def _sums(sheet: Sheet) -> Iterator[tuple[str, str, Type]]:
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


def _taxed(sheet: Sheet, tax: TaxRow) -> str:
    rate = "" if tax.rate is None else f" {sheet.figures.rate(tax.rate)}"
    return f"{tax.name}{rate} {sheet.words['tax_on'].format(base=sheet.figures.amount(tax.base))}"


def payment(sheet: Sheet) -> Piece | None:
    """Return the panel that says how to pay, with a code to be photographed; None where nothing is said of it."""
    paper = sheet.paper
    if not (paper.ways or paper.qr or paper.link):
        return None
    width = sheet.width - 2 * PAD - (_CODE + 2 * PAD if paper.qr else 0)
    title = fitted(sheet.words["pay"], width, HEADING.size, bold=True)
    parts = _in_columns(sheet.left + PAD, width, paper.ways)
    if paper.link:
        parts.append(_button(sheet, paper.link, width))
    code = _code(sheet.right - PAD - _CODE, paper.qr) if paper.qr else None
    first = HEADING.leading + 3
    height = max(first + sum(part.height for part in parts), code.height if code else 0) + 2 * PAD

    def draw(pen: Pen, down: float) -> None:
        pen.panel(sheet.left, down, (sheet.width, height), pen.colours.tint)
        down += PAD
        if code:
            code.draw(pen, down)
        pen.left(sheet.left + PAD, down, title, HEADING)
        down += first
        for part in parts:
            part.draw(pen, down)
            down += part.height

    return Piece(height, draw)


def _code(x: float, code: QrCode) -> Piece:
    """The code on white, as cameras need it, with its words under it."""
    rows = squares(code.payload)
    lines = wrapped(code.caption, _CODE + PAD, TINY.size)

    def draw(pen: Pen, down: float) -> None:
        pen.panel(x - _QUIET, down - _QUIET, (_CODE + 2 * _QUIET, _CODE + 2 * _QUIET), pen.colours.white)
        pen.squares(x, down, _CODE, rows)
        for row, line in enumerate(lines):
            pen.centred(x + _CODE / 2, down + _CODE + _QUIET + 2 + row * TINY.leading, line, TINY)

    return Piece(_CODE + (_QUIET + 2 + len(lines) * TINY.leading if lines else 0), draw)


def _in_columns(x: float, width: float, ways: tuple[PaymentWay, ...]) -> list[Piece]:
    """The ways to pay, two beside each other where there is room for both."""
    if width < _TWO_WAYS:
        return [_rows(x, width, way) for way in ways]
    half = (width - PAD) / 2
    pairs = [
        (_rows(x, half, ways[at]), [_rows(x + half + PAD, half, way) for way in ways[at + 1 : at + 2]])
        for at in range(0, len(ways), 2)
    ]
    return [_beside(one, *others) for one, others in pairs] if len(ways) > 1 else [_rows(x, width, way) for way in ways]


def _beside(*pieces: Piece) -> Piece:
    def draw(pen: Pen, down: float) -> None:
        for piece in pieces:
            piece.draw(pen, down)

    return Piece(max(piece.height for piece in pieces), draw)


def _rows(x: float, width: float, way: PaymentWay) -> Piece:
    """A way to pay: its title, and below it names and values in two columns."""
    title = wrapped(way.title, width, BOLD.size, bold=True)
    rows = [
        (wrapped(row.name, _NAMES - PAD, QUIET.size), wrapped(row.value, width - _NAMES, BODY.size)) for row in way.rows
    ]
    deep = [max(len(names), len(values)) * BODY.leading for names, values in rows]

    def draw(pen: Pen, down: float) -> None:
        for line in title:
            pen.left(x, down, line, BOLD)
            down += BOLD.leading
        for (names, values), height in zip(rows, deep, strict=True):
            for place, line in enumerate(names):
                pen.left(x, down + place * BODY.leading, line, QUIET)
            for place, line in enumerate(values):
                pen.left(x + _NAMES, down + place * BODY.leading, line, BODY)
            down += height

    return Piece(len(title) * BOLD.leading + sum(deep) + 5, draw)


def _button(sheet: Sheet, link: str, width: float) -> Piece:
    """A button that leads to the page to pay on, with its address under it for whoever holds paper in hand."""
    label = fitted(sheet.words["pay_online"], width, _BUTTON.size, bold=True)
    lines = wrapped(link, width, SMALL.size)
    x, broad = sheet.left + PAD, label.width * _BUTTON.size + 2.4 * PAD

    def draw(pen: Pen, down: float) -> None:
        pen.panel(x, down + 2, (broad, _BUTTON_HEIGHT), pen.colours.accent)
        pen.left(x + 1.2 * PAD, down + 2 + (_BUTTON_HEIGHT - _BUTTON.leading) / 2, label, _BUTTON)
        pen.link(link, x, down + 2, (broad, _BUTTON_HEIGHT))
        for row, line in enumerate(lines):
            pen.left(x, down + _BUTTON_HEIGHT + 6 + row * SMALL.leading, line, SMALL)

    return Piece(_BUTTON_HEIGHT + 6 + len(lines) * SMALL.leading, draw)


def remarks(sheet: Sheet, pages: Pages) -> None:
    """Put terms and notes below what is there, over as many pages as they need; a heading stays with its text."""
    terms = "" if terms_beside(sheet) else sheet.paper.terms
    for heading, text in ((sheet.words["terms"], terms), ("", sheet.paper.notes)):
        lines = wrapped(text, sheet.width, BODY.size)
        if lines:
            _flowing(sheet, pages, heading, lines)


def _flowing(sheet: Sheet, pages: Pages, heading: str, lines: list[SetLine]) -> None:
    title = [(set_line(heading, bold=True), HEADING)] if heading else []
    together = [*title, *((line, BODY) for line in lines[:2])]
    pages.place(_stacked(sheet, together), gap=5 * mm)
    for line in lines[2:]:
        pages.place(_stacked(sheet, [(line, BODY)]))


def _stacked(sheet: Sheet, lines: list[tuple[SetLine, Type]]) -> Piece:
    def draw(pen: Pen, down: float) -> None:
        for line, kind in lines:
            pen.left(sheet.left, down, line, kind)
            down += kind.leading

    return Piece(sum(kind.leading for _, kind in lines), draw)


def slip(sheet: Sheet) -> Piece:
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


def _slip_facts(sheet: Sheet, room: float) -> list[tuple[SetLine, SetLine]]:
    paper, words = sheet.paper, sheet.words
    rows = [
        (words["customer"], paper.address[0] if paper.address else ""),
        (words["number"], paper.number),
        (words["open"], sheet.figures.money(paper.open)),
        (words["payable_to"], paper.seller.name),
        (words["due"], sheet.figures.day(paper.due or paper.issued)),
    ]
    return [(fitted(name, room, SMALL.size), fitted(value, room, BOLD.size, bold=True)) for name, value in rows]
