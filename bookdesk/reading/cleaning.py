"""Making a page picture easy to read: even light, enough pixels, straight lines; arrays in and out.

No binarisation: Tesseract does its own (Otsu) and loses where it is done twice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from bookdesk.reading.pictures import DOTS_PER_INCH, WORKING_PIXELS, Gray, Picture

_WHITE = 255
_SKEW_RANGE = 5.0
_SKEW_WORTH_MENDING = 0.3
"""Degrees; below this the lines of a page are straight enough."""
_SKEW_WORTH_TURNING = 1.5
"""Degrees; below this Tesseract copes, and turning the words' places costs nothing, turning the picture a tenth."""
_COARSE_STEP, _FINE_STEP = 0.5, 0.1
_SKEW_WIDTH = 800
"""Pixels of the reduced copy on which the angle is sought."""
_INK_LIMIT = 120_000
"""Ink pixels that are looked at for the angle."""
_UNEVEN = 45
"""Gray levels between the light and the dark parts of the paper from which light is evened out."""
_LIGHT_CELL = 16
"""Pixels of a cell in which the paper's brightness is taken."""
_BLUR = 1.0
"""Pixels of the blur that joins dots; letters are some 25 pixels high."""
_INK_PERCENT, _PAPER_PERCENT = 2, 60
"""Percentiles of the gray levels that are taken for ink and for paper."""
_LEAST_CONTRAST = 20.0
_LARGEST_FACTOR = 3.0
_SMALL_DPI = 0.92 * DOTS_PER_INCH
"""Below this a picture is enlarged."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A picture ready to be read; `skew` degrees clockwise straighten it, of which `turned` are done already."""

    picture: Picture
    skew: float
    turned: float


def clean_up(picture: Picture) -> Cleaned:
    """Return the picture evenly lit, enlarged to about 300 dpi where it is known to be coarser, and nearly straight."""
    sharp = enlarged(replace(picture, pixels=even_light(picture.pixels)))
    angle = skew_of(sharp.pixels)
    if abs(angle) < _SKEW_WORTH_MENDING:
        return Cleaned(sharp, 0.0, 0.0)
    if abs(angle) < _SKEW_WORTH_TURNING:
        return Cleaned(sharp, angle, 0.0)
    return Cleaned(replace(sharp, pixels=turned(sharp.pixels, angle)), angle, angle)


def enlarged(picture: Picture) -> Picture:
    """Enlarge to 300 dpi where the resolution is known to be lower; a guessed one is no reason."""
    if not picture.is_measured or picture.dots_per_inch >= _SMALL_DPI:
        return picture
    return resized(picture, DOTS_PER_INCH / picture.dots_per_inch)


def resized(picture: Picture, factor: float) -> Picture:
    """Enlarge by `factor`, never more than threefold nor beyond what is worked on."""
    height, width = picture.pixels.shape
    factor = min(factor, _LARGEST_FACTOR, math.sqrt(WORKING_PIXELS / (width * height)))
    if factor <= 1:
        return picture
    size = (round(width * factor), round(height * factor))
    image = Image.fromarray(picture.pixels).resize(size, Image.Resampling.BICUBIC)
    return replace(picture, pixels=np.asarray(image), dots_per_inch=picture.dots_per_inch * factor)


def softened(picture: Picture) -> Picture:
    """Join the dots of a needle or thermal printer and darken faint print: blurred a little, contrast stretched."""
    soft = np.asarray(Image.fromarray(picture.pixels).filter(ImageFilter.GaussianBlur(_BLUR)), dtype=np.float32)
    ink, paper = (float(level) for level in np.percentile(soft, (_INK_PERCENT, _PAPER_PERCENT)))
    ink = min(ink, paper - _LEAST_CONTRAST)
    stretched = np.clip((soft - ink) * (_WHITE / (paper - ink)), 0, _WHITE)
    return replace(picture, pixels=stretched.astype(np.uint8))


def even_light(gray: Gray) -> Gray:
    """Divide by the paper's local brightness where shadows or a lamp make it uneven; else return `gray` itself."""
    height, width = gray.shape
    if min(height, width) < 4 * _LIGHT_CELL:
        return gray
    cells = Image.fromarray(gray).reduce(_LIGHT_CELL).filter(ImageFilter.MaxFilter(5))
    paper = cells.filter(ImageFilter.MedianFilter(5)).filter(ImageFilter.GaussianBlur(2))
    levels = np.asarray(paper)
    bright, dark = np.percentile(levels, 95), np.percentile(levels, 5)
    if bright - dark < _UNEVEN:
        return gray
    light = np.asarray(paper.resize((width, height), Image.Resampling.BILINEAR), dtype=np.float32)
    flat = gray.astype(np.float32) * (_WHITE / np.maximum(light, 1.0))
    even: Gray = np.minimum(flat, _WHITE).astype(np.uint8)
    return even


def skew_of(gray: Gray, most: float = _SKEW_RANGE) -> float:
    """Return the degrees clockwise, `most` at most, by which `gray` must be turned for its lines to lie straight.

    It is 0 where that is unclear.

    The right angle is the one at which the ink, summed along lines, has the sharpest steps (projection profile).
    """
    rows, columns = _ink(gray)
    if rows.size < _SKEW_WIDTH:
        return 0.0
    coarse = _sharpest(rows, columns, 0.0, most, _COARSE_STEP)
    if abs(coarse) >= most:
        return 0.0
    return round(_sharpest(rows, columns, coarse, _COARSE_STEP, _FINE_STEP), 2)


def turned(gray: Gray, degrees: float) -> Gray:
    """Return `gray` turned clockwise around its middle, same size, the corners filled with paper."""
    paper = int(np.percentile(gray[:: max(1, gray.shape[0] // 200), :: max(1, gray.shape[1] // 200)], 90))
    image = Image.fromarray(gray).rotate(-degrees, Image.Resampling.BILINEAR, fillcolor=paper)
    return np.asarray(image)


def quarter_turned(picture: Picture, degrees: int) -> Picture:
    """Return the picture turned clockwise by 0, 90, 180 or 270 degrees."""
    return replace(picture, pixels=np.ascontiguousarray(np.rot90(picture.pixels, -(degrees // 90))))


def reduced(picture: Picture, factor: int) -> Picture:
    """Return the picture at a whole fraction of its size."""
    image = Image.fromarray(picture.pixels).reduce(factor)
    return replace(picture, pixels=np.asarray(image), dots_per_inch=picture.dots_per_inch / factor)


def _ink(gray: Gray) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return rows and columns of the dark pixels of a reduced copy, the margins left out."""
    factor = max(1, gray.shape[1] // _SKEW_WIDTH)
    small = np.asarray(Image.fromarray(gray).reduce(factor), dtype=np.int16)
    margin = max(1, min(small.shape) // 25)
    inner = small[margin:-margin, margin:-margin]
    if not inner.size:
        return np.zeros(0), np.zeros(0)
    paper = np.percentile(inner, 80)
    rows, columns = np.nonzero(inner < paper - 50)
    step = max(1, rows.size // _INK_LIMIT)
    return rows[::step].astype(np.float64), columns[::step].astype(np.float64)


def _sharpest(
    rows: npt.NDArray[np.float64], columns: npt.NDArray[np.float64], middle: float, reach: float, step: float
) -> float:
    steps = round(reach / step)
    angles = [middle + step * index for index in range(-steps, steps + 1)]
    return max(angles, key=lambda angle: (_sharpness(rows, columns, angle), -abs(angle)))


def _sharpness(rows: npt.NDArray[np.float64], columns: npt.NDArray[np.float64], angle: float) -> float:
    shifted = rows + columns * math.tan(math.radians(angle))
    profile = np.bincount((shifted - shifted.min()).astype(np.intp)).astype(np.float64)
    return float(np.sum(np.diff(profile) ** 2))
