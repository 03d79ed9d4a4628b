"""The recovery sheet on paper: an A4 page with the key in two rows of groups and as a QR code. Same bytes each time.

The key stands in the file a second time as remarks of PDF, one a line, where `bookdesk.security.recovery.read_sheet`
finds it: whoever has nothing left but this file and a bare computer needs no reader of PDFs to come in.
"""

from __future__ import annotations

import io
import textwrap
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.renderPDF import draw
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from bookdesk.reading.pdf import PdfFile
from bookdesk.security.recovery import MARK, RecoverySheet

_REGULAR, _BOLD, _FIXED = "Vera", "VeraBd", "Courier-Bold"
_INK, _MUTED, _RULE = HexColor("#1d2733"), HexColor("#5b6875"), HexColor("#c3ccd5")
_LEFT, _RIGHT = 22 * mm, A4[0] - 22 * mm
_KEY_SIZE: Final = 13.5
_QR: Final = 46 * mm
_WRAP: Final = 92
"""Signs to a line of the small text."""
_PRINT_DPI: Final = 300

_PURPOSE: Final = (
    "This key opens every client's books of this practice. It is the way in when a passphrase is forgotten, when a"
    " computer is lost, and to a backup on a new one. Nobody else can let you in, not those who make BookDesk either."
)
_KEEPING: Final = (
    "Lock this paper away where the computer is not: in a safe, or with somebody who keeps deeds.",
    "Two papers in two places are better than one. Two in one place are not.",
    "Delete the file it was printed from. Do not photograph it, and do not send it by mail.",
    "If it is lost or somebody saw it, make a new sheet in the settings: this one then opens older backups only.",
    "Copies of the books that were made before stay open to whoever has them and this sheet.",
)
_READING: Final = (
    "Capital and small letters are the same. I, L, O and U do not occur: what looks like I or L is 1, what looks like O"
    " is 0. The fifth sign of each group proves the other four, so that a slip is found and named."
)


def render_sheet(sheet: RecoverySheet) -> bytes:
    """Return the sheet as PDF; equal sheets give equal bytes."""
    _letters()
    out = io.BytesIO()
    page = _Page(Canvas(out, pagesize=A4, invariant=1))
    page.canvas.setTitle("BookDesk recovery sheet")
    _head(page, sheet)
    _key(page, sheet)
    _words(page)
    _signature(page)
    page.canvas.showPage()
    page.canvas.save()
    return _with_remarks(out.getvalue(), sheet)


def sheet_file(sheet: RecoverySheet, path: Path) -> bytes:
    """Return what a file of this name is to hold: the page where it ends in .pdf, plain text otherwise."""
    return render_sheet(sheet) if path.suffix.lower() == ".pdf" else sheet.text.encode()


def sheet_picture(sheet: RecoverySheet) -> tuple[bytes, int, int]:
    """Return the page as a printer takes it, 300 dots to the inch: three bytes a dot from the top, width, height."""
    across, down = (round(points / 72 * _PRINT_DPI) for points in A4)
    return PdfFile(render_sheet(sheet)).shown(1, (across, down)), across, down


class _Page:
    """A canvas with a pen that moves down."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas, self.y = canvas, A4[1] - 24 * mm

    def line(self, text: str, size: float, *, font: str = _REGULAR, muted: bool = False, x: float = _LEFT) -> None:
        """Set one line and move on by its height."""
        self.y -= size
        self.canvas.setFont(font, size)
        self.canvas.setFillColor(_MUTED if muted else _INK)
        self.canvas.drawString(x, self.y, text)
        self.y -= size * 0.42

    def paragraph(self, text: str, size: float = 9, *, x: float = _LEFT) -> None:
        """Set a text in as many lines as it takes."""
        for line in textwrap.wrap(text, _WRAP):
            self.line(line, size, x=x)

    def rule(self) -> None:
        """Draw a line across."""
        self.canvas.setStrokeColor(_RULE)
        self.canvas.setLineWidth(0.6)
        self.canvas.line(_LEFT, self.y, _RIGHT, self.y)

    def down(self, points: float) -> None:
        """Leave room."""
        self.y -= points


def _head(page: _Page, sheet: RecoverySheet) -> None:
    page.line("BookDesk", 9, muted=True)
    page.line("Recovery sheet", 22, font=_BOLD)
    page.down(4)
    page.line(_fitting(_set(sheet.facts.practice), 15), 15, font=_BOLD)
    page.down(6)
    for name, value in (
        ("Practice id", sheet.facts.practice_id),
        ("Made on", sheet.facts.made_on),
        ("Root key", sheet.facts.root_fingerprint),
    ):
        before = page.y
        page.line(name, 8.5, muted=True)
        page.y = before
        page.line(value, 8.5, x=_LEFT + 24 * mm)
    page.down(8)


def _key(page: _Page, sheet: RecoverySheet) -> None:
    """Two rows of groups, each with its number under it, and the same text as a QR code under them."""
    page.rule()
    page.down(12)
    groups = [row.split() for row in sheet.lines]
    step = (_RIGHT - _LEFT) / len(groups[0])
    for row, line in enumerate(groups):
        for place, group in enumerate(line):
            _group(page, group, 1 + place + row * len(line), _LEFT + place * step)
        page.down(40)
    top = page.y
    code = QrCodeWidget(" ".join(sheet.lines), barLevel="Q", barWidth=_QR, barHeight=_QR)
    picture = Drawing(_QR, _QR)
    picture.add(code)
    draw(picture, page.canvas, _LEFT - 4 * mm, top - _QR)
    page.down(6 * mm)
    for text in textwrap.wrap(_READING, 58):
        page.line(text, 9, x=_LEFT + _QR + 4 * mm)
    page.y = top - _QR
    page.down(6)
    page.rule()
    page.down(10)


def _group(page: _Page, group: str, number: int, x: float) -> None:
    page.canvas.setFillColor(_INK)
    page.canvas.setFont(_FIXED, _KEY_SIZE)
    page.canvas.drawString(x, page.y - _KEY_SIZE, group)
    page.canvas.setFillColor(_MUTED)
    page.canvas.setFont(_REGULAR, 6.5)
    page.canvas.drawString(x + 0.5, page.y - _KEY_SIZE - 9, str(number))


def _words(page: _Page) -> None:
    page.line("What it is for", 10.5, font=_BOLD)
    page.paragraph(_PURPOSE)
    page.down(8)
    page.line("How to keep it", 10.5, font=_BOLD)
    for sentence in _KEEPING:
        page.paragraph(sentence)
        page.down(3)


def _signature(page: _Page) -> None:
    """Who put it where, and when: filled in by hand, so that another finds the paper and knows whom to ask."""
    page.down(16 * mm)
    width = (_RIGHT - _LEFT - 12 * mm) / 3
    for place, what in enumerate(("Kept at", "Date", "Signature")):
        x = _LEFT + place * (width + 6 * mm)
        page.canvas.setStrokeColor(_MUTED)
        page.canvas.setLineWidth(0.6)
        page.canvas.line(x, page.y, x + width, page.y)
        page.canvas.setFont(_REGULAR, 7.5)
        page.canvas.setFillColor(_MUTED)
        page.canvas.drawString(x, page.y - 10, what)


def _with_remarks(pdf: bytes, sheet: RecoverySheet) -> bytes:
    """The file with the key as remarks before its last lines, where no offset counts them."""
    body, last, rest = pdf.rpartition(b"startxref")
    remarks = "".join(f"% {MARK}  {line}\n" for line in sheet.lines)
    return body + remarks.encode("ascii") + last + rest


def _fitting(text: str, size: float) -> str:
    """A name on one line, cut where it is longer."""
    while text and stringWidth(text, _BOLD, size) > _RIGHT - _LEFT:
        text = text[:-2].rstrip() + "."
    return text


@cache
def _letters() -> frozenset[int]:
    """Register the two faces that come with reportlab, once, and return what they can set."""
    fonts = [TTFont(_REGULAR, "Vera.ttf"), TTFont(_BOLD, "VeraBd.ttf")]
    for font in fonts:
        registerFont(font)
    return frozenset(fonts[0].face.charToGlyph) & frozenset(fonts[1].face.charToGlyph)


def _set(text: str) -> str:
    """The text in letters of the face: one it lacks becomes its plain form, or a full stop."""
    known = _letters()
    plain = (
        sign if ord(sign) in known else "".join(one for one in unicodedata.normalize("NFKD", sign) if ord(one) in known)
        for sign in unicodedata.normalize("NFC", text)
    )
    return "".join(sign or "." for sign in plain)
