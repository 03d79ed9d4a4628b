"""Pictures of pages as Qt has them."""

from __future__ import annotations

from PySide6.QtGui import QImage

_CHANNELS = 3


def image_of(pixels: bytes, width: int, height: int) -> QImage:
    """Return a picture of red, green and blue bytes, rows from the top without padding."""
    return QImage(pixels, width, height, width * _CHANNELS, QImage.Format.Format_RGB888).copy()
