"""The order in which the letters of a line are drawn where some are written from right to left (Unicode annex 9).

The annex's rules for text without embeddings: marks that turn the direction are taken out before. One departure: digits
with points, dashes or strokes between them stay one number even in Arabic (W4 by the letter would turn 2026-11-22 into
22-11-2026), since on an invoice they are dates and numbers.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_MIRRORED: Final = str.maketrans("()[]{}<>\u00ab\u00bb\u2039\u203a", ")(][}{><\u00bb\u00ab\u203a\u2039")
_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}
_NUMBERS: Final = frozenset({"EN", "AN"})
_BETWEEN: Final = frozenset({"ES", "CS"})
_STRONG: Final = frozenset({"L", "R"})


def turns(text: str) -> bool:
    """Whether anything in it is written from right to left."""
    return _RIGHT_TO_LEFT.search(text) is not None


def visual(text: str) -> str:
    """Return the letters of one line in the order in which they are drawn from left to right.

    The line runs as its first letter does. Brackets that come to stand the other way round are mirrored.
    """
    classes = [unicodedata.bidirectional(sign) or "L" for sign in text]
    base = 1 if next((one for one in classes if one in {"L", "R", "AL"}), "L") != "L" else 0
    return _reordered(text, _levels(_resolved(text, classes, base), base))


def _resolved(text: str, classes: list[str], base: int) -> list[str]:
    """Every class as L, R, EN or AN: the rules W1 to W7 and N0 to N2."""
    edge = "R" if base else "L"
    weak = _european(_separated(_arabic(classes, edge)), edge)
    return _neutral(_bracketed(text, weak, edge), edge)


def _arabic(classes: list[str], edge: str) -> list[str]:
    """W1 to W3: marks follow their letter, digits after Arabic letters are Arabic ones, those letters are R."""
    found: list[str] = []
    strong = before = edge
    for one in classes:
        now = before if one == "NSM" else one
        if now in {"L", "R", "AL"}:
            strong = now
        before = "AN" if now == "EN" and strong == "AL" else now
        found.append(before)
    return ["R" if one == "AL" else one for one in found]


def _separated(classes: list[str]) -> list[str]:
    """W4, for both kinds of digits: one sign between two digits belongs to the number."""
    found = list(classes)
    for place in range(1, len(found) - 1):
        if found[place] in _BETWEEN and found[place - 1] in _NUMBERS and found[place + 1] == found[place - 1]:
            found[place] = found[place - 1]
    return found


def _european(classes: list[str], edge: str) -> list[str]:
    """W5 to W7: signs of money and per cent join European digits; those after Latin letters are as Latin."""
    found = list(classes)
    for places in (range(len(found)), range(len(found) - 1, -1, -1)):
        before = ""
        for place in places:
            if found[place] == "ET" and before == "EN":
                found[place] = "EN"
            before = found[place]
    strong = edge
    for place, one in enumerate(found):
        if one in _STRONG:
            strong = one
        elif one == "EN" and strong == "L":
            found[place] = "L"
    return found


def _bracketed(text: str, classes: list[str], edge: str) -> list[str]:
    """N0: both brackets of a pair run as the line does if anything in them does, else as what is in and before them."""
    found = list(classes)
    for opening, closing in _pairs(text):
        inside = {_side(one) for one in found[opening + 1 : closing]} & _STRONG
        if not inside:
            continue
        before = next((side for one in reversed(found[:opening]) if (side := _side(one)) in _STRONG), edge)
        found[opening] = found[closing] = edge if edge in inside else before
    return found


def _pairs(text: str) -> list[tuple[int, int]]:
    """Where brackets open and close, by where they open; what closes nothing is none."""
    awaited: list[tuple[str, int]] = []
    found: list[tuple[int, int]] = []
    for place, sign in enumerate(text):
        if sign in _CLOSING:
            awaited.append((_CLOSING[sign], place))
        elif (depth := next((at for at in reversed(range(len(awaited))) if awaited[at][0] == sign), None)) is not None:
            found.append((awaited[depth][1], place))
            del awaited[depth:]
    return sorted(found)


def _neutral(classes: list[str], edge: str) -> list[str]:
    """N1 and N2: what has no direction takes that of both its neighbours, else the line's."""
    found = [one if one in _STRONG or one in _NUMBERS else "" for one in classes]
    place = 0
    while place < len(found):
        if found[place]:
            place += 1
            continue
        end = next((later for later in range(place, len(found)) if found[later]), len(found))
        before = _side(found[place - 1]) if place else edge
        after = _side(found[end]) if end < len(found) else edge
        found[place:end] = [before if before == after else edge] * (end - place)
        place = end
    return found


def _side(one: str) -> str:
    return "R" if one in _NUMBERS else one


def _levels(classes: list[str], base: int) -> list[int]:
    """I1 and I2: even levels run from left to right, odd ones from right to left."""
    if base:
        return [1 if one == "R" else 2 for one in classes]
    return [{"L": 0, "R": 1}.get(one, 2) for one in classes]


def _reordered(text: str, levels: list[int]) -> str:
    """L2 and L4: turn every run of a level and above, from the highest down to 1."""
    signs = [sign.translate(_MIRRORED) if level % 2 else sign for sign, level in zip(text, levels, strict=True)]
    order = list(levels)
    for level in range(max(levels, default=0), 0, -1):
        place = 0
        while place < len(signs):
            if order[place] < level:
                place += 1
                continue
            end = next((later for later in range(place, len(signs)) if order[later] < level), len(signs))
            signs[place:end] = signs[place:end][::-1]
            order[place:end] = order[place:end][::-1]
            place = end
    return "".join(signs)
