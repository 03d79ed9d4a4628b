"""The words on a page as it is shown, and which of them a person means by a point or a rectangle. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from bookdesk.reading.words import Box

_TOUCHED = 0.5
"""Share of a word's width that a rectangle must cover, and the middle of its height."""


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word at `box` (shares of the page as it is shown), the `position`th in reading order of its page (from 0).

    `line` and `block` number lines within the page and blocks of lines; `confidence` is 1 for text that was not
    recognised from a picture.
    """

    page: int
    position: int
    text: str
    box: Box
    confidence: float
    line: int
    block: int


def in_reading_order(words: Iterable[PlacedWord]) -> list[PlacedWord]:
    """Return the words page by page as they are read, each once, however they were gathered."""
    return sorted(set(words), key=lambda word: (word.page, word.position))


def joined(words: Iterable[PlacedWord]) -> str:
    """Return the words in reading order with single spaces."""
    return " ".join(word.text for word in in_reading_order(words))


def lines_of(words: Iterable[PlacedWord]) -> list[str]:
    """Return the text of each line, in reading order."""
    lines = groupby(in_reading_order(words), key=lambda word: (word.page, word.line))
    return [" ".join(word.text for word in members) for _, members in lines]


def word_at(words: Sequence[PlacedWord], x: float, y: float) -> PlacedWord | None:
    """Return the word at a point, the smallest where places overlap; None between the words."""
    hit = [word for word in words if word.box[0] <= x <= word.box[2] and word.box[1] <= y <= word.box[3]]
    return min(hit, key=lambda word: _area(word.box), default=None)


def words_within(words: Sequence[PlacedWord], box: Box) -> list[PlacedWord]:
    """Return the words of which a rectangle covers the middle of their height and half of their width."""
    return in_reading_order(word for word in words if _is_within(word.box, box))


def _is_within(word: Box, box: Box) -> bool:
    middle = (word[1] + word[3]) / 2
    across = min(word[2], box[2]) - max(word[0], box[0])
    return box[1] <= middle <= box[3] and across >= _TOUCHED * (word[2] - word[0])


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
