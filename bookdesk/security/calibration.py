"""How dear one guess of a passphrase is made: as much memory, then as many passes, as take this machine a moment. Pure.

RFC 9106, 4 tells the order: as much memory as can be afforded, then passes over it. Nobody waits for half a second when
he opens his practice in the morning; whoever guesses waits for it each time.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bookdesk.security.passphrase import Costs, Measure

FASTEST: Final = 0.5
SLOWEST: Final = 1.0
"""Seconds that one guess takes at least and at most, on the machine where the slot is made."""
_AIM: Final = 0.75
_SHARE: Final = 4
"""The part of the machine's memory that one guess may take: a quarter."""
MUCH_CHEAPER: Final = 2
"""An existing slot is made anew where a guess at it costs less than a new slot's by this factor."""
WORTH_MEASURING: Final = _AIM / MUCH_CHEAPER
"""Seconds of a guess from which on a new slot could hardly be dearer by that factor, so that nothing is measured."""


def choose(measure: Measure, floor: Costs, ceiling: Costs) -> Costs:
    """Return costs between `floor` and `ceiling` of which `measure` says 0.5 to 1 s, as near as these bounds allow.

    Where the floor itself takes longer it stays: an old machine opens slowly, it is not opened cheaply.
    """
    costs, seconds = floor, measure(floor)
    while seconds < FASTEST and 2 * costs.memory_kib <= ceiling.memory_kib:
        larger = replace(costs, memory_kib=2 * costs.memory_kib)
        taken = measure(larger)
        if taken > SLOWEST:
            break
        costs, seconds = larger, taken
    return costs if seconds >= FASTEST else _with_passes(measure, costs, seconds, ceiling)


def bounded(floor: Costs, ceiling: Costs, machine_kib: int) -> Costs:
    """Return the ceiling for a machine with so much memory: a quarter of it, but never below the floor."""
    return replace(ceiling, memory_kib=max(floor.memory_kib, min(ceiling.memory_kib, machine_kib // _SHARE)))


def much_cheaper(present: Costs, chosen: Costs) -> bool:
    """Return whether a slot with `present` costs is to be made anew with the `chosen` ones; none is ever lowered."""
    return chosen.covers(present) and chosen.work >= MUCH_CHEAPER * present.work


def _with_passes(measure: Measure, costs: Costs, seconds: float, ceiling: Costs) -> Costs:
    """Return `costs` with as many passes as fill the time, or as they are if these take too long after all."""
    wanted = int(costs.iterations * _AIM / max(seconds, 1e-6))
    more = replace(costs, iterations=max(costs.iterations, min(wanted, ceiling.iterations)))
    return more if more == costs or measure(more) <= SLOWEST else costs
