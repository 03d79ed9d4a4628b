"""What draws on a page: set lines, rules, panels, pictures. Points, with heights from the upper edge of the sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from bookdesk.formats.paper.colours import Colour, Palette
from bookdesk.formats.paper.faces import SetLine

_HALF_CAPITAL: Final = 0.357
"""Half the height of Noto Sans's capitals, by which a line is centred in its leading."""


@dataclass(frozen=True, slots=True)
class Type:
    """How text is set: its size and the distance of its lines in points, its weight, and the name of its colour."""

    size: float
    leading: float
    bold: bool = False
    colour: str = "ink"


class Pen:
    """A canvas with a palette. What it draws is on the present page."""

    def __init__(self, canvas: Canvas, height: float, colours: Palette) -> None:
        self._canvas, self._height, self.colours = canvas, height, colours
        self._font: tuple[str, float] | None = None
        self._fill: Colour | None = None

    def turn(self) -> None:
        """End the page."""
        self._canvas.showPage()
        self._font = self._fill = None

    def left(self, x: float, y: float, line: SetLine, kind: Type) -> None:
        """Set a line that begins at `x`, in the leading of `kind` below `y`."""
        self._use(kind)
        base = self._height - y - kind.leading / 2 - _HALF_CAPITAL * kind.size
        for name, signs in line.runs:
            if self._font != (name, kind.size):
                self._canvas.setFont(name, kind.size)
                self._font = (name, kind.size)
            self._canvas.drawString(x, base, signs)
            x += self._canvas.stringWidth(signs, name, kind.size) if len(line.runs) > 1 else 0

    def right(self, x: float, y: float, line: SetLine, kind: Type) -> None:
        """Set a line that ends at `x`."""
        self.left(x - line.width * kind.size, y, line, kind)

    def centred(self, x: float, y: float, line: SetLine, kind: Type) -> None:
        """Set a line around `x`."""
        self.left(x - line.width * kind.size / 2, y, line, kind)

    def rule(self, x: float, y: float, width: float, *, colour: Colour | None = None, weight: float = 0.5) -> None:
        """Draw a line to the right."""
        self._canvas.setStrokeColorRGB(*(colour or self.colours.rule))
        self._canvas.setLineWidth(weight)
        self._canvas.line(x, self._height - y, x + width, self._height - y)

    def dashes(self, y: float, width: float) -> None:
        """Draw a broken line across the sheet, where it is torn."""
        self._canvas.setDash(3, 3)
        self.rule(0, y, width, colour=self.colours.muted, weight=0.6)
        self._canvas.setDash()

    def panel(self, x: float, y: float, size: tuple[float, float], colour: Colour, *, round_by: float = 3) -> None:
        """Fill a rectangle with rounded corners."""
        self._filled(colour)
        self._canvas.roundRect(x, self._height - y - size[1], size[0], size[1], round_by, stroke=0, fill=1)

    def frame(self, x: float, y: float, size: tuple[float, float]) -> None:
        """Draw a rectangle to be written into."""
        self._canvas.setStrokeColorRGB(*self.colours.muted)
        self._canvas.setLineWidth(0.6)
        self._canvas.roundRect(x, self._height - y - size[1], size[0], size[1], 2, stroke=1, fill=0)

    def squares(self, x: float, y: float, side: float, rows: Sequence[Sequence[bool]]) -> None:
        """Draw the dark squares of a code of `side` points; neighbours in a row are one, so that no seam shows."""
        self._filled((0.0, 0.0, 0.0))
        step = side / len(rows)
        path = self._canvas.beginPath()
        for down, row in enumerate(rows):
            for start, length in _dark(row):
                path.rect(x + start * step, self._height - y - (down + 1) * step, length * step, step)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def picture(self, x: float, y: float, picture: ImageReader, size: tuple[float, float]) -> None:
        """Draw a picture with its upper left corner there."""
        self._canvas.drawImage(picture, x, self._height - y - size[1], size[0], size[1])

    def link(self, address: str, x: float, y: float, size: tuple[float, float]) -> None:
        """Make a rectangle lead to an address."""
        bottom = self._height - y - size[1]
        self._canvas.linkURL(address, (x, bottom, x + size[0], bottom + size[1]), relative=0, thickness=0)

    def stamp(self, line: SetLine, width: float) -> None:
        """Set a word in the tint across a sheet of that width, from its lower left to its upper right."""
        size = min(width * 0.8 / line.width, width / 4)
        self._canvas.saveState()
        self._canvas.translate(width / 2, self._height / 2)
        self._canvas.rotate(45)
        self._canvas.setFillColorRGB(*self.colours.tint)
        x = -line.width * size / 2
        for name, signs in line.runs:
            self._canvas.setFont(name, size)
            self._canvas.drawString(x, -_HALF_CAPITAL * size, signs)
            x += self._canvas.stringWidth(signs, name, size)
        self._canvas.restoreState()
        self._font = self._fill = None

    def _use(self, kind: Type) -> None:
        self._filled(getattr(self.colours, kind.colour))

    def _filled(self, colour: Colour) -> None:
        if colour != self._fill:
            self._canvas.setFillColorRGB(*colour)
            self._fill = colour


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands together on a page: its height, and what draws it below a given height."""

    height: float
    draw: Callable[[Pen, float], None]


def _dark(row: Sequence[bool]) -> list[tuple[int, int]]:
    """Return where in a row darkness begins, and how long it goes on."""
    found: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if dark and found and sum(found[-1]) == place:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((place, 1))
    return found
