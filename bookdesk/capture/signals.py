"""What speaks for and against each field that was read, as figures between about -1 and 2. Pure.

From these figures `capture.certainty` says how likely a field is right; they are the same for every field, so that one
table has a row for each.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from bookdesk.capture.candidates import Finds
from bookdesk.capture.evidence import Field
from bookdesk.capture.labels import compact
from bookdesk.capture.lines import Sheet
from bookdesk.capture.memory.layouts import Recalled
from bookdesk.capture.ranking.figures import FIGURES
from bookdesk.capture.ranking.ranker import Ballot, likely
from bookdesk.capture.sums import Totals
from bookdesk.core.vocabulary import DocumentKind, FieldState
from bookdesk.reading.words import Page, Source

SIGNALS = (
    *("score", "margin", "close", "legible", "page legible", "printed", "rivals", "scanned", "embedded", "receipt"),
    *("several pages", "is order", "balanced", "unbalanced", "exact", "cash", "remembered", "doubted", "proved"),
    *("computed", "length", "letters", "digits", "odd signs"),
    *("by label", "by title", "by order", "by place", "legal form", "in address", "under heading", "commission"),
    *("likely", "from top", "first page", "largest", "share of largest", "last in line", "alone", "label left"),
    *("label above", "at the right edge", "largest print"),
)
"""The figures in the order of a row of the table."""
_REASONS = {
    "by label": "its label",
    "by title": "title",
    "by order": "order number",
    "by place": "the first date",
    "legal form": "legal form",
    "in address": "web address",
    "under heading": "seller",
}
"""What a field's reason says where the signal holds."""
_COMMISSION = re.compile(r"(?i)\bcommission\b|\bprovision\b")
"""Who bills less a commission prints two totals, and people disagree which of them is the bill's."""
_SEEN = (
    *("from top", "first page", "largest", "share of largest", "last in line", "alone", "label left", "label above"),
    *("at the right edge", "largest print"),
)
"""Figures of the ranker that are signals too."""
_MOST_SCORE, _MOST_MARGIN, _CLOSE = 2.0, 1.0, 0.15
_LONG, _MANY = 30, 3


@dataclass(frozen=True)
class Setting:
    """The document a field is of; figures that are the same for all its fields are worked out once."""

    sheet: Sheet
    pages: Sequence[Page]
    finds: Finds
    totals: Totals
    kind: DocumentKind
    recalled: Recalled
    ballots: Mapping[str, Sequence[Ballot]] = field(default_factory=dict)
    """What the ranker compared, by field."""
    _printed: Counter[str] = field(default_factory=Counter, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Count how often each value is printed."""
        groups = (self.finds.codes, self.finds.dates, self.finds.amounts, self.finds.tax_ids, self.finds.ibans)
        self._printed.update(find.value for group in groups for find in group)

    def signals(self, name: str, found: Field) -> tuple[float, ...]:
        """Return the figures of one field, in the order of `SIGNALS`."""
        figures = {**self._of_document, **self._of_field(name, found), **self._of_candidate(name, found)}
        return tuple(float(figures[one]) for one in SIGNALS)

    @staticmethod
    def is_doubted(found: Field) -> bool:
        """Whether something named speaks against it, whatever speaks for it."""
        return found.state is FieldState.CHECK and not found.unsure and found.score > 0

    @property
    def is_picture(self) -> bool:
        """Whether an engine read the document."""
        return bool(self._of_document["scanned"])

    @cached_property
    def _of_document(self) -> Mapping[str, float]:
        sources = {page.source for page in self.pages}
        sure = [word.confidence for word in self.sheet.words]
        return {
            "page legible": sum(sure) / len(sure) if sure else 0.0,
            "scanned": Source.OCR in sources,
            "embedded": Source.EMBEDDED_OCR in sources,
            "receipt": self.kind is DocumentKind.RECEIPT,
            "several pages": len(self.pages) > 1,
            "is order": self.kind not in {DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE, DocumentKind.RECEIPT},
            "balanced": self.totals.balanced is True,
            "unbalanced": self.totals.balanced is False,
            "exact": self.totals.exact and self.totals.legal,
            "cash": self.totals.cash,
            "remembered": self.recalled.likeness,
            "commission": bool(_COMMISSION.search(self.sheet.text)),
        }

    def _of_field(self, name: str, found: Field) -> Mapping[str, float]:
        value = found.value or ""
        size = max(1, len(value))
        again = self._again(value) if name.endswith("_name") else self._printed[value]
        return {
            "score": min(_MOST_SCORE, found.score),
            "margin": min(_MOST_MARGIN, found.margin),
            "close": found.margin < _CLOSE,
            "legible": found.legible,
            "printed": math.log1p(again),
            "rivals": min(_MANY, len(found.alternatives)) / _MANY,
            "doubted": self.is_doubted(found),
            "proved": found.state is FieldState.PROVED,
            "computed": not found.words,
            "length": min(_LONG, size) / _LONG,
            "letters": sum(map(str.isalpha, value)) / size,
            "digits": sum(map(str.isdigit, value)) / size,
            "odd signs": sum(not (sign.isalnum() or sign.isspace()) for sign in value) / size,
            **{signal: words in found.why for signal, words in _REASONS.items()},
        }

    def _of_candidate(self, name: str, found: Field) -> Mapping[str, float]:
        """Return what the ranker saw of what was taken, nothing where it compared nothing."""
        ballots = self.ballots.get(name, ())
        taken = next((one for one in ballots if found.value and _alike(one.value, found.value)), None)
        if taken is None:
            return dict.fromkeys(("likely", *_SEEN), 0.0)
        return {"likely": likely(ballots, taken.value), **{one: taken.figures[FIGURES.index(one)] for one in _SEEN}}

    def _again(self, value: str) -> int:
        key = compact(value)
        return sum(key in line for line in self._lines) if key else 0

    @cached_property
    def _lines(self) -> list[str]:
        return [compact(line.text) for line in self.sheet.lines]


def _alike(printed: str, value: str) -> bool:
    """Whether a candidate is what a field took: amounts may differ by idle zeros, names by what was tidied away."""
    one, other = compact(printed), compact(value)
    return bool(one) and (one == other or other in one or one in other)
