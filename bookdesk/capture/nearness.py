"""Which label governs a value: the nearest one to its left in the line, or the one above it in its column. Pure.

Closeness is 1 for a label directly before its value and falls with what stands between; the steps were set on
documents of several suppliers and kinds, not learnt from any one of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bookdesk.capture.candidates import Find, Finds, Type
from bookdesk.capture.labels import Label
from bookdesk.capture.lines import Line, Sheet
from bookdesk.capture.roles import Role
from bookdesk.reading.words import Box

_MONEY = frozenset(
    {Role.TOTAL, Role.NET, Role.TAX, Role.DUE, Role.PREPAID, Role.TENDER, Role.CHANGE, Role.OTHER_AMOUNT}
)
_DATES = frozenset({Role.ISSUE_DATE, Role.DATED, Role.DUE_DATE, Role.OTHER_DATE})
_NUMBERS = frozenset(
    {
        *(Role.NUMBER, Role.TITLE, Role.MARK, Role.ORDER_NUMBER, Role.PO_NUMBER, Role.OTHER_NUMBER, Role.REFERENCE),
        *(
            Role.TAX_ID,
            Role.ACCOUNT,
            Role.ROUTING,
            Role.IBAN,
            Role.ISSUE_DATE,
            Role.DUE_DATE,
            Role.OTHER_DATE,
            Role.TERMS,
        ),
    }
)
GOVERNS: dict[Type, frozenset[Role]] = {
    Type.AMOUNT: _MONEY,
    Type.DATE: _DATES,
    Type.CODE: _NUMBERS,
    Type.IBAN: frozenset({Role.IBAN, Role.ACCOUNT}),
    Type.TAX_ID: frozenset({Role.TAX_ID, Role.OTHER_NUMBER, Role.NUMBER, Role.PO_NUMBER, Role.ACCOUNT}),
}
"""The roles that may stand over a value of each type; other labels do not come between."""

_PER_WORD = 0.06
_PER_VALUE_BEHIND = 0.15
_ABOVE = 0.85
_BEHIND = 0.8
_ROW_LABEL = 0.5
_ABOVE_FAR = 3.4
"""Heights by which a label above stands at most from a date or number (one line of value, one of air)."""
_COLUMN_ROWS = 45
_PER_ROW = 0.012
_FLOOR = 0.3
_ALIGNED = 0.012


@dataclass(frozen=True, slots=True)
class Near:
    """A label that governs a find, and how closely; `left` or above."""

    label: Label
    closeness: float
    left: bool


class Neighbourhood:
    """Answers which labels govern a find, over the labels and lines of one document."""

    def __init__(self, sheet: Sheet, labels: Sequence[Label], finds: Finds) -> None:
        """Index labels and values by line."""
        self._lines = sheet.lines
        self._known: dict[tuple[Type, int, int, int], tuple[Near, ...]] = {}
        self._labels: dict[int, list[Label]] = defaultdict(list)
        for label in labels:
            self._labels[label.line].append(label)
        self._amounts: dict[int, list[Find]] = defaultdict(list)
        for find in finds.amounts:
            self._amounts[find.line].append(find)

    def labels_on(self, line: int) -> Sequence[Label]:
        """Return the labels of a line, left to right."""
        return self._labels.get(line, ())

    def is_named(self, beginnings: tuple[str, ...]) -> bool:
        """Whether a label of the document begins so, with or without a value."""
        return any(one.phrase.startswith(beginnings) for several in self._labels.values() for one in several)

    def near(self, find: Find) -> tuple[Near, ...]:
        """Return the governing labels: at most one to the left and one above.

        In a row of several amounts the head of each column says more than the row's label (`Totals`).
        """
        key = (find.type, find.line, find.first, find.last)
        if key not in self._known:
            self._known[key] = self._governing(find)
        return self._known[key]

    def _governing(self, find: Find) -> tuple[Near, ...]:
        behind = self._behind(find)
        if behind is not None:
            return (behind,)
        left, above = self._left(find), self._above(find)
        if left and above and find.type is Type.AMOUNT and self._in_row(find, left.label):
            left = Near(left.label, left.closeness * _ROW_LABEL, left=True)
        return tuple(near for near in (left, above) if near)

    def score(self, find: Find, role: Role) -> float:
        """Return how strongly the governing labels speak for `role`, less what speaks for another one."""
        mine = max((near.label.weight(role) * near.closeness for near in self.near(find)), default=0.0)
        others = max((near.closeness for near in self.near(find) if not near.label.weight(role)), default=0.0)
        return mine - 0.6 * max(0.0, others - mine) if mine else -0.5 * others

    def _left(self, find: Find) -> Near | None:
        roles = GOVERNS[find.type]
        before = [
            label
            for label in self.labels_on(find.line)
            if (label.last < find.first or (label.last == find.first and label.tail))
            and any(label.weight(role) for role in roles)
        ]
        if not before:
            return None
        label = before[-1]
        words = self._words_between(find, label)
        behind = self._values_behind(find) if find.type is Type.AMOUNT else 0
        closeness = 1 - _PER_WORD * words - _PER_VALUE_BEHIND * behind
        return Near(label, max(_FLOOR, closeness), left=True)

    def _behind(self, find: Find) -> Near | None:
        """Return the label of a tax that begins a line as tills print it: `0.46 VAT 20 %   2.76`."""
        if find.type is not Type.AMOUNT or find.first:
            return None
        labels = self.labels_on(find.line)[:1]
        close = [one for one in labels if one.first == find.last + 1 and one.weight(Role.TAX)]
        return Near(close[0], _BEHIND, left=True) if close else None

    def _words_between(self, find: Find, label: Label) -> int:
        """Count the words between that say something: not signs, units, percentages or `(EUR)`."""
        tokens = self._lines[find.line].tokens[label.last + 1 : find.first]
        return sum(1 for token in tokens if sum(map(str.isalpha, token.text)) > 3)  # noqa: PLR2004 - longer than a unit

    def _in_row(self, find: Find, label: Label) -> bool:
        """Whether further amounts follow the same label."""
        return any(
            other is not find and other.decimals and label.last < other.first
            for other in self._amounts.get(find.line, ())
        )

    def _values_behind(self, find: Find) -> int:
        """Count the amounts to the right up to the next label: a row's last amount is what its label names."""
        stop = next(
            (label.first for label in self.labels_on(find.line) if label.first > find.last and _names_money(label)),
            10**6,
        )
        return sum(1 for other in self._amounts.get(find.line, ()) if find.last < other.first < stop and other.decimals)

    def _above(self, find: Find) -> Near | None:
        """Return the label above in the column: next to the value, or, for amounts, at the head of their column."""
        height = max(find.box[3] - find.box[1], 1e-4)
        for rows, line in enumerate(reversed(self._lines[max(0, find.line - _COLUMN_ROWS) : find.line])):
            far = (find.box[1] - line.box[3]) / height
            if line.page != find.page or (find.type is not Type.AMOUNT and far > _ABOVE_FAR):
                return None
            label = self._label_over(line, find)
            if label is not None:
                step = 0.1 * max(0.0, far - 0.8) if find.type is not Type.AMOUNT else _PER_ROW * rows
                return Near(label, max(_FLOOR, _ABOVE - step), left=False)
            if self._blocked(line, find):
                return None
        return None

    def _label_over(self, line: Line, find: Find) -> Label | None:
        roles = GOVERNS[find.type]
        found = [
            label
            for label in self.labels_on(line.number)
            if any(label.weight(role) for role in roles) and not label.tail and self._is_over(line, label, find)
        ]
        return max(found, key=lambda label: _shared(label.box, find.box), default=None)

    def _is_over(self, line: Line, label: Label, find: Find) -> bool:
        """Whether label and value share a column; a label with its own value beside it heads no column."""
        behind = line.tokens[label.last + 1 : label.last + 2]
        if find.type is not Type.AMOUNT and behind and line.gap(label.last + 1) < 1 and _has_digit(behind[0].text):
            return False
        left, right = abs(label.box[0] - find.box[0]), abs(label.box[2] - find.box[2])
        return _shared(label.box, find.box) > 0 or min(left, right) < _ALIGNED

    def _blocked(self, line: Line, find: Find) -> bool:
        """Whether something stands between in the column; further amounts of a column do not matter to amounts."""
        for token in line.tokens:
            if _shared(token.box, find.box) <= 0:
                continue
            if find.type is not Type.AMOUNT or not _has_digit(token.text):
                return len(token.text) > 1
        return False


def _names_money(label: Label) -> bool:
    return any(label.weight(role) for role in _MONEY)


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))


def _shared(one: Box, other: Box) -> float:
    """Return the width that two boxes share."""
    return min(one[2], other[2]) - max(one[0], other[0])
