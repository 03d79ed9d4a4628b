"""A letter's text painted at any size, each word where `bookdesk/reading/textpages.py` has it."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw

from bookdesk.reading.drawnpages import Font, font_of
from bookdesk.reading.layout import Piece
from bookdesk.reading.textpages import SIZE_PT, WIDTH_PT

_FACES = ("DejaVuSansMono.ttf", "consola.ttf", "Menlo.ttc", "LiberationMono-Regular.ttf")
"""Fonts of the systems whose letters are all of one width."""
_SHRINKING = (1.0, 0.9, 0.8, 0.7, 0.6)
_INK = (24, 33, 46)


def shown(sheet: Sequence[Piece], size: tuple[int, int]) -> bytes:
    """Return a page in colour, `size` pixels large: three bytes a pixel, rows from the top."""
    scale = size[0] / WIDTH_PT
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    for piece in sheet:
        font = _fitting(piece.text, (piece.x1 - piece.x0) * scale, SIZE_PT * scale)
        pen.text((piece.x0 * scale, piece.y0 * scale), piece.text, font=font, fill=_INK, anchor="la")
    return image.tobytes()


def _fitting(text: str, width: float, size: float) -> Font:
    """Return the font in which a text is no wider than its place; that of some systems must be smaller for it."""
    fonts = (font_of(size * share, _FACES) for share in _SHRINKING)
    return next((font for font in fonts if font.getlength(text) <= width), font_of(size * _SHRINKING[-1], _FACES))
