"""Lines and blocks from places alone, the same for text layers and OCR, since neither's own order can be relied on.

A line holds the words of one height across the whole page, so that a label and its value share it even where a
column gap parts them. A block holds runs of neighbouring words that stand closely below each other, such as an
address. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bookdesk.reading.words import Word, share

_LINE_DRIFT = 0.5
"""Middles of two words of one line differ by less than this share of the lower one's height."""
_RUN_GAP = 1.5
"""Words of one run are at most this many heights apart."""
_BLOCK_GAP = 1.0
"""Runs of one block are at most this many heights below each other."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A word before it is known where it belongs; places in one unit for both axes, confidence 0 to 1."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str
    confidence: float = 1.0

    @property
    def height(self) -> float:
        """Its height."""
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        """Its middle from above."""
        return (self.y0 + self.y1) / 2


def arrange(pieces: Sequence[Piece], page: int, width: float, height: float) -> tuple[Word, ...]:
    """Return the words of page `page` (`width` by `height` in the pieces' unit) by line, then from left to right."""
    lines = _lines(pieces)
    blocks = _blocks([run for line in lines for run in _runs(line)])
    return tuple(
        Word(
            page=page,
            x0=share(piece.x0 / width),
            y0=share(piece.y0 / height),
            x1=share(piece.x1 / width),
            y1=share(piece.y1 / height),
            text=piece.text,
            confidence=piece.confidence,
            line=number,
            block=blocks[id(piece)],
        )
        for number, line in enumerate(lines)
        for piece in line
    )


def straightened(pieces: Sequence[Piece], degrees: float, width: float, height: float) -> tuple[Piece, ...]:
    """Return the words of a page `width` by `height` turned clockwise by `degrees` around its middle.

    A word on a slope has a box that is higher than its letters by its width times the slope; that is taken off.
    """
    if degrees == 0:
        return tuple(pieces)
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    straight = []
    for one in pieces:
        x, y = (one.x0 + one.x1 - width) / 2, (one.y0 + one.y1 - height) / 2
        middle_x, middle_y = width / 2 + x * cosine - y * sine, height / 2 + x * sine + y * cosine
        half_width = (one.x1 - one.x0) / 2
        half_height = max(one.height / 2 - half_width * abs(sine), one.height / 4)
        straight.append(
            replace(
                one,
                x0=middle_x - half_width,
                y0=middle_y - half_height,
                x1=middle_x + half_width,
                y1=middle_y + half_height,
            )
        )
    return tuple(straight)


def _lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Group pieces by height on the page, lines from the top, pieces from the left."""
    lines: list[list[Piece]] = []
    open_lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: one.middle):
        open_lines = [line for line in open_lines if line[-1].middle > piece.middle - piece.height]
        home = next((line for line in reversed(open_lines) if _same_line(line[-1], piece)), None)
        if home is None:
            home = []
            lines.append(home)
            open_lines.append(home)
        home.append(piece)
    return [sorted(line, key=lambda one: one.x0) for line in lines]


def _same_line(one: Piece, other: Piece) -> bool:
    return abs(one.middle - other.middle) < _LINE_DRIFT * min(one.height, other.height)


def _runs(line: Sequence[Piece]) -> list[list[Piece]]:
    """Part a line where its gaps are wide."""
    runs: list[list[Piece]] = []
    for piece in line:
        if runs and piece.x0 - runs[-1][-1].x1 <= _RUN_GAP * max(piece.height, runs[-1][-1].height):
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return runs


def _blocks(runs: Sequence[list[Piece]]) -> dict[int, int]:
    """Number the blocks: a run joins the block of the run closely above it that it overlaps."""
    number_of: dict[int, int] = {}
    recent: list[tuple[Piece, int]] = []
    count = 0
    for run in runs:
        hull = _hull(run)
        recent = [(above, number) for above, number in recent if above.y1 > hull.y0 - 2 * _BLOCK_GAP * hull.height]
        number = next((number for above, number in reversed(recent) if _stands_below(hull, above)), None)
        if number is None:
            number, count = count, count + 1
        recent.append((hull, number))
        number_of.update({id(piece): number for piece in run})
    return number_of


def _stands_below(lower: Piece, upper: Piece) -> bool:
    gap = lower.y0 - upper.y1
    overlap = min(lower.x1, upper.x1) - max(lower.x0, upper.x0)
    return overlap > 0 and -lower.height / 2 < gap <= _BLOCK_GAP * max(lower.height, upper.height)


def _hull(run: Sequence[Piece]) -> Piece:
    return Piece(run[0].x0, min(one.y0 for one in run), max(one.x1 for one in run), max(one.y1 for one in run), "")
