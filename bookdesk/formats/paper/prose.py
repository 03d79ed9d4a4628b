"""Running text on pages."""

from __future__ import annotations

from reportlab.lib.units import mm

from bookdesk.formats.paper.faces import SetLine, set_line
from bookdesk.formats.paper.pages import Pages
from bookdesk.formats.paper.pen import Pen, Piece, Type
from bookdesk.formats.paper.sheet import BODY, HEADING, Sheet
from bookdesk.formats.paper.wrapping import wrapped


def flowing(sheet: Sheet, pages: Pages, heading: str, text: str, *, gap: float = 5 * mm) -> None:
    """Put a text below what is there, over as many pages as it needs; its heading stays with it."""
    lines = wrapped(text, sheet.width, BODY.size)
    if not lines:
        return
    title = [(set_line(heading, bold=True), HEADING)] if heading else []
    together = [*title, *((line, BODY) for line in lines[:2])]
    pages.place(_stacked(sheet, together), gap=gap)
    for line in lines[2:]:
        pages.place(_stacked(sheet, [(line, BODY)]))


def _stacked(sheet: Sheet, lines: list[tuple[SetLine, Type]]) -> Piece:
    def draw(pen: Pen, down: float) -> None:
        for line, kind in lines:
            pen.left(sheet.left, down, line, kind)
            down += kind.leading

    return Piece(sum(kind.leading for _, kind in lines), draw)
