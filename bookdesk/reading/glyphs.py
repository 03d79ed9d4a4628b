"""From the characters of a text layer to words, where the odd fonts and layouts show. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bookdesk.core.texts import clean
from bookdesk.reading.layout import Piece

Corners = tuple[float, float, float, float]
"""x0, y0, x1, y1 in points of the page as shown, origin top left."""

_HYPHENS = frozenset({0x02, 0xFFFE})
"""How pdfium marks a hyphen at the end of a line."""
_SPACES = frozenset({0x7F, 0xA0, 0x1680, *range(0x2000, 0x200C), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF})
_WORD_GAP = 0.8
"""Characters further apart than this share of their height are of two words."""
_WORD_STEP = 0.6
"""Characters whose feet differ by more than this share of their height are of two words."""
_SIDEWAYS_SHARE = 0.6
"""Share of the steps from character to character that must go up or down for a page to be read sideways."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character's code and place; the place is `None` for white space."""

    code: int
    corners: Corners | None


@dataclass(frozen=True, slots=True)
class TextLayer:
    """What a page's text layer holds, and what else is drawn on the page."""

    pieces: tuple[Piece, ...]
    """Places in points of the page turned by `rotation`, origin top left."""
    rotation: int
    """Degrees clockwise (0, 90, 270) that make the text upright: some pages are drawn sideways."""
    unreadable: float
    """Share of characters without a meaning (replacement, private use, no Unicode mapping)."""
    image_share: float
    """The largest picture's share of the page."""
    drawings: int
    """Paths, shadings and forms: outlines may be letters."""


def is_space(code: int) -> bool:
    """Whether the character parts words."""
    return (code <= 0x20 and code not in _HYPHENS) or code in _SPACES  # noqa: PLR2004 - all ASCII up to the space


def strange_share(glyphs: Sequence[Glyph]) -> float:
    """Return the share of characters that mean nothing: a font without a usable mapping."""
    visible = [glyph.code for glyph in glyphs if glyph.corners is not None]
    return sum(_is_strange(code) for code in visible) / len(visible) if visible else 0.0


def rotation_of(glyphs: Sequence[Glyph]) -> int:
    """Return the degrees clockwise (0, 90, 270) that make the running direction of most characters horizontal."""
    steps = Counter(_direction(one, other) for one, other in pairwise(glyph.corners for glyph in glyphs))
    del steps[None]
    total = sum(steps.values())
    for turn in (90, 270):
        if total and steps[turn] >= _SIDEWAYS_SHARE * total:
            return turn
    return 0


def pieces_of(glyphs: Iterable[Glyph], rotation: int, width: float, height: float) -> tuple[Piece, ...]:
    """Return the words of a page `width` by `height` points as shown, placed on the page turned by `rotation`."""
    pieces: list[Piece] = []
    gathered: list[tuple[str, Corners]] = []
    for glyph in glyphs:
        if glyph.corners is None:
            _close_word(gathered, pieces)
            continue
        corners = _turned(glyph.corners, rotation, width, height)
        if gathered and _breaks(gathered[-1][1], corners):
            _close_word(gathered, pieces)
        gathered.append(("-" if glyph.code in _HYPHENS else chr(glyph.code), corners))
    _close_word(gathered, pieces)
    return tuple(pieces)


def _is_strange(code: int) -> bool:
    return code in (0xFFFD, 0xFFFF) or 0xE000 <= code <= 0xF8FF  # noqa: PLR2004 - replacement, private use


def _direction(one: Corners | None, other: Corners | None) -> int | None:
    """Return the turn that makes the step between two neighbouring characters horizontal."""
    if one is None or other is None:
        return None
    across = (other[0] + other[2] - one[0] - one[2]) / 2
    down = (other[1] + other[3] - one[1] - one[3]) / 2
    if abs(across) >= abs(down):
        return 0
    return 90 if down < 0 else 270


def _turned(corners: Corners, rotation: int, width: float, height: float) -> Corners:
    x0, y0, x1, y1 = corners
    if rotation == 90:  # noqa: PLR2004 - quarter turns are their own names
        return (height - y1, x0, height - y0, x1)
    return (y0, width - x1, y1, width - x0) if rotation == 270 else corners  # noqa: PLR2004 - as above


def _breaks(before: Corners, after: Corners) -> bool:
    """Whether a character stands too far from the one before to be of its word, though no space was written."""
    height = max(before[3] - before[1], after[3] - after[1], 1.0)
    apart = after[0] - before[2] > height * _WORD_GAP or before[0] - after[2] > height * _WORD_GAP
    return apart or abs(before[3] - after[3]) > height * _WORD_STEP


def _close_word(gathered: list[tuple[str, Corners]], pieces: list[Piece]) -> None:
    """Turn the gathered characters into a word, and forget them."""
    word = clean("".join(sign for sign, _ in gathered))
    if word:
        boxes = [corners for _, corners in gathered]
        x0, y0 = min(box[0] for box in boxes), min(box[1] for box in boxes)
        pieces.append(Piece(x0, y0, max(box[2] for box in boxes), max(box[3] for box in boxes), word))
    gathered.clear()
