"""Two receipts that lie beside each other on one picture, as an engine reads them."""

from __future__ import annotations

from collections.abc import Sequence

from bookdesk.reading.inprocess import InProcessReader
from bookdesk.reading.layout import Piece
from bookdesk.reading.ocr import PageMode
from bookdesk.reading.pictures import Picture
from tests.support.scripted import ScriptedTextReader

WIDE, HIGH = 1240.0, 1754.0
CAFE = (
    ("Corner Cafe Pty Ltd", "ABN 51 824 753 556", "Tax invoice", "Invoice no: 8841", "12 May 2026", "Coffee 9.00"),
    ("Cake 7.50", "GST included 1.50", "Total 16.50", "Thank you"),
)
TAXI = (
    ("Silver Taxis Service", "ABN 83 914 571 673", "Receipt", "Receipt no: T-203", "13 May 2026", "Fare 41.00"),
    ("Toll 4.80", "Total 45.80", "Paid by card", "Good bye"),
)
SLIP = (("Payment slip", "Corner Cafe Pty Ltd", "Invoice no: 8841", "Pay by 26 May 2026", "Total 16.50"),)


def column(lines: Sequence[Sequence[str]], left: float, top: float) -> list[Piece]:
    """Set lines as an engine sees them, 20 pixels a letter."""
    pieces = []
    for row, line in enumerate(line for group in lines for line in group):
        at = left
        for word in line.split():
            y = top + row * 60
            pieces.append(Piece(at, y, at + 16 * len(word), y + 30, word, 0.95))
            at += 16 * len(word) + 10
    return pieces


def both(picture: Picture, mode: PageMode) -> list[Piece]:
    """Read two receipts side by side off any picture."""
    del mode
    height, width = picture.pixels.shape
    across, down = width / WIDE, height / HIGH
    seen = [*column(CAFE, 100, 100), *column(TAXI, 700, 130)]
    return [Piece(p.x0 * across, p.y0 * down, p.x1 * across, p.y1 * down, p.text, 0.95) for p in seen]


def reader() -> InProcessReader:
    """Return a reader to which every picture is one of these two."""
    return InProcessReader(ScriptedTextReader(both))
