"""A text as the dark and light squares of a QR code (ISO/IEC 18004), to be painted by whoever shows it."""

from __future__ import annotations

from typing import Any

from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode, QRErrorCorrectLevel

Squares = tuple[tuple[bool, ...], ...]
"""Row by row, true where it is dark; without the quiet zone of four squares around it."""


def squares(text: str) -> Squares:
    """Return the squares of a text, in a code that bears a seventh of it being unreadable (level M)."""
    code: Any = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(QR8bitByte(text))
    code.make()
    size = int(code.getModuleCount())
    return tuple(tuple(bool(code.isDark(row, column)) for column in range(size)) for row in range(size))
