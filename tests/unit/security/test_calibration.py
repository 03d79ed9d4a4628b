"""How dear a guess is made: between the bounds, and as near to half a second as they allow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.security.calibration import FASTEST, SLOWEST, bounded, choose, much_cheaper
from bookdesk.security.passphrase import CEILING, FLOOR, Costs

SPEEDS = st.floats(1e-9, 1e-4)
"""Seconds a machine takes for one KiB of one pass: from ten times faster than any to unbearable."""
COSTS = st.builds(Costs, st.integers(8, 2**21), st.integers(1, 40), st.integers(1, 16))


def machine(speed: float) -> Callable[[Costs], float]:
    return lambda costs: costs.work * speed


@given(SPEEDS, st.sampled_from((64, 128, 512, 1024)))
def test_the_costs_stay_between_the_bounds_and_fill_the_time_between_them(speed: float, megabytes: int) -> None:
    ceiling = replace(CEILING, memory_kib=megabytes * 1024)
    measure = machine(speed)
    chosen = choose(measure, FLOOR, ceiling)
    assert chosen.covers(FLOOR)
    assert ceiling.covers(chosen)
    assert measure(chosen) <= SLOWEST or chosen == FLOOR
    at_the_top = chosen.iterations == ceiling.iterations and 2 * chosen.memory_kib > ceiling.memory_kib
    assert measure(chosen) >= FASTEST or at_the_top


def test_memory_is_spent_before_passes() -> None:
    assert choose(machine(0.3 / FLOOR.work), FLOOR, CEILING) == replace(FLOOR, memory_kib=128 * 1024)
    assert choose(machine(0.05 / FLOOR.work), FLOOR, CEILING) == replace(FLOOR, memory_kib=1024 * 1024)
    assert choose(machine(0.01 / FLOOR.work), FLOOR, CEILING) == Costs(CEILING.memory_kib, 14, 4)


def test_an_old_machine_keeps_the_floor() -> None:
    assert choose(machine(2.5 / FLOOR.work), FLOOR, CEILING) == FLOOR


def test_memory_that_does_not_come_as_fast_as_hoped_is_not_taken() -> None:
    def swapping(costs: Costs) -> float:
        return 0.4 if costs.memory_kib == FLOOR.memory_kib and costs.iterations == 3 else 1.5

    assert choose(swapping, FLOOR, CEILING) == FLOOR


def test_a_guess_never_takes_more_than_a_quarter_of_the_machine() -> None:
    assert bounded(FLOOR, CEILING, 2 * 1024 * 1024).memory_kib == 512 * 1024
    assert bounded(FLOOR, CEILING, 64 * 1024 * 1024) == CEILING
    assert bounded(FLOOR, CEILING, 100 * 1024).memory_kib == FLOOR.memory_kib


@given(COSTS, COSTS)
def test_a_slot_is_made_anew_only_where_nothing_of_it_is_lowered(present: Costs, chosen: Costs) -> None:
    if much_cheaper(present, chosen):
        assert chosen.covers(present)
        assert chosen.work >= 2 * present.work
    assert not much_cheaper(chosen, chosen)
