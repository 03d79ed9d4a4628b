"""Photos and scans as files: opened within limits, turned as the camera held them, gray."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import numpy as np
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from bookdesk.core.errors import UnreadableDocument
from bookdesk.reading.pictures import DOTS_PER_INCH, PIXEL_LIMIT, POINTS_PER_INCH, WORKING_PIXELS, Picture
from bookdesk.reading.sniff import PAGE_LIMIT, Kind

_FORMATS = {
    Kind.JPEG: ("JPEG", "MPO"),
    Kind.PNG: ("PNG",),
    Kind.TIFF: ("TIFF",),
    Kind.WEBP: ("WEBP",),
    Kind.HEIC: ("HEIF",),
}
_STUMBLES = (
    *(OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, EOFError, OverflowError, RuntimeError),
    *(AttributeError, ZeroDivisionError, struct.error, zlib.error),
)
"""What Pillow and its plug-ins raise over files that are cut, damaged or made to annoy."""
_WHITE = 255
_WITHOUT_SHADES = frozenset({"1", "P", "PA"})
"""Modes whose pixels cannot be averaged: black and white, palettes."""
_PLAUSIBLE_DPI = (100.0, 1200.0)
"""Screens and careless programs state 72 or 96, whatever the paper."""
_PAPER_INCHES = (2.0, 17.5)
"""Sides of paper that a stated resolution must lead to, or it is not believed: a till receipt to A3."""
_A4_INCHES = 8.27
_RECEIPT_INCHES = 3.15
_RECEIPT_ASPECT = 1.75
"""A picture longer than this many widths is a receipt, not a page."""
_SIDEWAYS = frozenset({5, 6, 7, 8})
"""Orientations (EXIF 2.32, tag 274) of a camera that was held on its side."""
_REDUCING_GAP = 2.0
"""Pillow averages whole pixels down to this many times the wanted size before it looks closely, which is faster."""
_ASK_AGAIN = "Take the photo or scan again, or ask the sender for a new copy."


def picture(data: bytes, kind: Kind, number: int = 1) -> Picture:
    """Return page `number` (from 1) of an image file in gray, the right way up.

    `UnreadableDocument` if it cannot be opened. Pictures larger than is worked on are reduced; small ones are left as
    they are (`reading.cleaning` enlarges).
    """
    return _frame(_at_page(_opened(data, kind), number))


def count(data: bytes, kind: Kind) -> int:
    """Return the number of pages of an image file; `UnreadableDocument` if it is damaged or has too many."""
    image = _opened(data, kind)
    with _sound():  # the frames of a TIFF are counted by opening each
        frames = int(getattr(image, "n_frames", 1)) if kind is Kind.TIFF else 1
    if frames > PAGE_LIMIT:
        raise UnreadableDocument(
            f"The file has {frames} pages; at most {PAGE_LIMIT} are read.", "Save each document as a file of its own."
        )
    return frames


def sizes(data: bytes, kind: Kind) -> tuple[tuple[float, float], ...]:
    """Return width and height in points of every page of an image file, as it is shown; refuses as `count` does."""
    pages, image = count(data, kind), _opened(data, kind)
    return tuple(_size_in_points(_at_page(image, number)) for number in range(1, pages + 1))


def shown(data: bytes, kind: Kind, number: int, size: tuple[int, int]) -> bytes:
    """Return page `number` (from 1) in colour, the right way up and `size` pixels large: three bytes a pixel.

    `UnreadableDocument` if it cannot be opened.
    """
    image = _at_page(_opened(data, kind), number)
    with _sound():
        image.draft("RGB", (size[1], size[0]) if _is_sideways(image) else size)
        upright = ImageOps.exif_transpose(image)
        return _coloured(upright).resize(size, Image.Resampling.BICUBIC, reducing_gap=_REDUCING_GAP).tobytes()


@cache
def _learn_heic() -> None:
    """Teach Pillow the photos of phones; it turns them as the file says, and the camera's own note is then void."""
    import pi_heif  # type: ignore[import-untyped] # it has no annotations  # noqa: PLC0415 - most never see such a photo

    pi_heif.register_heif_opener()


def _opened(data: bytes, kind: Kind) -> Image.Image:
    if kind is Kind.HEIC:
        _learn_heic()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own limits are looser than ours, its metadata notes of no use
            image = Image.open(io.BytesIO(data), formats=_FORMATS[kind])
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except (UnidentifiedImageError, *_STUMBLES) as error:
        raise _damaged() from error
    _check_size(image)
    return image


@contextmanager
def _sound() -> Iterator[None]:
    """Tell what Pillow stumbles over in a person's words."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # as above
            yield
    except _STUMBLES as error:
        raise _damaged() from error


def _at_page(image: Image.Image, number: int) -> Image.Image:
    """Return the file turned to page `number` (from 1), not yet decoded."""
    if number > 1:
        with _sound():
            image.seek(number - 1)
        _check_size(image)
    return image


def _frame(image: Image.Image) -> Picture:
    with _sound():
        dots, size = _stated_dpi(image), image.size
        upright = ImageOps.exif_transpose(_reduced(image))
        gray = _gray(upright)
    pixels = np.asarray(gray, dtype=np.uint8)
    if dots is None:
        return Picture(pixels, _usual_dpi(gray.size), is_measured=False)
    return Picture(pixels, dots * (pixels.size / (size[0] * size[1])) ** 0.5)


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > PIXEL_LIMIT:
        raise _too_large()


def _reduced(image: Image.Image) -> Image.Image:
    """Reduce what is too large to work on; a JPEG is then decoded at the lower size at once."""
    factor = (WORKING_PIXELS / (image.width * image.height)) ** 0.5
    if factor >= 1:
        return image
    size = (max(1, int(image.width * factor)), max(1, int(image.height * factor)))
    exif = image.getexif()
    image.draft("L", size)
    if image.mode in _WITHOUT_SHADES:
        image = image.convert("RGBA" if "transparency" in image.info else "L")
    sixteen_bits = image.mode.startswith("I")
    reduced = image.resize(size, Image.Resampling.NEAREST if sixteen_bits else Image.Resampling.BOX)
    reduced.info["exif"] = exif.tobytes()
    return reduced


def _coloured(image: Image.Image) -> Image.Image:
    """Return the picture in colour, on white where it is transparent."""
    if image.mode.startswith("I") or image.mode in {"F", "1", "L"}:
        return _gray(image).convert("RGB")
    if "A" in image.getbands() or "transparency" in image.info:
        layers = image.convert("RGBA")
        paper = Image.new("RGBA", layers.size, "white")
        return Image.alpha_composite(paper, layers).convert("RGB")
    return image.convert("RGB")


def _gray(image: Image.Image) -> Image.Image:
    """Return the picture in gray, on white where it is transparent, 16-bit scans brought down to 8."""
    if image.mode.startswith("I") or image.mode == "F":
        values = np.asarray(image, dtype=np.float64)
        low, high = float(values.min()), float(values.max())
        scaled = (values - low) * (_WHITE / (high - low)) if high > low else np.full_like(values, _WHITE)
        return Image.fromarray(scaled.astype(np.uint8))
    if "A" in image.getbands() or "transparency" in image.info:
        layers = image.convert("RGBA")
        paper = Image.new("RGBA", layers.size, "white")
        return Image.alpha_composite(paper, layers).convert("L")
    return image.convert("L")


def _is_sideways(image: Image.Image) -> bool:
    """Whether a file not yet decoded tells its size as the camera held it, on its side; a TIFF tells it upright."""
    with _sound():
        return image.format != "TIFF" and image.getexif().get(ExifTags.Base.Orientation) in _SIDEWAYS


def _size_in_points(image: Image.Image) -> tuple[float, float]:
    dots = _stated_dpi(image) or _usual_dpi(image.size)
    width, height = (side / dots * POINTS_PER_INCH for side in image.size)
    return (height, width) if _is_sideways(image) else (width, height)


def _stated_dpi(image: Image.Image) -> float | None:
    stated = image.info.get("dpi")
    if not isinstance(stated, tuple) or not stated:
        return None
    dots = float(stated[0])
    if not _PLAUSIBLE_DPI[0] <= dots <= _PLAUSIBLE_DPI[1]:
        return None
    inches = sorted((image.width / dots, image.height / dots))
    return dots if inches[0] >= _PAPER_INCHES[0] and inches[0] <= _PAPER_INCHES[1] else None


def _usual_dpi(size: tuple[int, int]) -> float:
    """Return the resolution that makes the picture a page or a receipt of the usual width."""
    short, long = sorted(size)
    inches = _RECEIPT_INCHES if long > short * _RECEIPT_ASPECT else _A4_INCHES
    return max(short / inches, DOTS_PER_INCH / 10)


def _too_large() -> UnreadableDocument:
    return UnreadableDocument(
        f"The picture has more than {PIXEL_LIMIT // 1_000_000} million pixels.",
        "Save it in a smaller size and add that.",
    )


def _damaged() -> UnreadableDocument:
    return UnreadableDocument("The picture is damaged or was cut short.", _ASK_AGAIN)
