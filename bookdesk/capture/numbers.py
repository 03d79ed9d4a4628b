"""Choose the document's numbers and dates by the labels that govern them. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bookdesk.capture.candidates import Find, Finds
from bookdesk.capture.identity import OwnIdentity
from bookdesk.capture.labels import Label
from bookdesk.capture.lines import Sheet
from bookdesk.capture.meanings import Alternative
from bookdesk.capture.memory.layouts import Recalled
from bookdesk.capture.nearness import Neighbourhood
from bookdesk.capture.ranking.ranker import Ranking
from bookdesk.capture.roles import Role
from bookdesk.capture.zones import Zone, party_at

_LEAST = 0.3
_SHORT = 3
_RIVALS = 3
"""Other values of a field that a person is offered."""
_HOURS = re.compile(r"(?i)(?:[a-z-]+/)?[0-9]{1,4}[ap]?-[0-9]{1,4}[ap]m?|[0-9]{1,4}[ap]m?")
"""Hours of a day, with weekdays or without: `W-F/9-10A`, `1130P`."""
_YEARS = range(1990, 2100)


@dataclass(frozen=True, slots=True)
class Pick:
    """A find with the evidence for it (about 0 to 1.3) and how far it is ahead of the next other value."""

    find: Find
    score: float
    margin: float
    value: str
    why: str
    rivals: tuple[Alternative, ...] = ()
    """Other values that something speaks for, best first."""


def pick(scored: Sequence[tuple[float, Find, str]], least: float = _LEAST) -> Pick | None:
    """Return the best of `scored`, or None if nothing reaches `least`."""
    ranked = sorted(scored, key=lambda entry: (-entry[0], entry[1].page, entry[1].line))
    if not ranked or ranked[0][0] < least:
        return None
    score, find, why = ranked[0]
    others = [entry for entry in ranked if entry[1].value != find.value]
    rival = others[0][0] if others else 0.0
    return Pick(find, score, score - rival, find.value, why, _rivals(others))


def _rivals(others: Sequence[tuple[float, Find, str]]) -> tuple[Alternative, ...]:
    """Return the values that came after the best, each once."""
    named: dict[str, Alternative] = {}
    for score, find, why in others:
        if score >= _LEAST:
            named.setdefault(find.value, Alternative(find.value, why))
    return tuple(named.values())[:_RIVALS]


class NumberPicker:
    """Picks identifiers and dates of one document."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a pick rests on
        self,
        sheet: Sheet,
        finds: Finds,
        near: Neighbourhood,
        zones: Sequence[Zone],
        own: OwnIdentity,
        recalled: Recalled,
        ranking: Ranking,
    ) -> None:
        """Prepare what every pick needs: which codes are dates, accounts or tax numbers, how often each is printed."""
        self._sheet, self._finds, self._near, self._zones, self._own = sheet, finds, near, zones, own
        self._recalled, self._ranking = recalled, ranking
        self._taken = {
            (find.line, index)
            for group in (finds.dates, finds.ibans, tuple(find for find in finds.tax_ids if find.proved))
            for find in group
            for index in range(find.first, find.last + 1)
        }
        self._printed = Counter(find.value for find in finds.codes)

    def number(self, *, order_like: bool) -> Pick | None:
        """Return the document's number; an order's or contract's own where it is one (`order_like`)."""
        scored = (self._number(find, order_like=order_like) for find in self._finds.codes)
        return pick(self._ranking.weigh("invoice_number", self._recalled.weigh("invoice_number", scored)))

    def _number(self, find: Find, *, order_like: bool) -> tuple[float, Find, str]:
        label = self._near.score(find, Role.NUMBER)
        title = max(self._title(find), 0.0)
        order = self._near.score(find, Role.ORDER_NUMBER) * (1.0 if order_like else 0.55)
        score, why = max((label, "its label"), (title, "the document's title"), (order, "order number"))
        return score + self._shape(find), self._joined(find), why

    def _title(self, find: Find) -> float:
        """Weigh a number that follows the title: `Rechnung Nr. 4711`, `Invoice INV/2023/03/0008`."""
        labels = [label for label in self._near.labels_on(find.line) if label.last < find.first or label.tail]
        titles = [label for label in labels if label.weight(Role.TITLE)]
        marks = [label for label in labels if label.weight(Role.MARK) and label.last <= find.first]
        if titles and marks and titles[-1].first < marks[-1].first:
            return 0.95 - 0.12 * self._codes_between(marks[-1], find)
        if titles and self._starts_cell(titles[-1]):
            return 0.75 - 0.15 * (find.first - titles[-1].last - 1)
        if marks:
            return 0.35 - 0.1 * self._codes_between(marks[-1], find)
        above = [near for near in self._near.near(find) if not near.left]
        titled = (near.closeness * 0.5 for near in above if near.label.weight(Role.TITLE))
        marked = (near.closeness * 0.55 for near in above if near.label.weight(Role.MARK) and self._is_cell(near.label))
        return max((*titled, *marked), default=0.0)

    def _is_cell(self, label: Label) -> bool:
        """Whether a label is all of its cell: `Number` by itself, not at the end of another label."""
        return any(
            cell.first == label.first and cell.last == label.last for cell in self._sheet.lines[label.line].cells
        )

    def _starts_cell(self, label: Label) -> bool:
        return any(cell.first == label.first for cell in self._sheet.lines[label.line].cells)

    def _codes_between(self, label: Label, find: Find) -> int:
        return max(0, find.first - label.last - 1)

    def _shape(self, find: Find) -> float:
        """Weigh the form: dates, amounts, years and single digits are rarely numbers of documents."""
        digits = sum(map(str.isdigit, find.value))
        raw = self._sheet.lines[find.line].tokens[find.first].text
        penalty = 0.0
        penalty -= 0.9 if (find.line, find.first) in self._taken else 0.0
        penalty -= 0.5 if self._is_amount(find) else 0.0
        penalty -= 0.25 if digits < _SHORT else 0.0
        penalty -= 0.3 if find.value.isdigit() and int(find.value) in _YEARS else 0.0
        penalty -= 0.5 if raw.startswith("(") and raw.endswith(")") else 0.0
        penalty -= 0.5 if _HOURS.fullmatch(find.value) else 0.0
        penalty -= 0.3 if party_at(self._zones, find.page, find.box) is Role.BUYER and find.page > 1 else 0.0
        bonus = 0.04 * min(3, self._printed[find.value] - 1)
        bonus += 0.1 if find.page == 1 and find.box[1] < 0.45 else 0.0  # noqa: PLR2004 - the upper part of the first page
        return penalty + bonus

    def _is_amount(self, find: Find) -> bool:
        return any(
            other.decimals == 2 and other.line == find.line and other.first <= find.first <= other.last  # noqa: PLR2004 - cents
            for other in self._finds.amounts
        )

    def _joined(self, find: Find) -> Find:
        """Take in short capitals right before the digits: `INV 00123`."""
        line = self._sheet.lines[find.line]
        if find.first == 0 or not find.value.isdigit() or line.gap(find.first) > 0.7:  # noqa: PLR2004 - one space, also of a typewriter
            return find
        before = line.tokens[find.first - 1].text
        labelled = any(label.first <= find.first - 1 <= label.last for label in self._near.labels_on(find.line))
        if labelled or not (before.isalpha() and before.isupper() and len(before) <= 4):  # noqa: PLR2004 - a series' letters
            return find
        cell = line.cell(find.first - 1, find.last)
        return Find(
            find.type,
            find.line,
            find.page,
            cell.first,
            cell.last,
            cell.text,
            f"{before} {find.value}",
            cell.box,
            find.confidence,
        )

    def labelled(self, name: str, role: Role, finds: Iterable[Find], least: float = 0.45) -> Pick | None:
        """Return the find that labels of `role` speak for most as the value of field `name`."""
        scored = []
        for find in finds:
            if (find.line, find.first) in self._taken and find in self._finds.codes:
                continue
            scored.append((self._near.score(find, role), find, "its label"))
        return pick(self._recalled.weigh(name, scored), least)

    def issue_date(self) -> Pick | None:
        """Return the document's date: by label, by the title it follows, else the first one of the upper part."""
        scored = self._recalled.weigh("issue_date", map(self._issue, self._finds.dates))
        return pick(self._ranking.weigh("issue_date", scored), 0.1)

    def _issue(self, find: Find) -> tuple[float, Find, str]:
        label = self._near.score(find, Role.ISSUE_DATE)
        titled = self._titled_date(find)
        place = 0.3 * max(0.0, 1 - find.box[1] - 0.5 * (find.page - 1))
        weak = label < 0.5  # noqa: PLR2004 - a sure label outweighs one for the due date
        other = max(0.0, self._near.score(find, Role.OTHER_DATE), weak * self._near.score(find, Role.DUE_DATE))
        score, why = max((label, "its label"), (titled, "follows the title"), (0.12, "the first date"))
        return score + place - 0.5 * other, find, why

    def _titled_date(self, find: Find) -> float:
        labels = self._near.labels_on(find.line)
        titled = any(
            (label.weight(Role.TITLE) or label.weight(Role.NUMBER)) and label.last < find.first for label in labels
        )
        dated = any(label.weight(Role.DATED) and label.last == find.first - 1 for label in labels)
        return 0.95 if titled and dated else 0.3 if titled else 0.0

    def due_date(self, issued: date | None) -> Pick | None:
        """Return the printed due date; one before the document's date is none."""
        dated = [
            find
            for find in self._finds.dates
            if issued is None or (find.date and max(find.date.alternatives) >= issued)
        ]
        return self.labelled("due_date", Role.DUE_DATE, dated, 0.4)
