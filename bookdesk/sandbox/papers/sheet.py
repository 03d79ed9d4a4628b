"""A sheet of paper measured in millimetres from its top left corner, on which layouts write."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

Colour = tuple[float, float, float]
BLACK: Colour = (0.0, 0.0, 0.0)
GREY: Colour = (0.45, 0.45, 0.45)
WHITE: Colour = (1.0, 1.0, 1.0)
A4 = (210.0, 297.0)
LETTER = (215.9, 279.4)


class Align(Enum):
    """Where the given x is in the text."""

    LEFT = "left"
    RIGHT = "right"
    CENTRE = "centre"


@dataclass
class Sheet:
    """Pages under the pen. Byte for byte the same for the same strokes: no date and no id of its own."""

    size: tuple[float, float] = A4
    face: str = "Helvetica"
    bold_face: str = "Helvetica-Bold"
    page: int = 1
    _paper: io.BytesIO = field(default_factory=io.BytesIO)

    def __post_init__(self) -> None:
        """Take up the pen."""
        self._canvas = Canvas(self._paper, pagesize=(self.size[0] * mm, self.size[1] * mm), invariant=1)
        self._canvas.setProducer("BookDesk sample documents")

    @property
    def width(self) -> float:
        """Millimetres across."""
        return self.size[0]

    @property
    def height(self) -> float:
        """Millimetres down."""
        return self.size[1]

    def text(  # noqa: PLR0913 - a pen stroke has that many properties
        self,
        x: float,
        y: float,
        text: str,
        size: float = 9.5,
        *,
        bold: bool = False,
        align: Align = Align.LEFT,
        colour: Colour = BLACK,
    ) -> None:
        """Write one line, its baseline `y` mm from the top."""
        self._canvas.setFillColorRGB(*colour)
        self._canvas.setFont(self.bold_face if bold else self.face, size)
        draw = {
            Align.LEFT: self._canvas.drawString,
            Align.RIGHT: self._canvas.drawRightString,
            Align.CENTRE: self._canvas.drawCentredString,
        }[align]
        draw(x * mm, (self.height - y) * mm, text)

    def column(  # noqa: PLR0913 - as above
        self,
        x: float,
        y: float,
        texts: Sequence[str],
        size: float = 9.5,
        *,
        pitch: float = 4.6,
        align: Align = Align.LEFT,
        colour: Colour = BLACK,
        bold_first: bool = False,
    ) -> float:
        """Write lines below each other; returns the y below the last."""
        for index, text in enumerate(texts):
            self.text(x, y + index * pitch, text, size, bold=bold_first and index == 0, align=align, colour=colour)
        return y + len(texts) * pitch

    def fits(self, text: str, width: float, size: float = 9.5) -> bool:
        """Whether `text` is no wider than `width` mm."""
        return bool(stringWidth(text, self.face, size) <= width * mm)

    def wrapped(self, text: str, width: float, size: float = 9.5) -> list[str]:
        """Break `text` at spaces into lines no wider than `width` mm."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if self.fits(longer, width, size):
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def rule(self, x0: float, y: float, x1: float, *, weight: float = 0.5, colour: Colour = BLACK) -> None:
        """Draw a horizontal line."""
        self._canvas.setStrokeColorRGB(*colour)
        self._canvas.setLineWidth(weight)
        self._canvas.line(x0 * mm, (self.height - y) * mm, x1 * mm, (self.height - y) * mm)

    def stroke(self, x: float, y0: float, y1: float, *, weight: float = 0.5, colour: Colour = BLACK) -> None:
        """Draw a vertical line."""
        self._canvas.setStrokeColorRGB(*colour)
        self._canvas.setLineWidth(weight)
        self._canvas.line(x * mm, (self.height - y0) * mm, x * mm, (self.height - y1) * mm)

    def block(self, x: float, y: float, width: float, height: float, fill: Colour) -> None:
        """Fill a rectangle whose top left corner is (x, y)."""
        self._canvas.setFillColorRGB(*fill)
        self._canvas.rect(x * mm, (self.height - y - height) * mm, width * mm, height * mm, stroke=0, fill=1)

    def frame(self, x: float, y: float, width: float, height: float, *, weight: float = 0.6) -> None:
        """Draw the outline of a rectangle whose top left corner is (x, y)."""
        self._canvas.setStrokeColorRGB(*BLACK)
        self._canvas.setLineWidth(weight)
        self._canvas.rect(x * mm, (self.height - y - height) * mm, width * mm, height * mm, stroke=1, fill=0)

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        """Fill a circle around (x, y)."""
        self._canvas.setFillColorRGB(*fill)
        self._canvas.circle(x * mm, (self.height - y) * mm, radius * mm, stroke=0, fill=1)

    def dashes(self, y: float) -> None:
        """Draw the line along which a slip is cut off."""
        self._canvas.setDash(3, 3)
        self.rule(12, y, self.width - 12, weight=0.4, colour=GREY)
        self._canvas.setDash()

    def turn(self) -> None:
        """Take the next page."""
        self._canvas.showPage()
        self.page += 1

    def pdf(self) -> bytes:
        """Put the pen down; returns the PDF."""
        self._canvas.showPage()
        self._canvas.save()
        return self._paper.getvalue()
