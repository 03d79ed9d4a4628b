"""The panel that says how to pay: the ways, a button to a page, and a code to be photographed."""

from __future__ import annotations

from typing import Final

from reportlab.lib.units import mm

from bookdesk.formats.paper.content import OnlineWay, PaymentWay, QrCode
from bookdesk.formats.paper.pen import Pen, Piece, Type
from bookdesk.formats.paper.pictures import squares
from bookdesk.formats.paper.sheet import BODY, BOLD, HEADING, PAD, QUIET, SMALL, TINY, Sheet
from bookdesk.formats.paper.wrapping import fitted, wrapped

_CODE: Final = 30 * mm
_QUIET: Final = 8.0
"""Points of white around a code."""
_TWO_WAYS: Final = 150 * mm
"""The width from which two ways to pay stand beside each other."""
_NAMES: Final = 34 * mm
_HALF, _MORE = 0.5, 0.58
"""The share of the width that the first of two ways has."""
_BUTTON: Final = Type(9, 12.6, bold=True, colour="white")
_BUTTON_HEIGHT: Final = 22.0


def payment(sheet: Sheet) -> Piece | None:
    """Return the panel that says how to pay, with a code to be photographed; None where nothing is said of it."""
    paper = sheet.front
    return panel(sheet, sheet.words["pay"], OnlineWay(paper.ways, paper.qr, paper.link))


def panel(sheet: Sheet, title: str, way: OnlineWay) -> Piece | None:
    """Return a panel under a title with rows, a code at its right and a button; None where it would be empty."""
    if not (way.ways or way.qr or way.link):
        return None
    width = sheet.width - 2 * PAD - (_CODE + 2 * PAD if way.qr else 0)
    heading = fitted(title, width, HEADING.size, bold=True)
    parts = _in_columns(sheet.left + PAD, width, way.ways)
    if way.link:
        parts.append(_button(sheet, way.link, width))
    code = _code(sheet.right - PAD - _CODE, way.qr) if way.qr else None
    first = HEADING.leading + 3
    height = max(first + sum(part.height for part in parts), code.height if code else 0) + 2 * PAD

    def draw(pen: Pen, down: float) -> None:
        pen.panel(sheet.left, down, (sheet.width, height), pen.colours.tint)
        down += PAD
        if code:
            code.draw(pen, down)
        pen.left(sheet.left + PAD, down, heading, HEADING)
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
    """The ways to pay, two beside each other where there is room for both; one with names has more of it."""
    if width < _TWO_WAYS or len(ways) == 1:
        return [_rows(x, width, way) for way in ways]
    found = []
    for at in range(0, len(ways), 2):
        pair = ways[at : at + 2]
        share = _MORE if len(pair) > 1 and _named(pair[0]) and not _named(pair[1]) else _HALF
        first = (width - PAD) * share
        places = ((x, first), (x + first + PAD, width - PAD - first))
        found.append(_beside(*(_rows(*place, way) for place, way in zip(places, pair, strict=False))))
    return found


def _named(way: PaymentWay) -> bool:
    return any(row.name for row in way.rows)


def _beside(*pieces: Piece) -> Piece:
    def draw(pen: Pen, down: float) -> None:
        for piece in pieces:
            piece.draw(pen, down)

    return Piece(max(piece.height for piece in pieces), draw)


def _rows(x: float, width: float, way: PaymentWay) -> Piece:
    """A way to pay: its title, and below it names and values in two columns; in one where nothing is named."""
    title = wrapped(way.title, width, BOLD.size, bold=True)
    beside = _NAMES if _named(way) else 0.0
    rows = [
        (wrapped(row.name, _NAMES - PAD, QUIET.size), wrapped(row.value, width - beside, BODY.size)) for row in way.rows
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
                pen.left(x + beside, down + place * BODY.leading, line, BODY)
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
