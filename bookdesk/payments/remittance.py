"""The remittance advice: one page (or more) that tells a payee which documents a payment settles. Same bytes each time.

Set in Bitstream Vera, which comes with reportlab, so that names of most of Europe keep their letters; a letter it lacks
is written as its nearest.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer, Table, TableStyle

from bookdesk.core.money import Money

_REGULAR, _BOLD = "Vera", "VeraBd"
_INK, _MUTED, _ACCENT = HexColor("#1d2733"), HexColor("#5b6875"), HexColor("#1f5f8b")
_RULE, _SHADE = HexColor("#d5dce3"), HexColor("#eef3f7")
_MARGIN = 20 * mm
_WIDTH = A4[0] - 2 * _MARGIN


@dataclass(frozen=True, slots=True)
class AdviceLine:
    """A document in the payment. `settled` is negative for a netted credit note; `total` is the document's own."""

    day: date | None
    kind: str
    number: str
    total: Money
    settled_before: Money
    settled: Money


@dataclass(frozen=True, slots=True)
class Advice:
    """What a payee is told."""

    payer: str
    payer_tax_id: str | None
    payee: str
    payee_address: tuple[str, ...]
    paid_to: str
    day: date
    reference: str
    amount: Money
    lines: tuple[AdviceLine, ...]


def render(advice: Advice) -> bytes:
    """Return the advice as PDF; equal advices give equal bytes."""
    _fonts()
    out = io.BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=A4,
        invariant=1,
        title=_set(f"Remittance advice {advice.reference}"),
        author=_set(advice.payer),
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
    )
    frame = Frame(_MARGIN, _MARGIN + 8 * mm, _WIDTH, A4[1] - 2 * _MARGIN - 8 * mm, 0, 0, 0, 0)
    foot = _Foot(advice)
    document.addPageTemplates([PageTemplate(frames=[frame], onPage=foot.draw)])
    document.build([*_head(advice), *_lines(advice), *_tail(advice)])
    return out.getvalue()


def shown(day: date | None) -> str:
    """Return a day as no reader can misread it: `1 Jul 2026`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if day else ""


def grouped(amount: Money) -> str:
    """Return an amount for people, thousands apart: `-1,234.50`."""
    return f"{amount.major:,f}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class _Foot:
    """The line at the foot of each page."""

    def __init__(self, advice: Advice) -> None:
        self._left = _set(" · ".join(filter(None, (advice.payer, advice.payer_tax_id))))
        self._reference = _set(advice.reference)

    def draw(self, canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setStrokeColor(_RULE)
        canvas.line(_MARGIN, _MARGIN, A4[0] - _MARGIN, _MARGIN)
        canvas.setFillColor(_MUTED)
        canvas.setFont(_REGULAR, 7.5)
        canvas.drawString(_MARGIN, _MARGIN - 5 * mm, self._left)
        canvas.drawRightString(A4[0] - _MARGIN, _MARGIN - 5 * mm, f"{self._reference} · page {document.page}")


def _head(advice: Advice) -> list[Flowable]:
    heading = _text("Remittance advice", 13, bold=True, colour=_ACCENT, right=True)
    title = Table([[_text(advice.payer, 13, bold=True), heading]], colWidths=[_WIDTH * 0.55, _WIDTH * 0.45])
    style = _style(0, 3, 7)
    style.add("LINEBELOW", (0, 0), (-1, -1), 1.2, _ACCENT)
    title.setStyle(style)
    body = Table([[_addressee(advice), _facts(advice)]], colWidths=[_WIDTH * 0.5, _WIDTH * 0.5])
    body.setStyle(_style(0, 0, 0))
    return [title, Spacer(0, 9 * mm), body, Spacer(0, 10 * mm)]


def _addressee(advice: Advice) -> list[Flowable]:
    address = [_text(line, 9) for line in advice.payee_address]
    return [_text("PAID TO", 7, colour=_MUTED), _text(advice.payee, 10, bold=True), *address]


def _facts(advice: Advice) -> Table:
    facts = (
        ("Payment date", shown(advice.day)),
        ("Reference", advice.reference),
        ("Account", advice.paid_to),
        ("Amount", _with_currency(advice.amount)),
    )
    rows = [
        [_text(name, 8.5, colour=_MUTED), _text(value, 9, bold=name == "Amount", right=True)] for name, value in facts
    ]
    table = Table(rows, colWidths=[_WIDTH * 0.16, _WIDTH * 0.34])
    table.setStyle(_style(0, 1.5, 1.5))
    return table


def _lines(advice: Advice) -> list[Flowable]:
    heads = [_text(name, 8, bold=True) for name in ("Date", "Document", "Number")]
    heads += [_text(name, 8, bold=True, right=True) for name in ("Total", "Settled before", "This payment")]
    table = Table(
        [heads, *(_line(line) for line in advice.lines)],
        colWidths=[_WIDTH * share for share in (0.13, 0.15, 0.24, 0.16, 0.16, 0.16)],
        repeatRows=1,
    )
    style = _style(4, 4, 4)
    style.add("BACKGROUND", (0, 0), (-1, 0), _SHADE)
    style.add("LINEBELOW", (0, 0), (-1, -1), 0.4, _RULE)
    table.setStyle(style)
    return [table]


def _line(line: AdviceLine) -> list[Flowable]:
    before = grouped(line.settled_before) if line.settled_before else ""
    return [
        *(_text(text, 8.5) for text in (shown(line.day), line.kind, line.number)),
        *(_text(text, 8.5, right=True) for text in (grouped(line.total), before, grouped(line.settled))),
    ]


def _tail(advice: Advice) -> list[Flowable]:
    amount = _with_currency(advice.amount)
    box = Table(
        [[_text("Total paid", 10, bold=True), _text(amount, 10, bold=True, right=True)]],
        colWidths=[_WIDTH * 0.22, _WIDTH * 0.3],
        hAlign="RIGHT",
    )
    style = _style(4, 6, 3)
    style.add("LINEABOVE", (0, 0), (-1, 0), 1.2, _ACCENT)
    box.setStyle(style)
    note = (
        f"We have instructed our bank to pay {amount} on {shown(advice.day)}. "
        f"The payment carries the reference {advice.reference}."
    )
    return [Spacer(0, 4 * mm), box, Spacer(0, 8 * mm), _text(note, 8.5, colour=_MUTED)]


def _with_currency(amount: Money) -> str:
    return f"{grouped(amount)} {amount.currency}"


def _style(side: float, above: float, below: float) -> TableStyle:
    """Return a style with its paddings in points."""
    style = TableStyle()
    for name, points in (("LEFT", side), ("RIGHT", side), ("TOP", above), ("BOTTOM", below)):
        style.add(f"{name}PADDING", (0, 0), (-1, -1), points)
    style.add("VALIGN", (0, 0), (-1, -1), "TOP")
    return style


def _text(text: str, size: float, *, bold: bool = False, colour: Color = _INK, right: bool = False) -> Paragraph:
    style = ParagraphStyle(
        "advice",
        fontName=_BOLD if bold else _REGULAR,
        fontSize=size,
        leading=size * 1.35,
        textColor=colour,
        splitLongWords=1,
    )
    if right:
        style.alignment = TA_RIGHT
    return Paragraph(escape(_set(text)), style)


@cache
def _fonts() -> frozenset[int]:
    """Register both fonts once and return the characters they can set."""
    fonts = [TTFont(_REGULAR, "Vera.ttf"), TTFont(_BOLD, "VeraBd.ttf")]
    for font in fonts:
        registerFont(font)
    return frozenset(fonts[0].face.charToGlyph) & frozenset(fonts[1].face.charToGlyph)


def _set(text: str) -> str:
    """Return the text in characters of the font: the nearest letter, else a full stop."""
    known = _fonts()
    return "".join(
        character if ord(character) in known else _nearest(character, known)
        for character in unicodedata.normalize("NFC", text)
    )


def _nearest(character: str, known: frozenset[int]) -> str:
    plain: Sequence[str] = [c for c in unicodedata.normalize("NFKD", character) if ord(c) in known]
    return "".join(plain) or "."
