"""Photos of receipts that lie on a desk, drawn: white papers on a plain gray ground, tilted as they were laid down."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from bookdesk.reading.drawnpages import font_of

CAFE = (
    ("Corner Cafe Pty Ltd", ""),
    ("ABN 51 824 753 556", ""),
    ("Tax invoice 8841", ""),
    ("12 May 2026", ""),
    ("Coffee", "9.00"),
    ("Cake", "7.50"),
    ("GST included", "1.50"),
    ("Total AUD", "16.50"),
)
TAXI = (
    ("Silver Taxis Service", ""),
    ("ABN 83 914 571 673", ""),
    ("Receipt T-203", ""),
    ("13 May 2026", ""),
    ("Fare", "41.00"),
    ("Toll", "4.80"),
    ("Total AUD", "45.80"),
    ("Paid by card", ""),
)
PAINT = (
    ("Quay Hardware", ""),
    ("ABN 53 004 085 616", ""),
    ("Receipt 99-1201", ""),
    ("14 May 2026", ""),
    ("Screws", "12.10"),
    ("Paint", "33.00"),
    ("Total AUD", "45.10"),
)
_WIDE, _LINE, _SIZE, _EDGE, _GAP = 520, 50, 30.0, 40, 120
"""Pixels of a receipt's width, a line, its letters, its margin, and between receipts."""


def photo(papers: Sequence[Sequence[tuple[str, str]]], tilts: Sequence[float] = (), ground: int = 215) -> bytes:
    """Return a JPEG of papers side by side, each turned counter-clockwise by its tilt in degrees."""
    step = _WIDE + _GAP
    picture = Image.new("L", (step * len(papers) + _GAP, max(map(len, papers)) * _LINE + 500), ground)
    for place, lines in enumerate(papers):
        paper = Image.new("L", (_WIDE, len(lines) * _LINE + 120), 255)
        pen = ImageDraw.Draw(paper)
        for row, (left, right) in enumerate(lines):
            y = 50 + row * _LINE
            pen.text((_EDGE, y), left, fill=25, font=font_of(_SIZE))
            pen.text((_WIDE - _EDGE, y), right, fill=25, font=font_of(_SIZE), anchor="ra")
        tilt = tilts[place] if tilts else 0.0
        turned = paper.rotate(tilt, Image.Resampling.BICUBIC, expand=True)
        shape = Image.new("L", paper.size, 255).rotate(tilt, expand=True)
        picture.paste(turned, (_GAP // 2 + step * place, 90 + 30 * place), shape)
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=88)
    return target.getvalue()
