"""Texts in lines that fit: broken at blanks, after hyphens and strokes, and within a word only where it is too long."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from bookdesk.core.texts import clean
from bookdesk.formats.paper.faces import SetLine, set_line

_PIECE: Final = re.compile(r"[^ \-/\u2010\u2013\u2014]*[\-/\u2010\u2013\u2014]+|[^ \-/\u2010\u2013\u2014]+| +")


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> list[SetLine]:
    """Return a text in set lines of at most `width` points at `size`; an empty text has none.

    A line feed begins a line; otherwise the text is cleaned of controls and of what turns its direction.
    """
    room = width / size
    return [
        line for part in re.split(r"\r\n|[\n\r\u2028\u2029]", text) for line in _filled(clean(part), room, bold=bold)
    ]


def fitted(text: str, width: float, size: float, *, bold: bool = False) -> SetLine:
    """Return a text as one set line, shortened with an ellipsis where it is wider than `width` points at `size`."""
    whole = clean(text)
    line = set_line(whole, bold=bold)
    while whole and line.width > width / size:
        whole = whole[: min(len(whole) - 1, int(len(whole) * width / size / line.width) + 1)]
        line = set_line(f"{whole.rstrip()}…", bold=bold)
    return line


def _filled(text: str, room: float, *, bold: bool) -> Iterator[SetLine]:
    whole = set_line(text, bold=bold)
    if whole.width <= room:
        if text:
            yield whole
        return
    line, used = "", 0.0
    for piece in _pieces(text, room, bold=bold):
        wide = set_line(piece, bold=bold).width
        if line.strip() and used + (0 if piece.isspace() else wide) > room:
            yield set_line(line.strip(), bold=bold)
            line, used = "", 0.0
        if line or not piece.isspace():
            line, used = line + piece, used + wide
    if line.strip():
        yield set_line(line.strip(), bold=bold)


def _pieces(text: str, room: float, *, bold: bool) -> Iterator[str]:
    """What may stand on a line of its own; a word that does not fit one is cut, never before a mark upon a letter."""
    for found in _PIECE.finditer(text):
        piece = found.group()
        if set_line(piece, bold=bold).width <= room:
            yield piece
            continue
        cut, used = "", 0.0
        for sign in piece:
            wide = set_line(sign, bold=bold).width
            if cut and used + wide > room and not unicodedata.combining(sign):
                yield cut
                cut, used = "", 0.0
            cut, used = cut + sign, used + wide
        yield cut
