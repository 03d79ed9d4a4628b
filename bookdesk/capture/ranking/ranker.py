"""The ranker: points for the likeliest candidates of a field, from a table with one row a field. Pure.

The table (`bookdesk/capture/ranking/table.py`) is trained by `bookdesk/bench/training.py` as a choice among candidates:
the points of evidence of the pickers are one term, and what the table adds is measured in the same points. It reorders
what is close; it does not overrule a label without doubt.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from bookdesk.capture.ranking.figures import Standing, Surroundings

MOST = 8
"""Candidates of a field that are compared, those with the most evidence."""
_LIMIT = 0.6
"""Points that the table adds or takes at most."""
_WORTH = 5.0
"""How much a point counts in the likelihood: odds of e to the fifth, as training finds it (4 to 8)."""


class _Candidate(Standing, Protocol):
    """What a field may take."""


C = TypeVar("C", bound=_Candidate)


@dataclass(frozen=True, slots=True)
class Ballot:
    """One candidate of a field: the points of evidence for it and what it is like."""

    value: str
    score: float
    """Points without those of the table."""
    figures: tuple[float, ...]
    points: float = 0.0
    """Points with those of the table."""


@dataclass
class Ranking:
    """Compares the candidates of one document; `ballots` keeps what was compared, by field, for training."""

    surroundings: Surroundings
    rows: Mapping[str, Sequence[float]]
    ballots: dict[str, list[Ballot]] = field(default_factory=dict)

    def weigh(self, name: str, scored: Iterable[tuple[float, C, str]]) -> list[tuple[float, C, str]]:
        """Return the candidates of field `name` with their scores, the table's points added to the likeliest."""
        ranked = sorted(scored, key=lambda entry: -entry[0])
        near, rest = ranked[:MOST], ranked[MOST:]
        among = [one for _, one, _ in near]
        figures = [self.surroundings.figures(one, among) for one in among]
        values = (getattr(one, "value", one.text) for one in among)
        added = self._added(name, figures)
        self.ballots[name] = [
            Ballot(value, entry[0], told, entry[0] + more)
            for value, entry, told, more in zip(values, near, figures, added, strict=True)
        ]
        return [*((score + more, one, why) for (score, one, why), more in zip(near, added, strict=True)), *rest]

    def _added(self, name: str, figures: Sequence[Sequence[float]]) -> list[float]:
        row = self.rows.get(name)
        if row is None:
            return [0.0] * len(figures)
        points = [sum(weight * figure for weight, figure in zip(row, told, strict=True)) for told in figures]
        middle = sum(points) / len(points) if points else 0.0
        return [max(-_LIMIT, min(_LIMIT, one - middle)) for one in points]


def likely(ballots: Sequence[Ballot], value: str) -> float:
    """Return how likely `value` is among what was compared, 0 to 1; 0 where it was not."""
    if not ballots:
        return 0.0
    most = max(one.points for one in ballots)
    odds = [(one.value, math.exp(_WORTH * (one.points - most))) for one in ballots]
    return sum(odd for said, odd in odds if said == value) / sum(odd for _, odd in odds)
