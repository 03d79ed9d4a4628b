"""Group words into lines and cells, whatever order a file or an engine gave them in. Pure.

A line is what stands at one height across the whole page, so that a label at the left margin meets its amount at the
right one. A cell is a run of words without a wide gap. Words that hold a label and its value (`n°562`, `Date:01/02`)
are cut into tokens, which keep the id of their word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from bookdesk.reading.words import Box, Page, Word

CELL_GAP = 0.9
"""Heights of the line by which words of one cell are at most apart; a space is about a quarter of a height."""
_SAME_LINE = 0.5
"""Share of the lower word's height by which two words of one line overlap at least."""
_NEIGHBOURS = 12
_CUT = re.compile(
    r"(?<=[^\W\d_][:#°=])(?=[^\W_])|(?<=[^\W\d_]{2})/(?=[^\W\d_]{3})|(?<=^[:#])(?=\w)|(?<=[^\W\d_]\.)(?=[0-9]{3})"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or a part of one, with the position of its word in `Sheet.words`."""

    word: int
    text: str
    box: Box
    confidence: float

    @property
    def height(self) -> float:
        """Height as a fraction of the page."""
        return self.box[3] - self.box[1]


@dataclass(frozen=True, slots=True)
class Cell:
    """Tokens `first` to `last` (inclusive) of line `line`, which stand close together."""

    line: int
    first: int
    last: int
    text: str
    box: Box


@dataclass(frozen=True)
class Line:
    """What stands at one height of `page`; `number` counts through the document, `wide` is width over height."""

    number: int
    page: int
    tokens: tuple[Token, ...]
    wide: float

    @cached_property
    def text(self) -> str:
        """The tokens with single spaces."""
        return " ".join(token.text for token in self.tokens)

    @cached_property
    def box(self) -> Box:
        """Where the line is."""
        return around(token.box for token in self.tokens)

    @cached_property
    def height(self) -> float:
        """The usual height of its words."""
        return sorted(token.height for token in self.tokens)[len(self.tokens) // 2]

    @cached_property
    def by_ocr(self) -> bool:
        """Whether an engine read it, and may have misread it."""
        return any(token.confidence < 1 for token in self.tokens)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """The runs of words without a wide gap."""
        starts = [index for index in range(len(self.tokens)) if index == 0 or self.gap(index) > CELL_GAP]
        ends = [*starts[1:], len(self.tokens)]
        return tuple(self.cell(start, end - 1) for start, end in zip(starts, ends, strict=True))

    def gap(self, index: int) -> float:
        """Return how far token `index` stands from the one before, in heights of the line."""
        distance = self.tokens[index].box[0] - self.tokens[index - 1].box[2]
        return distance * self.wide / max(self.height, 1e-6)

    def cell(self, first: int, last: int) -> Cell:
        """Return tokens `first` to `last` as one cell."""
        tokens = self.tokens[first : last + 1]
        text = " ".join(token.text for token in tokens)
        return Cell(self.number, first, last, text, around(token.box for token in tokens))


@dataclass(frozen=True)
class Sheet:
    """A document's words in lines, top to bottom and page by page."""

    words: tuple[Word, ...]
    lines: tuple[Line, ...]

    @cached_property
    def text(self) -> str:
        """All lines, joined by line feeds."""
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def last_page(self) -> int:
        """The number of the last page that has words."""
        return max((line.page for line in self.lines), default=1)

    def words_of(self, line: int, first: int, last: int) -> tuple[int, ...]:
        """Return the positions of the words under tokens `first` to `last`, each once."""
        return tuple(dict.fromkeys(token.word for token in self.lines[line].tokens[first : last + 1]))


def around(boxes: Iterable[Box]) -> Box:
    """Return the smallest box around all of `boxes`, of which there is at least one."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return (min(x0), min(y0), max(x1), max(y1))


def sheet_of(pages: Sequence[Page]) -> Sheet:
    """Group the words of all `pages`."""
    words: list[Word] = []
    lines: list[Line] = []
    for page in pages:
        offset = len(words)
        words.extend(page.words)
        wide = page.width_pt / page.height_pt
        for members in _rows(page.words):
            tokens = tuple(token for position in members for token in _tokens(offset + position, page.words[position]))
            lines.append(Line(len(lines), page.number, tokens, wide))
    return Sheet(tuple(words), tuple(lines))


def _rows(words: Sequence[Word]) -> list[list[int]]:
    """Return positions of words by line, lines from top to bottom, words from left to right."""
    rows: list[_Row] = []
    for position in sorted(range(len(words)), key=lambda index: words[index].y0 + words[index].y1):
        word = words[position]
        row = _row_for(word, rows[-_NEIGHBOURS:])
        if row is None:
            row = _Row([], [], word.y0, word.y1)
            rows.append(row)
        row.take(position, word)
    rows.sort(key=lambda row: sum(word.y0 + word.y1 for word in row.words) / len(row.words))
    return [[row.positions[index] for index in row.in_order()] for row in rows]


@dataclass
class _Row:
    """A line that is growing; `top` to `bottom` is all it covers."""

    positions: list[int]
    words: list[Word]
    top: float
    bottom: float

    def take(self, position: int, word: Word) -> None:
        """Add a word."""
        self.positions.append(position)
        self.words.append(word)
        self.top, self.bottom = min(self.top, word.y0), max(self.bottom, word.y1)

    def in_order(self) -> list[int]:
        """Return its members from left to right."""
        return sorted(range(len(self.words)), key=lambda index: self.words[index].x0)


def _row_for(word: Word, rows: Sequence[_Row]) -> _Row | None:
    """Return the row that the word belongs to: its nearest neighbour overlaps in height, and none in width."""
    best: tuple[float, _Row] | None = None
    for row in rows:
        if row.bottom <= word.y0 or row.top >= word.y1 or any(_collide(other, word) for other in row.words):
            continue
        nearest = min(row.words, key=lambda other: _apart(other, word))
        share = _overlap(nearest, word)
        if share >= _SAME_LINE and (best is None or share > best[0]):
            best = (share, row)
    return best[1] if best else None


def _apart(one: Word, other: Word) -> float:
    return max(one.x0 - other.x1, other.x0 - one.x1)


def _collide(one: Word, other: Word) -> bool:
    """Whether two words share more than a quarter of the narrower one's width."""
    if one.x1 <= other.x0 or other.x1 <= one.x0:
        return False
    return min(one.x1, other.x1) - max(one.x0, other.x0) > min(one.x1 - one.x0, other.x1 - other.x0) / 4


def _overlap(one: Word, other: Word) -> float:
    lower = min(one.y1 - one.y0, other.y1 - other.y0)
    return (min(one.y1, other.y1) - max(one.y0, other.y0)) / lower if lower > 0 else 0.0


def _tokens(position: int, word: Word) -> list[Token]:
    """Cut a word where a label ends and a value begins; parts get their share of the box by letters."""
    parts = [part for part in _CUT.split(word.text) if part]
    if len(parts) < 2:  # noqa: PLR2004 - nothing to cut
        return [Token(position, word.text, word.box, word.confidence)]
    total, done, tokens = sum(map(len, parts)), 0, []
    for part in parts:
        x0 = word.x0 + (word.x1 - word.x0) * done / total
        done += len(part)
        x1 = word.x0 + (word.x1 - word.x0) * done / total
        tokens.append(Token(position, part, (x0, word.y0, x1, word.y1), word.confidence))
    return tokens
