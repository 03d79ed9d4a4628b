"""The pictures on a paper: a logo, made fit for print or refused, and the squares of a code to be photographed."""

from __future__ import annotations

import re
from functools import lru_cache
from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageOps, UnidentifiedImageError
from reportlab.graphics.barcode.qrencoder import QR8bitByte, QRCode, QRErrorCorrectLevel
from reportlab.lib.utils import ImageReader

from bookdesk.core.errors import InputError

MOST_BYTES: Final = 4_000_000
MOST_PIXELS: Final = 24_000_000
"""A logo of 6000 by 4000; unpacked that is 100 MB, and no printer shows more of it."""
MOST_PAYLOAD: Final = 1_200
"""Bytes of a code; with more its squares are too small to be photographed from paper of this size."""
_PER_POINT: Final = 300 / 72
_FORMATS: Final = ("PNG", "JPEG")
MOST_TAKEN: Final = 20_000_000
"""Bytes of a picture that somebody chooses as his logo; it is kept much smaller."""
_TAKEN: Final = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")
_KEPT: Final = (1_600, 560)
"""Points of a logo that is kept: twice what the letterhead shows at 300 dpi."""
_DRAWING: Final = re.compile(rb"(\xef\xbb\xbf)?\s*(<\?xml|<svg|<!DOCTYPE|%PDF|%!PS)", re.IGNORECASE)

Squares = tuple[tuple[bool, ...], ...]
"""Row by row, true where it is dark; without the quiet zone around it."""


def fit_logo(content: bytes) -> bytes:
    """Return a picture from anywhere as one to be kept and printed: a PNG on white, upright, of a size that is enough.

    Nothing but its points is taken over. `InputError` for what is no picture of points, is damaged, or has more than
    `MOST_TAKEN` bytes or `MOST_PIXELS`.
    """
    if len(content) > MOST_TAKEN:
        raise InputError(
            f"The file has {len(content) // 1_000_000} MB; a logo has {MOST_TAKEN // 1_000_000} at most.",
            "Save the picture smaller, some 2000 points wide.",
        )
    if _DRAWING.match(content[:1_000]):
        raise InputError("The file is a drawing or a document, not a picture.", "Save it as PNG and choose that.")
    try:
        with Image.open(BytesIO(content), formats=_TAKEN) as picture:
            _check_pixels(picture)
            flat = _flat(ImageOps.exif_transpose(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many(f"more than {MOST_PIXELS // 1_000_000} million") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, MemoryError):
        raise InputError("The logo cannot be read as a picture.", "Choose a whole PNG or JPEG file.") from None
    flat.thumbnail(_KEPT, Image.Resampling.LANCZOS)
    out = BytesIO()
    flat.save(out, "PNG", optimize=True)
    return out.getvalue()


def _check_pixels(picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_many(f"{picture.width} x {picture.height}")


def _too_many(pixels: str) -> InputError:
    most = MOST_PIXELS // 1_000_000
    return InputError(f"The logo has {pixels} pixels.", f"Choose one of {most} million at most.")


@lru_cache(maxsize=4)
def logo(content: bytes, width: float, height: float) -> tuple[ImageReader, tuple[float, float]]:
    """Return the picture and the size in points that it has within `width` and `height`, on white, at 300 dpi at most.

    `InputError` for what is no PNG or JPEG, is damaged, or has more than `MOST_BYTES` or `MOST_PIXELS`.
    """
    if len(content) > MOST_BYTES:
        raise InputError(f"The logo has more than {MOST_BYTES // 1_000_000} MB.", "Choose a smaller picture.")
    try:
        with Image.open(BytesIO(content), formats=_FORMATS) as picture:
            _check_pixels(picture)
            flat = _flat(picture)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise InputError("The logo cannot be read as a picture.", "Choose a whole PNG or JPEG file.") from None
    share = min(width / flat.width, height / flat.height)
    size = (flat.width * share, flat.height * share)
    flat.thumbnail((max(1, round(size[0] * _PER_POINT)), max(1, round(size[1] * _PER_POINT))), Image.Resampling.LANCZOS)
    return ImageReader(flat), size


@lru_cache(maxsize=4)
def squares(payload: str) -> Squares:
    """Return the squares of a QR code (ISO/IEC 18004) that bears a seventh of it being unreadable (level M).

    `InputError` where the text is empty or has more than `MOST_PAYLOAD` bytes.
    """
    if not 0 < len(payload.encode(errors="replace")) <= MOST_PAYLOAD:
        raise InputError(f"A code holds 1 to {MOST_PAYLOAD} bytes.", "Shorten what is to be photographed.")
    code: Any = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(QR8bitByte(payload.encode(errors="replace").decode()))
    code.make()
    size = int(code.getModuleCount())
    return tuple(tuple(bool(code.isDark(row, column)) for column in range(size)) for row in range(size))


def _flat(picture: Image.Image) -> Image.Image:
    """The picture in red, green and blue; what is see-through lies on white, as it does on paper."""
    if "transparency" in picture.info or picture.mode in {"RGBA", "LA", "PA"}:
        seen = picture.convert("RGBA")
        ground = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(ground, seen).convert("RGB")
    return picture.convert("RGB")
