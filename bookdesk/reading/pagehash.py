"""What a page looks like, in 64 bits: a difference hash of its picture, for telling that two pages may be one.

The picture is brought to 9 by 8 cells, and each bit says whether a cell is darker than its right neighbour
(N. Krawetz, "Kind of Like That", 2013). Pages printed from one template look alike, so likeness alone proves nothing.
"""

from __future__ import annotations

import numpy as np

from bookdesk.reading.pictures import Gray

_ACROSS, _DOWN = 9, 8
_ENOUGH = 1_024
"""Pixels of a side that are looked at: a page at 300 dpi takes 1 ms instead of 12, and at most 3 bits differ."""
_STEP = 1.0
"""Shades of gray by which a cell must be darker: less is noise of a scanner on empty paper."""


def difference_hash(pixels: Gray) -> str:
    """Return 16 hex digits for a gray picture, or nothing for one that is too small or the same all over."""
    coarser = max(1, max(pixels.shape) // _ENOUGH)
    pixels = pixels[::coarser, ::coarser]
    height, width = pixels.shape
    if height < _DOWN or width < _ACROSS:
        return ""
    sums = np.add.reduceat(pixels, _starts(height, _DOWN), axis=0, dtype=np.int64)
    sums = np.add.reduceat(sums, _starts(width, _ACROSS), axis=1)
    means = sums / (_sizes(height, _DOWN)[:, None] * _sizes(width, _ACROSS)[None, :])
    bits = (means[:, 1:] - means[:, :-1]) > _STEP
    found = bytes(np.packbits(bits)).hex()
    return found if bits.any() else ""


def _starts(length: int, parts: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return where each of `parts` cells begins."""
    return np.arange(parts, dtype=np.int64) * length // parts


def _sizes(length: int, parts: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.diff(np.append(_starts(length, parts), length)).astype(np.int64)
