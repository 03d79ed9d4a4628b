"""Where on its pages a document prints a given value. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bookdesk.capture.candidates import Find, Finds
from bookdesk.capture.labels import compact
from bookdesk.capture.lines import Line, Sheet
from bookdesk.reading.words import Box

_AMOUNTS = frozenset({"net", "tax", "total", "amount_due"})
_DATES = frozenset({"issue_date", "due_date"})


@dataclass(frozen=True, slots=True)
class Place:
    """A box on a page and the words in it."""

    page: int
    box: Box
    words: tuple[int, ...]


@dataclass(frozen=True)
class Places:
    """Looks values up among the finds and lines of one document."""

    sheet: Sheet
    finds: Finds

    def of(self, name: str, value: str) -> Place | None:
        """Return where `value` of field `name` is printed; sums are looked for from the end."""
        if name in _AMOUNTS:
            amount = Decimal(value)
            found = [find for find in self.finds.amounts if find.amount is not None and abs(find.amount) == abs(amount)]
            return self._place(found[-1:])
        if name in _DATES:
            dated = [find for find in self.finds.dates if find.date and value in map(str, find.date.alternatives)]
            return self._place(dated[:1])
        return self._text(value)

    def _place(self, finds: Sequence[Find]) -> Place | None:
        for find in finds:
            return Place(find.page, find.box, self.sheet.words_of(find.line, find.first, find.last))
        return None

    def _text(self, value: str) -> Place | None:
        wanted = compact(value)
        for line in self.sheet.lines if wanted else ():
            span = _span(line, wanted)
            if span:
                cell = line.cell(*span)
                return Place(line.page, cell.box, self.sheet.words_of(line.number, *span))
        return None


def _span(line: Line, wanted: str) -> tuple[int, int] | None:
    """Return the tokens of a line that spell `wanted`, first and last."""
    pieces = [compact(token.text) for token in line.tokens]
    if wanted not in "".join(pieces):
        return None
    for first in range(len(pieces)):
        text = ""
        for last in range(first, len(pieces)):
            text += pieces[last]
            if text == wanted:
                return (first, last)
            if not wanted.startswith(text):
                break
    return None
