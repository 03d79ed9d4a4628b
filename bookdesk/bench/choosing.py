"""Train the ranker: the choice among the candidates of a field, as a conditional logit model with a ridge.

Of each document the candidates that the pickers compared are one choice, and the right one of them (the one with the
most evidence, where the right value is printed twice) is what was chosen. The points of evidence have a weight of
their own; the other weights are divided by it, so that the table adds points of the same worth. Newton's method, no
chance in it: the same choices give the same table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bookdesk.bench.scoring import is_right
from bookdesk.capture.ranking.figures import FIGURES
from bookdesk.capture.ranking.ranker import Ballot

Rows = Mapping[str, tuple[float, ...]]
Figures = npt.NDArray[np.float64]
_MOST_STEPS, _STILL = 40, 1e-6
_STEEPEST = 1.0
"""The weight of a point of evidence below which the table would not be trusted to add points."""
_WORTH, _FREE, _LONGEST = 5.0, 0.001, 5.0
"""Where the weight of a point begins, how little it is held there, and how far a step goes at most."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates of one field of one document: a row of figures each (evidence first), and which was right."""

    rows: Figures
    right: int


def choice_of(name: str, ballots: Sequence[Ballot], answer: Mapping[str, object]) -> Choice | None:
    """Return the choice that a document poses for field `name`, None where no candidate or all are right."""
    told = [is_right(name, one.value, answer) for one in ballots]
    if len(ballots) < 2 or True not in told or all(told):  # noqa: PLR2004 - one candidate is no choice
        return None
    right = max((place for place, one in enumerate(told) if one), key=lambda place: ballots[place].score)
    kept = [place for place, one in enumerate(told) if not one or place == right]
    rows = np.array([[ballots[place].score, *ballots[place].figures] for place in kept])
    return Choice(rows, kept.index(right))


def trained(choices: Mapping[str, Sequence[Choice]], ridge: float, start: Rows | None = None) -> Rows:
    """Return the rows of the ranker's table; `ridge` holds them at `start`, or at nothing."""
    return {name: fit(found, ridge, (start or {}).get(name)) for name, found in sorted(choices.items()) if found}


def fit(choices: Sequence[Choice], ridge: float, start: Sequence[float] | None = None) -> tuple[float, ...]:
    """Return the weights, in points of evidence, that make what was right likeliest."""
    held = np.array([_FREE, *([ridge] * len(FIGURES))])
    middle = np.array([_WORTH, *(_WORTH * weight for weight in start or [0.0] * len(FIGURES))])
    weights = middle.copy()
    for _ in range(_MOST_STEPS):
        slope, curvature = held * (weights - middle), np.diag(held)
        for one in choices:
            likely = _likely(one.rows @ weights)
            mean = likely @ one.rows
            slope = slope + mean - one.rows[one.right]
            curvature = curvature + (one.rows * likely[:, None]).T @ one.rows - np.outer(mean, mean)
        step = np.linalg.solve(curvature, slope)
        longest = float(np.abs(step).max())
        weights -= step * min(1.0, _LONGEST / max(longest, _STILL))
        if longest < _STILL:
            break
    worth = max(_STEEPEST, float(weights[0]))
    return tuple(round(float(weight) / worth, 3) for weight in weights[1:])


def _likely(points: Figures) -> Figures:
    grown = np.exp(points - points.max())
    return np.asarray(grown / grown.sum(), dtype=np.float64)
