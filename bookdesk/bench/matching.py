"""Matching: how long 10,000 lines take, and how good the answers are, beside the usual rule of equal amounts.

The baseline is what accounting systems do at least: an open document of exactly the line's amount, due near its day,
the one whose party resembles the text most.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from time import process_time

from rapidfuzz import fuzz

from bookdesk.banking.matching import Document, Suggestion, match
from bookdesk.bench.measure import Measurement, absolute, against
from bookdesk.bench.workload import Generated, generate

_LINES = 10_000
_SEEDS = (1, 2, 3)
_WINDOW = range(-45, 76)
_SURE = 85


def run(data: Path | None) -> Sequence[Measurement]:
    """Measure on generated workloads; `data` is not used."""
    del data
    rounds = [_round(seed) for seed in _SEEDS]
    seconds = [found.seconds for found in rounds]
    usual = [found.usual_seconds for found in rounds]
    middle = len(rounds) // 2
    precision = sum(found.right for found in rounds) / max(1, sum(found.auto for found in rounds))
    usual_precision = sum(found.usual_right for found in rounds) / max(1, sum(found.usual_auto for found in rounds))
    answerable = sum(found.answerable for found in rounds)
    what = "equal amount, near day, likest name"
    runs = len(rounds)
    return [
        against("matching-10k-lines", "CPU s", sorted(seconds)[middle], what, sorted(usual)[middle], "<= 4 s", runs),
        against("matching-auto-precision", "share", precision, what, usual_precision, ">= 0.999", runs),
        against(
            "matching-auto-recall",
            "share",
            sum(found.right for found in rounds) / answerable,
            what,
            sum(found.usual_right for found in rounds) / answerable,
            ">= 0.80 of what is decidable",
            runs,
        ),
        absolute("matching-first-answer-right", "share", sum(f.first for f in rounds) / answerable, ">= 0.93", runs),
        absolute("matching-among-three", "share", sum(f.three for f in rounds) / answerable, ">= 0.96", runs),
    ]


class _Round:
    """The counts of one workload."""

    def __init__(self, generated: Generated) -> None:
        self.generated = generated
        self.answerable = sum(bool(answer) for answer in generated.answers.values()) + len(generated.pairs)
        self.auto = self.right = self.first = self.three = 0
        self.usual_auto = self.usual_right = 0
        self.seconds = self.usual_seconds = 0.0

    def is_right(self, found: Suggestion) -> bool:
        """Return whether a suggestion names exactly what the line pays."""
        paid = frozenset(share.document for share in found.shares)
        return paid == self.generated.answers[found.line] and found.pair == self.generated.pairs.get(found.line)


def _round(seed: int) -> _Round:
    generated = generate(seed, _LINES)
    workload, found = generated.workload(), _Round(generated)
    start = process_time()
    suggestions = match(workload)
    found.seconds = process_time() - start
    hits: dict[str, int] = {}
    for one in suggestions:
        right = found.is_right(one)
        found.auto += one.auto
        found.right += one.auto and right
        found.first += one.rank == 1 and right and bool(one.shares or one.pair)
        if right and (one.shares or one.pair):
            hits[one.line] = one.rank
    found.three = len(hits)
    start = process_time()
    _usual(generated, found)
    found.usual_seconds = process_time() - start
    return found


def _usual(generated: Generated, found: _Round) -> None:
    """Answer by equal amount, near day and likest name; count what it would accept unseen."""
    by_amount: dict[tuple[str, int], list[Document]] = defaultdict(list)
    for document in generated.documents:
        by_amount[document.currency, document.amount].append(document)
    names = {party.id: party.name.upper() for party in generated.parties}
    taken: set[str] = set()
    for line in generated.lines:
        near = [
            (fuzz.token_set_ratio(line.text.upper(), names[document.party]), document.id)
            for document in by_amount[line.currency, line.amount]
            if (line.booked_on - document.due_on).days in _WINDOW and document.id not in taken
        ]
        likest = max(near, default=(0.0, ""))
        if likest[0] >= _SURE:
            taken.add(likest[1])
            found.usual_auto += 1
            found.usual_right += generated.answers[line.id] == {likest[1]}
