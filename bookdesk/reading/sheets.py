"""Papers that lie apart on a darker, even ground, such as receipts on a desk: each as a picture of its own.

Only where the ground is plain: what is printed on it would be lost where each paper is read by itself, so that a bill
with white panels on a tinted page is no several papers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from bookdesk.reading.pictures import Gray

_WIDTH = 480
"""Pixels of the longer side of the reduced copy on which papers are sought."""
_CLOSING = 7
"""Pixels of that copy; what is darker and thinner than this within a paper is print."""
_RING = 5
"""Pixels of that copy along its edge that show the ground."""
_LEAST_CONTRAST = 12
"""Gray levels by which paper is lighter than its ground at least."""
_BETWEEN = 0.6
"""Of the way from the ground's level to the paper's, what is paper: its edge is blurred, and shadows lie beside it."""
_LEAST_AREA, _LEAST_FILL = 0.02, 0.6
"""Share of the picture that a paper covers, and of its own upright frame, which a tilted one does not fill."""
_PRINT = 40
"""Gray levels below the ground's that are print, and no shadow."""
_MOST_PRINT = 0.001
"""Share of the ground that may look like print: crumbs, a crease."""
_AROUND = 3
"""Pixels of the reduced copy around a paper that are no ground: its shadow, its blurred edge."""
_PAPER_PERCENT, _LIGHTEST = 80, 95
"""Percentiles of the gray levels that are paper: on a paper with print, and on a picture of papers."""
MOST_SHEETS: Final = 12

_Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A paper by itself: its picture, with paper instead of the ground around it, and its upper left on the whole."""

    pixels: Gray
    left: int
    top: int


def sheets_on(pixels: Gray) -> tuple[Sheet, ...]:
    """Return the papers that lie apart on `pixels` from the upper left on; none where they are fewer than two."""
    factor = max(1, round(max(pixels.shape) / _WIDTH))
    small = Image.fromarray(pixels).reduce(factor)
    levels = np.asarray(small, dtype=np.int16)
    if min(levels.shape) < 4 * _RING:
        return ()
    ground = _ground(levels)
    if int(np.percentile(levels, _LIGHTEST)) - ground < _LEAST_CONTRAST:
        return ()  # most pages, at the cost of a millisecond
    closed = small.filter(ImageFilter.MaxFilter(_CLOSING)).filter(ImageFilter.MinFilter(_CLOSING))
    bare = np.asarray(closed, dtype=np.int16)
    paper = int(np.percentile(bare, _LIGHTEST))
    light: _Mask = bare > ground + (paper - ground) * _BETWEEN
    papers = [mask for mask in _parts(light) if _is_paper(mask)]
    if not 1 < len(papers) <= MOST_SHEETS or not _is_plain(levels, papers, ground):
        return ()
    return tuple(_cut_out(pixels, mask, factor) for mask in papers)


def _ground(levels: npt.NDArray[np.int16]) -> int:
    """Return the level of what lies along the edge."""
    inner = np.ones(levels.shape, dtype=bool)
    inner[_RING:-_RING, _RING:-_RING] = False
    return int(np.median(levels[inner]))


def _parts(light: _Mask) -> Iterator[_Mask]:
    """Yield what hangs together, from the top."""
    runs = [(row, begin, end) for row, line in enumerate(light) for begin, end in _runs(line)]
    home = list(range(len(runs)))

    def root(one: int) -> int:
        while home[one] != one:
            home[one] = home[home[one]]
            one = home[one]
        return one

    above: list[int] = []
    here: list[int] = []
    for number, (row, begin, end) in enumerate(runs):
        if here and runs[here[-1]][0] != row:
            above, here = (here, []) if runs[here[-1]][0] == row - 1 else ([], [])
        for other in above:
            if runs[other][1] < end and begin < runs[other][2]:
                home[root(number)] = root(other)
        here.append(number)
    masks: dict[int, _Mask] = {}
    for number, (row, begin, end) in enumerate(runs):
        masks.setdefault(root(number), np.zeros(light.shape, dtype=bool))[row, begin:end] = True
    yield from masks.values()


def _runs(line: _Mask) -> list[tuple[int, int]]:
    """Return where a row is set: beginnings and ends."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], line, [False])).astype(np.int8)))
    return [(int(begin), int(end)) for begin, end in zip(edges[::2], edges[1::2], strict=True)]


def _is_paper(mask: _Mask) -> bool:
    area = int(mask.sum())
    if area < _LEAST_AREA * mask.size:
        return False
    top, bottom, left, right = _frame(mask)
    return area >= _LEAST_FILL * (bottom - top) * (right - left)


def _frame(mask: _Mask) -> tuple[int, int, int, int]:
    down, across = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return int(down[0]), int(down[-1]) + 1, int(across[0]), int(across[-1]) + 1


def _is_plain(levels: npt.NDArray[np.int16], papers: list[_Mask], ground: int) -> bool:
    """Whether nothing is printed on the ground around the papers."""
    around = Image.fromarray(np.logical_or.reduce(papers)).convert("L").filter(ImageFilter.MaxFilter(2 * _AROUND + 1))
    bare = np.asarray(around) == 0
    return int((bare & (levels < ground - _PRINT)).sum()) <= _MOST_PRINT * max(1, int(bare.sum()))


def _cut_out(pixels: Gray, mask: _Mask, factor: int) -> Sheet:
    top, bottom, left, right = (side * factor for side in _frame(mask))
    crop = pixels[top:bottom, left:right].copy()
    whole = Image.fromarray(mask).convert("L").filter(ImageFilter.MinFilter(3))
    there = whole.crop((left // factor, top // factor, right // factor, bottom // factor))
    inside = np.asarray(there.resize(((right - left), (bottom - top)), Image.Resampling.NEAREST)) > 0
    inside = inside[: crop.shape[0], : crop.shape[1]]
    crop[~inside] = int(np.percentile(crop[inside], _PAPER_PERCENT))
    return Sheet(crop, left, top)
