"""Looking at pictures of pages: whether the places of words hold what is printed there, and nothing else does."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from bookdesk.reading.showwire import PagePicture
from bookdesk.reading.words import Box

_DARK, _GRAY = 110, 190
"""Levels below which a pixel is print for sure, and below which it may be pale print on a bright paper."""
_MARGIN = 0.004
"""Share of the page by which ink may reach beyond its word: blur and speckle."""


def gray(picture: PagePicture) -> npt.NDArray[np.uint8]:
    """Return a picture as gray levels, rows from the top."""
    pixels = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.width, 3)
    return np.asarray(pixels.mean(axis=2), dtype=np.uint8)


def empty_places(picture: PagePicture, boxes: Iterable[Box]) -> list[Box]:
    """Return the places in which there is no ink."""
    ink = gray(picture) < _GRAY
    return [box for box in boxes if not _cut(ink, box, 0.0).any()]


def stray_share(picture: PagePicture, boxes: Iterable[Box]) -> float:
    """Return the share of the page's ink that stands in none of the places."""
    ink = gray(picture) < _DARK
    whole = int(ink.sum())
    for box in boxes:
        _cut(ink, box, _MARGIN)[:] = False
    return float(ink.sum()) / whole if whole else 0.0


def _cut(ink: npt.NDArray[np.bool_], box: Box, margin: float) -> npt.NDArray[np.bool_]:
    height, width = ink.shape
    x0, y0, x1, y1 = box
    left, top = (max(0, int((side - margin) * of)) for side, of in ((x0, width), (y0, height)))
    right, bottom = (int((side + margin) * of) + 1 for side, of in ((x1, width), (y1, height)))
    return ink[top:bottom, left:right]
