"""Find the phrases of `roles` on a page. Pure.

A phrase may stand in several words or in one, close to its value or a column away; the longest phrase wins, and one
phrase may announce more than one role (`Account number` of the customer or of the bank).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bookdesk.capture.lines import Line, Sheet, around
from bookdesk.capture.roles import TABLE, Role, till_totals
from bookdesk.reading.words import Box

_WIDEST_GAP = 1.3
"""Heights between two words of one phrase; wider apart they are two columns."""
_MOST_TOKENS = 14
_LOOK_ALIKE = str.maketrans({"i": "l", "|": "l", "!": "l", "°": "o", "º": "o", "№": "no"})


@dataclass(frozen=True, slots=True)
class Label:
    """A phrase at tokens `first` to `last` of a line; `tail` is what its last token holds beyond the phrase."""

    line: int
    page: int
    first: int
    last: int
    phrase: str
    roles: tuple[tuple[Role, float], ...]
    box: Box
    tail: str

    def weight(self, role: Role) -> float:
        """Return how strongly the phrase speaks for `role`, 0 if not at all."""
        return next((weight for known, weight in self.roles if known is role), 0.0)


def compact(text: str) -> str:
    """Return letters, digits, # and % only, without case and accents; letters that OCR confuses are one."""
    folded = unicodedata.normalize("NFKD", text).casefold()  # in this order: a letter in a fancy form has no case
    spread = unicodedata.normalize("NFKD", folded).translate(_LOOK_ALIKE)
    return "".join(character for character in spread if character.isalnum() or character in "#%")


@cache
def phrases() -> dict[str, tuple[tuple[Role, float], ...]]:
    """Return the table with each phrase in compact form."""
    known: dict[str, dict[Role, float]] = {}
    for role, text in TABLE.items():
        for row in text.strip().splitlines():
            weight, _, names = row.strip().partition(" ")
            for name in filter(None, map(compact, names.split(";"))):
                known.setdefault(name, {}).setdefault(role, float(weight))
    for name, role in till_totals():
        known.setdefault(compact(name), {}).setdefault(role, 1.0)
    return {name: tuple(roles.items()) for name, roles in known.items()}


@cache
def _longest() -> int:
    return max(map(len, phrases()))


_SHORTEST_MISREAD, _SHORTEST_CUT = 6, 9
"""Letters of a phrase from which one of them may be another one, or missing, and it is still no other phrase."""
_SHORT = frozenset({"total", "summe", "datum"})
"""Shorter phrases that are no word's neighbours."""


@cache
def _masked() -> dict[str, str]:
    """Return each longer phrase with one of its letters masked, and without it where it is long enough for that."""
    found: dict[str, str] = {}
    for name in sorted(phrases(), key=len):
        if len(name) >= _SHORTEST_MISREAD or name in _SHORT:
            for mask in _masks(name):
                found.setdefault(mask, name)
        if len(name) >= _SHORTEST_CUT:
            for short in _cuts(name):
                found.setdefault(short, name)
    return found


def _masks(name: str) -> Iterator[str]:
    return (f"{name[:place]}?{name[place + 1 :]}" for place in range(len(name)))


def _cuts(name: str) -> Iterator[str]:
    return (name[:place] + name[place + 1 :] for place in range(len(name)))


_COMPOUND = "rechnung"
"""German titles are compounds: `Baurechnung`, `Stromrechnung`, `Betriebskostenabrechnung`."""
_NO_TITLES = ("berechnung", "verrechnung", "anrechnung", "umrechnung", "aufrechnung")


@cache
def phrase_of(name: str, *, by_ocr: bool) -> str | None:
    """Return the phrase that `name` is; where an engine read it, also one that differs in one letter."""
    if name in phrases():
        return name
    if name.endswith(_COMPOUND) and not name.endswith(_NO_TITLES):
        return _COMPOUND
    if not by_ocr or len(name) < len("total"):
        return None
    known = (name, *_masks(name))
    near = next((phrase for one in known if (phrase := _masked().get(one))), None)
    if near is None and len(name) > _SHORTEST_CUT:
        near = next((one for one in _cuts(name) if one in phrases() and len(one) >= _SHORTEST_CUT), None)
    return near


def labels_of(sheet: Sheet) -> tuple[Label, ...]:
    """Return the labels of a document in reading order; none overlaps another."""
    return tuple(label for line in sheet.lines for label in _labels(line))


def _labels(line: Line) -> Iterator[Label]:
    pieces = [_piece(token.text) for token in line.tokens]
    first = 0
    while first < len(pieces):
        last = _longest_phrase(line, pieces, first)
        if last is None:
            first += 1
            continue
        name = "".join(head for head, _ in pieces[first : last + 1])
        box = around(token.box for token in line.tokens[first : last + 1])
        phrase = phrase_of(name, by_ocr=line.by_ocr) or name
        yield Label(line.number, line.page, first, last, phrase, phrases()[phrase], box, pieces[last][1])
        first = last + 1


def _longest_phrase(line: Line, pieces: list[tuple[str, str]], first: int) -> int | None:
    """Return the last token of the longest phrase that starts at token `first`."""
    name, found = "", None
    for index in range(first, min(first + _MOST_TOKENS, len(pieces))):
        if index > first and (line.gap(index) > _WIDEST_GAP or pieces[index - 1][1]):
            break
        name += pieces[index][0]
        if len(name) > _longest():
            break
        if pieces[index][0] and phrase_of(name, by_ocr=line.by_ocr):
            found = index
    return found


@cache
def _piece(text: str) -> tuple[str, str]:
    """Return a token's letters for comparing, and the value that follows them in the same word (`Nr.471102`)."""
    for index, character in enumerate(text):
        if character.isdigit() and index and not text[index - 1].isalpha():
            head = compact(text[:index])
            return (head, text[index:]) if head else (compact(text), "")
    return (compact(text), "")
