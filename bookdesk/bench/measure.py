"""One figure with its baseline of the same run, and the small tools that take it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measurement:
    """What was measured: `value` and `baseline_value` in `unit`, their `ratio`, the `aim` in words, and n `runs`.

    A baseline of None means that the aim is absolute; then `ratio` is None, too.
    """

    name: str
    unit: str
    value: float
    baseline_what: str | None
    baseline_value: float | None
    ratio: float | None
    aim: str
    runs: int

    def row(self) -> dict[str, object]:
        """Return the JSON form of `bookdesk bench --json`."""
        baseline = None
        if self.baseline_what is not None:
            baseline = {"what": self.baseline_what, "value": _figure(self.baseline_value)}
        return {
            "name": self.name,
            "unit": self.unit,
            "value": _figure(self.value),
            "baseline": baseline,
            "ratio": _figure(self.ratio),
            "aim": self.aim,
            "runs": self.runs,
        }

    def sentence(self) -> str:
        """Return the line for a person."""
        text = f"{self.name:32} {self.value:10.4g} {self.unit}"
        if self.baseline_what is not None and self.baseline_value is not None and self.ratio is not None:
            text += f"   {self.ratio:.2f} x {self.baseline_what} ({self.baseline_value:.4g})"
        return f"{text}   aim {self.aim}, n = {self.runs}"


def absolute(name: str, unit: str, value: float, aim: str, runs: int) -> Measurement:
    """Return a figure whose aim is absolute."""
    return Measurement(name, unit, value, None, None, None, aim, runs)


def against(  # noqa: PLR0913, PLR0917 - a figure and its baseline
    name: str, unit: str, value: float, what: str, baseline: float, aim: str, runs: int
) -> Measurement:
    """Return a figure beside its baseline."""
    return Measurement(name, unit, value, what, baseline, value / baseline, aim, runs)


def seconds(work: Callable[[], object]) -> float:
    """Return the wall seconds one call takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def alternating(one: Callable[[], object], other: Callable[[], object], runs: int) -> tuple[list[float], list[float]]:
    """Time both in turn, so that a busy machine disturbs them alike."""
    pairs = [(seconds(one), seconds(other)) for _ in range(runs)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def p95(samples: Sequence[float]) -> float:
    """Return the 95th percentile (nearest rank)."""
    return percentile(samples, 95)


def percentile(samples: Sequence[float], share: int) -> float:
    """Return the percentile of a `share` of a hundred (nearest rank)."""
    ordered = sorted(samples)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]


def median(samples: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(samples)


def _figure(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")
