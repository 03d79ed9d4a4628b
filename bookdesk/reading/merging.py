"""Several readings of one picture made into one: word by word the surer one, and what only one of them saw. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bookdesk.reading.layout import Piece

_SAME_PLACE = 0.5
"""Share of the smaller word's area that must be common for two words to be of one place."""
_CLEARLY_SURER = 0.03
_LIKE_WIDTH = 0.35
"""How much two readings of one word may differ in width, as a share of it."""
_WORTH_ADDING = 0.5
"""Confidence from which a word that only one reading saw is taken over."""


def merge(first: Sequence[Piece], second: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the words of `first`, each replaced where `second` is clearly surer, and those only `second` saw."""
    merged: list[Piece] = []
    taken: set[int] = set()
    for piece in first:
        others = [index for index, other in enumerate(second) if _overlap(piece, other) > _SAME_PLACE]
        rivals = [second[index] for index in others if index not in taken]
        merged += rivals if len(rivals) == len(others) and _is_surer(rivals, piece) else [piece]
        taken.update(others)
    new = [other for index, other in enumerate(second) if index not in taken and other.confidence >= _WORTH_ADDING]
    return (*merged, *new)


def scaled(pieces: Sequence[Piece], factor: float) -> tuple[Piece, ...]:
    """Return the words with their places multiplied by `factor`."""
    return tuple(
        Piece(one.x0 * factor, one.y0 * factor, one.x1 * factor, one.y1 * factor, one.text, one.confidence)
        for one in pieces
    )


def _overlap(one: Piece, other: Piece) -> float:
    """Return the common area as a share of the smaller one."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    if across <= 0 or down <= 0:
        return 0.0
    return across * down / min(_area(one), _area(other))


def _area(piece: Piece) -> float:
    return (piece.x1 - piece.x0) * piece.height


def _is_surer(rivals: Sequence[Piece], piece: Piece) -> bool:
    """Whether the rivals, which may have parted the word, cover it and are surer of it on the whole."""
    if not rivals:
        return False
    letters = sum(len(rival.text) for rival in rivals)
    confidence = sum(rival.confidence * len(rival.text) for rival in rivals) / letters
    width = max(rival.x1 for rival in rivals) - min(rival.x0 for rival in rivals)
    alike = abs(width - (piece.x1 - piece.x0)) < _LIKE_WIDTH * (piece.x1 - piece.x0)
    return alike and confidence > piece.confidence + _CLEARLY_SURER
