"""Fit the certainty table: ridge logistic regression by Newton's method (iteratively reweighted least squares).

There is no chance in it, so the same examples give the same table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from bookdesk.capture.signals import SIGNALS

_RIDGE = 1.0
_LEAST = 40
"""Examples below which a field gets no row of its own."""
_MOST_STEPS, _STILL = 60, 1e-6
_WEIGHED = 1e-6
Examples = dict[str, list[tuple[tuple[float, ...], bool]]]


def fitted(examples: Mapping[str, Sequence[tuple[tuple[float, ...], bool]]]) -> dict[str, tuple[float, ...]]:
    """Return the rows of the table, for fields with examples enough."""
    return {name: fit(rows) for name, rows in sorted(examples.items()) if len(rows) >= _LEAST}


def fit(rows: Sequence[tuple[tuple[float, ...], bool]]) -> tuple[float, ...]:
    """Return a weight for each signal and the constant, of the logistic model that explains `rows` best."""
    figures = np.array([[*signals, 1.0] for signals, _ in rows])
    right = np.array([right for _, right in rows], dtype=np.float64)
    ridge = np.full(len(SIGNALS) + 1, _RIDGE)
    ridge[-1] = _RIDGE / 100
    weights = np.zeros(len(SIGNALS) + 1)
    for _ in range(_MOST_STEPS):
        step = _step(figures, right, ridge, weights)
        weights -= step
        if float(np.abs(step).max()) < _STILL:
            break
    return tuple(round(float(weight), 3) for weight in weights)


def _step(
    figures: npt.NDArray[np.float64],
    right: npt.NDArray[np.float64],
    ridge: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    likely = 1 / (1 + np.exp(-np.clip(figures @ weights, -30, 30)))
    spread = likely * (1 - likely) + _WEIGHED
    curvature = (figures * spread[:, None]).T @ figures + np.diag(ridge)
    slope = figures.T @ (likely - right) + ridge * weights
    return np.asarray(np.linalg.solve(curvature, slope), dtype=np.float64)


CERTAINTY = "The table of `bookdesk/capture/certainty.py`: a weight for each signal, then the constant."
RANKER = "A table of `bookdesk/capture/ranking/ranker.py`: points for each figure."


def table_text(rows: Mapping[str, Sequence[float]], about: str) -> str:
    """Return the module that holds a table, `about` which its docstring begins."""
    lines = [
        f'"""{about}',
        "",
        "Made by `bookdesk/bench/training.py`, not written. Pure: figures only.",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        "from collections.abc import Mapping",
        "",
        "ROWS: Mapping[str, tuple[float, ...]] = {",
    ]
    for name, row in rows.items():
        lines += [f'    "{name}": (', *(f"        {weight}," for weight in row), "    ),"]
    return "\n".join([*lines, "}", ""])


def manifest_text(trained: Mapping[str, Sequence[str]]) -> str:
    """Return the manifest: the hashes of what was fitted on, by set."""
    lines = ["# Files that ranker and certainty were trained on (SHA-256); none of them is part of the project."]
    for name, hashes in sorted(trained.items()):
        lines += [f"# {name}: {len(hashes)}", *sorted(hashes)]
    return "\n".join([*lines, ""])
