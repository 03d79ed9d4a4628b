"""The text of a web page, as a mail carries one, laid out in lines of one letter's width. Pure.

Nothing is fetched, run or followed: tags only say where lines and cells end, what is not shown is left out, and
addresses of pictures and links are never looked at. Every step goes once over the text, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import zip_longest
from typing import Final

COLUMNS: Final = 90
"""Letters of a line."""
_PIECE = re.compile(
    r"<!--.*?(?:-->|\Z)|<![^<>]*+>|<(?P<end>/?)(?P<tag>[a-zA-Z][^\s/<>]*+)(?P<rest>[^<>]*+)>|(?P<text>[^<]++|<)",
    re.DOTALL,
)
_UNSHOWN: Final = frozenset({"script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg"})
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:[;\"'!]|$)|\shidden(?=[\s=/]|$)",
    re.IGNORECASE,
)
_EMPTY_TAGS: Final = frozenset({"img", "br", "hr", "input", "meta", "link", "col", "area", "base", "wbr", "source"})
_BREAKS: Final = frozenset({"br", "div", "li", "ul", "ol", "dt", "dd", "section", "article", "header", "footer", "pre"})
_SPACED_BREAKS: Final = frozenset({"p", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "center", "address"})
_MOST_NESTED = 40
"""Tables and cells within one another; deeper ones are read as plain text."""
_MOST_CELLS = 24
"""Cells that stand side by side; the cells of a longer row stand below each other."""
_GAP = "   "
_FIGURES = re.compile(r"[-+(]?\s*(?:[A-Z]{3}\s?|[^\w\s]\s?)?[0-9][0-9.,' \u00a0]*\s?(?:[^\w\s]|[A-Z]{3}|%)?\)?-?")
_NARROWEST = 12
_DIGITS_IN_ENTITY = 8
_ENDLESS_ENTITY = re.compile(rf"&#[xX]?[0-9a-fA-F]{{{_DIGITS_IN_ENTITY},}};?")


class _Cell:
    """What stands in a cell, or on the whole page: lines, and the words of the one that is open."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._open: list[str] = []

    def write(self, text: str) -> None:
        self._open.append(text)

    def end_line(self, *, spaced: bool = False) -> None:
        line = " ".join("".join(self._open).split())
        self._open = []
        if line:
            self.lines.append(line)
        if spaced and self.lines and self.lines[-1]:
            self.lines.append("")

    def put(self, lines: Iterable[str]) -> None:
        self.end_line()
        self.lines += lines


class _Table:
    def __init__(self) -> None:
        self.rows: list[list[_Cell]] = []


def html_lines(source: str) -> list[str]:
    """Return the lines of a web page, at most `COLUMNS` long; cells of a table stand below each other's columns."""
    return _Page().read(source)


def wrapped(line: str, width: int = COLUMNS) -> list[str]:
    """Return a line in pieces of at most `width` letters, cut between words where that is possible."""
    pieces: list[str] = []
    text, start = line.rstrip(), 0
    while len(text) - start > width:
        cut = text.rfind(" ", start, start + width + 1)
        if cut <= start or not text[start:cut].strip():
            cut = start + width
        pieces.append(text[start:cut].rstrip())
        start = cut
        while text[start : start + 1] == " ":
            start += 1
    return [*pieces, text[start:]]


class _Page:
    """Reads a page's pieces in their order; `_open` are the cells and tables that are not yet closed."""

    def __init__(self) -> None:
        self._open: list[_Cell | _Table] = [_Cell()]
        self._unshown: tuple[str, int] | None = None

    def read(self, source: str) -> list[str]:
        for piece in _PIECE.finditer(source):
            if piece["tag"]:
                self._tag(piece["tag"].lower(), piece["rest"], ends=bool(piece["end"]))
            elif piece["text"] and self._unshown is None:
                self._cell().write(_plain(piece["text"]))
        while len(self._open) > 1:
            self._close()
        page = self._cell()
        page.end_line()
        return [short for line in page.lines for short in wrapped(line)]

    def _tag(self, tag: str, rest: str, *, ends: bool) -> None:
        if self._unshown is not None:
            self._pass(tag, rest, ends=ends)
        elif not ends and tag not in _EMPTY_TAGS and (tag in _UNSHOWN or _HIDDEN.search(rest)):
            self._unshown = None if rest.endswith("/") else (tag, 1)
        elif tag in ("table", "tr", "td", "th"):
            self._table_tag(tag, ends=ends)
        elif tag in _BREAKS or tag in _SPACED_BREAKS:
            self._cell().end_line(spaced=tag in _SPACED_BREAKS)
        elif ends and tag not in ("a", "span", "b", "i", "u", "strong", "em", "font", "small", "sup", "sub"):
            self._cell().write(" ")

    def _pass(self, tag: str, rest: str, *, ends: bool) -> None:
        """Count the tags of the kind that began what is not shown, until the one that ends it."""
        name, depth = self._unshown or ("", 0)
        if tag == name and not rest.endswith("/"):
            depth += -1 if ends else 1
            self._unshown = (name, depth) if depth else None

    def _table_tag(self, tag: str, *, ends: bool) -> None:
        if tag == "table" and not ends:
            if len(self._open) < _MOST_NESTED:
                self._open.append(_Table())
            else:
                self._cell().end_line()
            return
        inside = next((place for place in range(len(self._open) - 1, 0, -1) if self._is_table(place)), None)
        if inside is None:  # a row or a cell of no table
            self._cell().end_line()
            return
        while len(self._open) - 1 > inside:
            self._close()
        table = self._open[inside]
        if tag == "table":
            self._close()
        elif isinstance(table, _Table) and not ends:
            self._begin(table, tag)

    def _begin(self, table: _Table, tag: str) -> None:
        if tag == "tr" or not table.rows:
            table.rows.append([])
        if tag != "tr":
            cell = _Cell()
            table.rows[-1].append(cell)
            self._open.append(cell)

    def _is_table(self, place: int) -> bool:
        return isinstance(self._open[place], _Table)

    def _cell(self) -> _Cell:
        """Return the innermost cell; what stands in a table beside its cells belongs to what the table is in."""
        return next(one for one in reversed(self._open) if isinstance(one, _Cell))

    def _close(self) -> None:
        closed = self._open.pop()
        if isinstance(closed, _Table):
            self._cell().put(_table_lines(closed))
        else:
            closed.end_line()


def _plain(text: str) -> str:
    return unescape(_ENDLESS_ENTITY.sub(" ", text)) if "&" in text else text


def _table_lines(table: _Table) -> Iterator[str]:
    """Yield a table's lines; columns are as wide as what stands in rows of as many cells."""
    rows = [[_trimmed(cell.lines) for cell in row] for row in table.rows]
    filled = [[cell for cell in row if cell] if len(row) > _MOST_CELLS else row for row in rows]
    used: dict[int, set[int]] = {}
    for row in filled:
        used.setdefault(len(row), set()).update(place for place, cell in enumerate(row) if cell)
    shown = [[cell for place, cell in enumerate(row) if place in used[len(row)]] for row in filled]
    widths: dict[int, list[int]] = {}
    for row in shown:
        own = [max(map(len, cell), default=0) for cell in row]
        known = widths.get(len(row), [0] * len(row))
        widths[len(row)] = [max(pair) for pair in zip(own, known, strict=True)]
    for row in shown:
        yield from _row_lines(row, widths[len(row)])


def _trimmed(lines: Sequence[str]) -> list[str]:
    """Return lines without empty ones at either end."""
    first = next((place for place, line in enumerate(lines) if line), len(lines))
    last = next((place for place in range(len(lines), first, -1) if lines[place - 1]), first)
    return list(lines[first:last])


def _row_lines(row: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    """Yield a row's lines: its cells side by side where they fit, below each other where not."""
    fitting = _fitted(widths) if 1 < len(row) <= _MOST_CELLS else None
    if fitting is None:
        for cell in row:
            yield from cell
        return
    cells = [
        [short for line in cell for short in wrapped(line, width)] for cell, width in zip(row, fitting, strict=True)
    ]
    for beside in zip_longest(*cells, fillvalue=""):
        padded = (
            text.rjust(width) if _FIGURES.fullmatch(text) else text.ljust(width)
            for text, width in zip(beside, fitting, strict=True)
        )
        yield _GAP.join(padded).rstrip()


def _fitted(widths: Sequence[int]) -> list[int] | None:
    """Return the columns' widths with the widest made narrower until a line holds all; None where it cannot."""
    room = COLUMNS - len(_GAP) * (len(widths) - 1)
    fitted = list(widths)
    surplus = sum(fitted) - room
    if surplus > 0:
        widest = fitted.index(max(fitted))
        fitted[widest] -= surplus
        if fitted[widest] < min(_NARROWEST, widths[widest]):
            return None
    return [max(1, width) for width in fitted]
