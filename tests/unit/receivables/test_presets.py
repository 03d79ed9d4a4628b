"""Ladders to start from can be climbed, claim nothing, and end with a person."""

from __future__ import annotations

import pytest

from bookdesk.core.vocabulary import LateCharge
from bookdesk.receivables.presets import PRESETS


@pytest.mark.parametrize("name", PRESETS)
def test_a_ladder_to_start_from_claims_nothing_and_ends_with_a_person(name: str) -> None:
    steps = PRESETS[name].steps
    assert {step.charge for step in steps} == {LateCharge.NONE}
    assert [step.escalates for step in steps] == [False] * (len(steps) - 1) + [True]
    ranks = [step.tone.rank for step in steps]
    assert ranks == sorted(ranks), "no step is milder than the one before it"


def test_the_more_patient_one_begins_later() -> None:
    first = [next(step.days for step in policy.steps if step.days > 0) for policy in PRESETS.values()]
    last = [max(step.days for step in policy.steps) for policy in PRESETS.values()]
    assert first == sorted(first, reverse=True)
    assert last == sorted(last, reverse=True)
