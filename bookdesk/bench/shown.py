"""How far a field's state and confidence may be trusted: what is shown as sure and is wrong, and the calibration."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from bookdesk.capture.evidence import Field
from bookdesk.core.vocabulary import FieldState

_SURE = frozenset({FieldState.PROVED, FieldState.CONFIDENT, FieldState.CORRECTED})
BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)
"""Lower ends of the bins of confidence."""
_ONE_SIDED = 0.05
_STEPS = 60


@dataclass
class Shown:
    """Fields of one source that have a value and a known answer."""

    fields: int = 0
    sure: int = 0
    wrong: int = 0
    bins: dict[float, list[float]] = field(default_factory=dict)
    """Lower end → number, sum of confidence, number right."""

    def add(self, found: Field, *, right: bool) -> None:
        """Count one field; one without a value is not shown as anything."""
        if found.value is None:
            return
        self.fields += 1
        if found.state in _SURE:
            self.sure += 1
            self.wrong += not right
        entry = self.bins.setdefault(max(low for low in BINS if low <= found.confidence), [0, 0.0, 0])
        entry[0] += 1
        entry[1] += found.confidence
        entry[2] += right

    def join(self, other: Shown) -> None:
        """Add what another count has."""
        self.fields += other.fields
        self.sure += other.sure
        self.wrong += other.wrong
        for low, counts in other.bins.items():
            mine = self.bins.setdefault(low, [0, 0.0, 0])
            mine[:] = [one + more for one, more in zip(mine, counts, strict=True)]

    @property
    def share(self) -> float:
        """The share of fields that is shown as sure."""
        return self.sure / max(1, self.fields)

    @property
    def wrong_share(self) -> float:
        """The share of what is shown as sure that is wrong."""
        return self.wrong / max(1, self.sure)

    @property
    def upper_bound(self) -> float:
        """The share that may be wrong at most, with 95 % certainty (Clopper and Pearson 1934, one-sided)."""
        return upper_bound(self.wrong, self.sure)

    def error(self) -> float:
        """Return the expected calibration error: how far confidence and share right are apart, over all fields."""
        apart = sum(abs(sure - right) for _, sure, right in self.bins.values())
        return apart / max(1, self.fields)

    def table(self) -> Iterator[tuple[float, int, float, float]]:
        """Yield for each bin that is not empty: its lower end, how many, their mean confidence, the share right."""
        for low, (count, sure, right) in sorted(self.bins.items()):
            yield low, int(count), sure / count, right / count


def upper_bound(wrong: int, of: int) -> float:
    """Return the largest share of which seeing `wrong` or fewer among `of` is not less likely than one in twenty."""
    if of == 0 or wrong >= of:
        return 1.0
    low, high = wrong / of, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(wrong, of, middle) > _ONE_SIDED else (low, middle)
    return high


def _at_most(wrong: int, of: int, share: float) -> float:
    """Return the chance of `wrong` or fewer among `of` (binomial)."""
    if share <= 0:
        return 1.0
    whole = math.lgamma(of + 1)
    return sum(
        math.exp(
            whole
            - math.lgamma(count + 1)
            - math.lgamma(of - count + 1)
            + count * math.log(share)
            + (of - count) * math.log1p(-share)
        )
        for count in range(wrong + 1)
    )
