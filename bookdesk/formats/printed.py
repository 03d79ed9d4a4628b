"""How a page of ours is set: fonts, a head and a foot, words, tables, days and amounts. Same bytes each time.

Set in Bitstream Vera, which comes with reportlab, so that names of most of Europe keep their letters; a letter it lacks
is written as its nearest.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Final
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer, Table, TableStyle

from bookdesk.core.money import Money

_REGULAR, _BOLD = "Vera", "VeraBd"
INK: Final = HexColor("#1d2733")
MUTED: Final = HexColor("#5b6875")
ACCENT: Final = HexColor("#1f5f8b")
RULE: Final = HexColor("#d5dce3")
SHADE: Final = HexColor("#eef3f7")
_MARGIN = 20 * mm
WIDTH: Final = A4[0] - 2 * _MARGIN
"""Points between the margins."""
WIDE: Final = A4[1] - 2 * _MARGIN
"""The same on a page that lies on its side."""


def printed(title: str, author: str, foot: tuple[str, str], story: Sequence[Flowable], *, wide: bool = False) -> bytes:
    """Return a PDF of A4 pages; `foot` stands at its left and right, the latter with the number of the page.

    `wide` pages lie on their side, for tables of many columns.
    """
    fonts()
    out, size = io.BytesIO(), landscape(A4) if wide else A4
    document = BaseDocTemplate(
        out,
        pagesize=size,
        invariant=1,
        title=settable(title),
        author=settable(author),
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
    )
    frame = Frame(_MARGIN, _MARGIN + 8 * mm, size[0] - 2 * _MARGIN, size[1] - 2 * _MARGIN - 8 * mm, 0, 0, 0, 0)
    document.addPageTemplates([PageTemplate(frames=[frame], onPage=_Foot(*foot).draw)])
    document.build(list(story))
    return out.getvalue()


class _Foot:
    """The line at the foot of each page."""

    def __init__(self, left: str, right: str) -> None:
        self._left, self._right = settable(left), settable(right)

    def draw(self, canvas: Canvas, document: BaseDocTemplate) -> None:
        right = document.pagesize[0] - _MARGIN
        canvas.setStrokeColor(RULE)
        canvas.line(_MARGIN, _MARGIN, right, _MARGIN)
        canvas.setFillColor(MUTED)
        canvas.setFont(_REGULAR, 7.5)
        canvas.drawString(_MARGIN, _MARGIN - 5 * mm, self._left)
        canvas.drawRightString(right, _MARGIN - 5 * mm, f"{self._right} · page {document.page}")


def shown(day: date | None) -> str:
    """Return a day as no reader can misread it: `1 Jul 2026`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if day else ""


def grouped(amount: Money) -> str:
    """Return an amount for people, thousands apart: `-1,234.50`."""
    return f"{amount.major:,f}"


def with_currency(amount: Money) -> str:
    """Return an amount with its currency behind it."""
    return f"{grouped(amount)} {amount.currency}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def head(left: str, right: str, width: float = WIDTH) -> list[Flowable]:
    """Return the head of a document: whose it is, and what it is."""
    heading = text(right, 13, bold=True, colour=ACCENT, right=True)
    table = Table([[text(left, 13, bold=True), heading]], colWidths=[width * 0.55, width * 0.45])
    style = spaced(0, 3, 7)
    style.add("LINEBELOW", (0, 0), (-1, -1), 1.2, ACCENT)
    table.setStyle(style)
    return [table, Spacer(0, 9 * mm)]


def facts(rows: Sequence[tuple[str, str]], width: float, *, strong: Sequence[str] = (), share: float = 0.32) -> Table:
    """Return names with their values in two columns of `width` points together; the names have `share` of it."""
    cells = [[text(name, 8.5, colour=MUTED), text(value, 9, bold=name in strong, right=True)] for name, value in rows]
    table = Table(cells, colWidths=[width * share, width * (1 - share)])
    table.setStyle(spaced(0, 1.5, 1.5))
    return table


def ruled(
    titles: Sequence[tuple[str, bool]], shares: Sequence[float], rows: Sequence[Sequence[str]], width: float = WIDTH
) -> Table:
    """Return a table with a shaded head; each title says whether its column is at the right, as amounts are."""
    heads = [text(title, 8, bold=True, right=right) for title, right in titles]
    body = [[text(cell, 8.5, right=right) for cell, (_, right) in zip(row, titles, strict=True)] for row in rows]
    table = Table([heads, *body], colWidths=[width * share for share in shares], repeatRows=1)
    style = spaced(4, 4, 4)
    style.add("BACKGROUND", (0, 0), (-1, 0), SHADE)
    style.add("LINEBELOW", (0, 0), (-1, -1), 0.4, RULE)
    table.setStyle(style)
    return table


def section(words: str) -> list[Flowable]:
    """Return a heading within a document."""
    return [Spacer(0, 6 * mm), text(words, 10, bold=True), Spacer(0, 2 * mm)]


def spaced(side: float, above: float, below: float) -> TableStyle:
    """Return a style with its paddings in points."""
    style = TableStyle()
    for name, points in (("LEFT", side), ("RIGHT", side), ("TOP", above), ("BOTTOM", below)):
        style.add(f"{name}PADDING", (0, 0), (-1, -1), points)
    style.add("VALIGN", (0, 0), (-1, -1), "TOP")
    return style


def text(words: str, size: float, *, bold: bool = False, colour: Color = INK, right: bool = False) -> Paragraph:
    """Return words that go on in the next line where they do not fit."""
    style = ParagraphStyle(
        "printed",
        fontName=_BOLD if bold else _REGULAR,
        fontSize=size,
        leading=size * 1.35,
        textColor=colour,
        splitLongWords=1,
    )
    if right:
        style.alignment = TA_RIGHT
    return Paragraph(escape(settable(words)), style)


@cache
def fonts() -> frozenset[int]:
    """Register both fonts once and return the characters they can set."""
    both = [TTFont(_REGULAR, "Vera.ttf"), TTFont(_BOLD, "VeraBd.ttf")]
    for font in both:
        registerFont(font)
    return frozenset(both[0].face.charToGlyph) & frozenset(both[1].face.charToGlyph)


def settable(words: str) -> str:
    """Return the text in characters of the font: the nearest letter, else a full stop."""
    known = fonts()
    return "".join(
        character if ord(character) in known else _nearest(character, known)
        for character in unicodedata.normalize("NFC", words)
    )


def _nearest(character: str, known: frozenset[int]) -> str:
    plain: Sequence[str] = [c for c in unicodedata.normalize("NFKD", character) if ord(c) in known]
    return "".join(plain) or "."
