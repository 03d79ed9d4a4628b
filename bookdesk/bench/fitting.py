"""`python -m bookdesk.bench.fitting --data DIR --table FILE --manifest FILE`: fit the certainty table.

Documents with known answers are parted by the hash of their supplier before anything is done with them; the parts
below `PARTS` are fitted on and go into the manifest, all others are for measuring. Fitting is ridge logistic regression
by Newton's method (iteratively reweighted least squares): no chance in it, so the same documents give the same table.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bookdesk.bench.answers import Answered, answered_in, part_of, sets_in, supplier_key
from bookdesk.bench.scoring import FIELDS, is_right
from bookdesk.capture.certainty import row_of
from bookdesk.capture.extraction import extract
from bookdesk.capture.fields import signals_of
from bookdesk.capture.files import Options, read_files
from bookdesk.capture.signals import SIGNALS
from bookdesk.reading.words import Reading

PARTS = 4
"""Of ten parts of the suppliers, how many are fitted on."""
_RIDGE = 1.0
_LEAST = 40
"""Examples below which a field gets no row of its own."""
_MOST_STEPS, _STILL = 60, 1e-6
_WEIGHED = 1e-6
Examples = dict[str, list[tuple[tuple[float, ...], bool]]]


def main(words: Sequence[str]) -> int:
    """Fit on the documents of every set under `--data` and write table and manifest."""
    parser = argparse.ArgumentParser(prog="python -m bookdesk.bench.fitting")
    parser.add_argument("--data", type=Path, required=True, action="append")
    parser.add_argument("--table", type=Path, required=True)
    parser.add_argument("--manifest", type=Path, required=True)
    arguments = parser.parse_args(words)
    examples: Examples = defaultdict(list)
    trained: dict[str, list[str]] = {}
    for folder in (one for data in arguments.data for one in sets_in(data)):
        taken = [one for one in _read(answered_in(folder)) if _take(one, examples)]
        trained[folder.name] = [hashlib.sha256(one[0].path.read_bytes()).hexdigest() for one in taken]
    arguments.table.write_text(table_text(fitted(examples)), encoding="utf-8")
    arguments.manifest.write_text(manifest_text(trained), encoding="ascii")
    for name, rows in sorted(examples.items()):
        right = sum(right for _, right in rows)
        sys.stdout.write(f"{name:20} {len(rows):6} examples, {right / len(rows):.3f} right\n")
    return 0


def _read(documents: Sequence[Answered]) -> Iterable[tuple[Answered, Reading]]:
    outcomes = read_files([one.path for one in documents], Options(ignore_embedded=True))
    for document, outcome in zip(documents, outcomes, strict=True):
        if outcome.reading is not None and outcome.reading.pages:
            yield document, outcome.reading


def _take(one: tuple[Answered, Reading], examples: Examples) -> bool:
    """Add a document's fields where its supplier's part is fitted on; return whether it is."""
    document, reading = one
    extracted = extract(reading)[0]
    key = supplier_key(document.answer, extracted.extraction.fields["supplier_name"].value)
    if part_of(key) >= PARTS:
        return False
    for name, (found, signals) in signals_of(extracted.pages).items():
        right = is_right(name, found.value, document.answer) if name in FIELDS else None
        if right is not None:
            examples[row_of(name)].append((signals, right))
    return True


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


def table_text(rows: Mapping[str, Sequence[float]]) -> str:
    """Return the module that holds the table."""
    lines = [
        '"""The table of `bookdesk/capture/certainty.py`: a weight for each signal, then the constant.',
        "",
        "Made by `bookdesk/bench/fitting.py`, not written. Pure: figures only.",
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
    lines = ["# Files that the certainty table was fitted on (SHA-256); none of them is part of the project."]
    for name, hashes in sorted(trained.items()):
        lines += [f"# {name}: {len(hashes)}", *sorted(hashes)]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
