"""What a candidate is like, as figures between about -1 and 2: its labels, its place, its print, its form. Pure.

They are the same for every field, so that one table has a row for each.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Protocol

from bookdesk.capture.candidates import Find, Finds
from bookdesk.capture.lines import Line, Sheet
from bookdesk.capture.nearness import Neighbourhood
from bookdesk.capture.roles import Role
from bookdesk.reading.words import Box

_LABELS = (
    *(Role.NUMBER, Role.TITLE, Role.MARK, Role.OTHER_NUMBER, Role.PO_NUMBER, Role.ORDER_NUMBER, Role.REFERENCE),
    *(Role.ISSUE_DATE, Role.DATED, Role.DUE_DATE, Role.OTHER_DATE),
    *(Role.TOTAL, Role.NET, Role.TAX, Role.DUE, Role.PREPAID, Role.TENDER, Role.CHANGE, Role.OTHER_AMOUNT),
)
FIGURES = (
    *(f"named {role.value}" for role in _LABELS),
    *("label left", "label above", "no label", "label behind colon"),
    *("from left", "from right", "from top", "first page", "last page", "upper part", "lowest part"),
    *("size", "largest print", "first of its kind", "last of its kind", "share of the way"),
    *("largest", "share of largest", "with unit", "at the right edge"),
    *("printed", "length", "letters", "digits", "odd signs", "capitals", "words"),
    *("alone", "first in line", "last in line", "legible"),
)
"""The figures in the order of a row of the table."""
_UPPER, _LOWEST = 0.35, 0.85
_LONG = 30
_EDGE = 0.01
"""Share of the page's width within which two amounts end at one edge."""
_MANY_WORDS = 6


class Standing(Protocol):
    """A candidate with the place where it stands: a find or a name."""

    @property
    def line(self) -> int:
        """Return the number of its line."""

    @property
    def page(self) -> int:
        """Return the number of its page."""

    @property
    def first(self) -> int:
        """Return its first token."""

    @property
    def last(self) -> int:
        """Return its last token."""

    @property
    def text(self) -> str:
        """Return it as printed."""

    @property
    def box(self) -> Box:
        """Return its place as a share of the page."""


class Surroundings:
    """Answers for one document what its candidates are like."""

    def __init__(self, sheet: Sheet, finds: Finds, near: Neighbourhood) -> None:
        """Take a document; what all its candidates share is worked out when it is first asked for."""
        self._sheet, self._finds, self._near = sheet, finds, near

    def figures(self, one: Standing, among: Sequence[Standing]) -> tuple[float, ...]:
        """Return the figures of candidate `one` of those in `among`, in the order of `FIGURES`."""
        line = self._sheet.lines[one.line]
        told = {
            **self._labels(one, line),
            **self._place(one),
            **self._print(one, line, among),
            **self._form(one, line),
        }
        return tuple(float(told[name]) for name in FIGURES)

    def _labels(self, one: Standing, line: Line) -> Mapping[str, float]:
        near = self._near.near(one) if isinstance(one, Find) else ()
        before = line.tokens[one.first - 1].text if one.first else ""
        named = {
            f"named {role.value}": max((each.label.weight(role) * each.closeness for each in near), default=0.0)
            for role in _LABELS
        }
        return named | {
            "label left": max((each.closeness for each in near if each.left), default=0.0),
            "label above": max((each.closeness for each in near if not each.left), default=0.0),
            "no label": not near,
            "label behind colon": before.endswith(":"),
        }

    def _place(self, one: Standing) -> Mapping[str, float]:
        top = one.box[1]
        return {
            "from left": one.box[0],
            "from right": 1 - one.box[2],
            "from top": top,
            "first page": one.page == 1,
            "last page": one.page == self._sheet.last_page,
            "upper part": one.page == 1 and top < _UPPER,
            "lowest part": top > _LOWEST,
        }

    def _print(self, one: Standing, line: Line, among: Sequence[Standing]) -> Mapping[str, float]:
        height = (one.box[3] - one.box[1]) / self._usual if self._usual else 1.0
        order = sorted((each.page, each.line, each.first) for each in among)
        place = order.index((one.page, one.line, one.first))
        amount = abs(one.amount) if isinstance(one, Find) and one.amount is not None else None
        most = self._most
        return {
            "size": max(-1.0, min(1.0, height - 1)),
            "largest print": all(one.box[3] - one.box[1] >= each.box[3] - each.box[1] for each in among),
            "first of its kind": place == 0,
            "last of its kind": place == len(order) - 1,
            "share of the way": place / max(1, len(order) - 1),
            "largest": amount is not None and most > 0 and float(amount) >= most,
            "share of largest": float(amount) / most if amount is not None and most > 0 else 0.0,
            "with unit": isinstance(one, Find) and one.unit is not None,
            "at the right edge": self._share_at(one.box[2]) if amount is not None else 0.0,
            "alone": one.first == 0 and one.last == len(line.tokens) - 1,
            "first in line": one.first == 0,
            "last in line": one.last == len(line.tokens) - 1,
            "legible": min(token.confidence for token in line.tokens[one.first : one.last + 1]),
        }

    def _form(self, one: Standing, line: Line) -> Mapping[str, float]:
        del line
        text = one.text
        size = max(1, len(text))
        letters = sum(map(str.isalpha, text))
        again = self._printed[one.value] if isinstance(one, Find) else 0
        return {
            "printed": math.log1p(again),
            "length": min(_LONG, size) / _LONG,
            "letters": letters / size,
            "digits": sum(map(str.isdigit, text)) / size,
            "odd signs": sum(not (sign.isalnum() or sign.isspace()) for sign in text) / size,
            "capitals": sum(map(str.isupper, text)) / max(1, letters),
            "words": min(_MANY_WORDS, len(text.split())) / _MANY_WORDS,
        }

    @cached_property
    def _usual(self) -> float:
        heights = sorted(line.height for line in self._sheet.lines)
        return heights[len(heights) // 2] if heights else 0.0

    @cached_property
    def _most(self) -> float:
        return max((abs(float(each.amount)) for each in self._finds.amounts if each.amount), default=0.0)

    @cached_property
    def _printed(self) -> Counter[str]:
        groups: Iterable[tuple[Find, ...]] = (self._finds.codes, self._finds.dates, self._finds.amounts)
        return Counter(find.value for group in groups for find in group)

    def _share_at(self, edge: float) -> float:
        """Return the share of the document's amounts that end at one edge: they are a column."""
        amounts = self._finds.amounts
        return sum(abs(each.box[2] - edge) < _EDGE for each in amounts) / len(amounts) if amounts else 0.0
