"""The running balance as judge: of sign, of order (newest or oldest first) and of completeness."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bookdesk.core.amounts import DecimalMark
from bookdesk.formats.statements.csv_amounts import Reading, Step, steps_of
from bookdesk.formats.statements.csv_grid import Row


@dataclass(frozen=True, slots=True)
class Verdict:
    """How well one reading of one group of rows is borne out: `held` of `steps`, in which order."""

    reading: Reading
    newest_first: bool
    steps: int
    held: int
    first_break: int | None

    @property
    def proved(self) -> bool:
        """Whether at least one step was tested and all hold."""
        return self.steps > 0 and self.held == self.steps

    @property
    def disproved(self) -> bool:
        """Whether a step was tested and fails."""
        return self.held < self.steps


def judge(
    groups: Iterable[tuple[Sequence[Row], bool | None]], candidates: Sequence[Reading], mark: DecimalMark | None
) -> Reading:
    """Return the reading that the balances prove in every group; else the usual one.

    A group comes with its order (newest first, or None if its dates do not tell). A reading that turns the signs
    round needs more than one step, since one step can hold by chance.
    """
    listed = [(list(rows), newest_first) for rows, newest_first in groups]
    for candidate in candidates:
        verdicts = [verdict(rows, candidate, mark, newest_first=order) for rows, order in listed]
        enough = any(found.proved and (found.steps > 1 or not candidate.only_if_proved) for found in verdicts)
        if enough and not any(found.disproved for found in verdicts):
            return candidate
    return next(candidate for candidate in candidates if not candidate.only_if_proved)


def verdict(rows: Sequence[Row], reading: Reading, mark: DecimalMark | None, *, newest_first: bool | None) -> Verdict:
    """Judge one reading; with `newest_first` unknown, the order that holds better, oldest first on a tie."""
    steps = steps_of(rows, reading, mark)
    orders = (False, True) if newest_first is None else (newest_first,)
    found = [_verdict(steps, reading, newest_first=order) for order in orders]
    return max(found, key=lambda item: (item.proved, item.held, not item.newest_first))


def _verdict(steps: Sequence[Step | None], reading: Reading, *, newest_first: bool) -> Verdict:
    """Walk oldest first; rows without a balance count towards the next balance; unreadable rows break no chain."""
    positions = range(len(steps) - 1, -1, -1) if newest_first else range(len(steps))
    tested = held = 0
    first_break: int | None = None
    previous: Decimal | None = None
    since = Decimal(0)
    for position in positions:
        step = steps[position]
        if step is None:
            previous = None
            continue
        since += step.amount
        if step.balance is None:
            continue
        if previous is not None:
            tested += 1
            if previous + since == step.balance:
                held += 1
            elif first_break is None:
                first_break = position
        previous, since = step.balance, Decimal(0)
    return Verdict(reading, newest_first, tested, held, first_break)
