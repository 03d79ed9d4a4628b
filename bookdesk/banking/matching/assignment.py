"""Best first: the surest candidate of all lines takes its documents, and what is spent is spent."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bookdesk.banking.matching.candidates import Candidate
from bookdesk.banking.matching.index import Entry

Generator = Callable[[Entry], list[Candidate]]
_ATTEMPTS = 2


@dataclass(slots=True)
class Assignment:
    """What was decided: by line, the chosen candidate and all that were considered; by document, who took it."""

    chosen: dict[str, Candidate] = field(default_factory=dict)
    considered: dict[str, list[Candidate]] = field(default_factory=dict)
    takers: dict[int, list[Candidate]] = field(default_factory=dict)

    def take(self, candidate: Candidate) -> None:
        """Give a line its documents."""
        candidate.take()
        self.chosen[candidate.entry.line.id] = candidate
        for item in candidate.items:
            self.takers.setdefault(item.position, []).append(candidate)

    def consider(self, entry: Entry, candidates: Iterable[Candidate]) -> None:
        """Keep candidates of a line, those of equal documents once, best first."""
        best: dict[frozenset[int], Candidate] = {}
        for candidate in (*self.considered.get(entry.line.id, ()), *candidates):
            held = best.get(candidate.key)
            if held is None or candidate.points > held.points:
                best[candidate.key] = candidate
        self.considered[entry.line.id] = sorted(best.values(), key=_order)


def _order(candidate: Candidate) -> tuple[float, tuple[int, ...]]:
    return -candidate.points, tuple(item.position for item in candidate.items)


def assign(entries: Iterable[Entry], generate: Generator, bar: float, assignment: Assignment) -> None:
    """Assign all lines whose best candidate reaches `bar`; equal points go to the earlier line.

    A line whose documents were taken meanwhile tries its next candidate, then is asked for fresh ones.
    """
    heap: list[tuple[float, int, str, int, int]] = []
    by_id: dict[str, tuple[Entry, list[Candidate]]] = {}
    for entry in entries:
        _push(heap, by_id, entry, generate(entry), bar, assignment, 0)
    while heap:
        _, _, line, position, attempt = heapq.heappop(heap)
        entry, candidates = by_id[line]
        candidate = candidates[position]
        if candidate.free():
            assignment.take(candidate)
        elif position + 1 < len(candidates):
            _queue(heap, entry, candidates, position + 1, bar, attempt)
        elif attempt < _ATTEMPTS:
            _push(heap, by_id, entry, generate(entry), bar, assignment, attempt + 1)


_Heap = list[tuple[float, int, str, int, int]]


def _push(  # noqa: PLR0913, PLR0917 - the state of one loop
    heap: _Heap,
    by_id: dict[str, tuple[Entry, list[Candidate]]],
    entry: Entry,
    candidates: list[Candidate],
    bar: float,
    assignment: Assignment,
    attempt: int,
) -> None:
    candidates.sort(key=_order)
    assignment.consider(entry, candidates)
    by_id[entry.line.id] = (entry, candidates)
    if candidates:
        _queue(heap, entry, candidates, 0, bar, attempt)


def _queue(heap: _Heap, entry: Entry, candidates: list[Candidate], position: int, bar: float, attempt: int) -> None:  # noqa: PLR0913, PLR0917 - as above
    points = candidates[position].points
    if points >= bar:
        heapq.heappush(heap, (-points, entry.day, entry.line.id, position, attempt))
