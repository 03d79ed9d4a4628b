"""The plan of a move: from wherever it was cut off it ends with one document, and never has two."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.capture.moveplan import Candidate, HowFar, Step, next_step, refusal

FREE = Candidate(7, "to review")


@given(st.lists(st.sampled_from(Step), max_size=6))
def test_what_was_begun_ends_with_one_document(repeated: list[Step]) -> None:
    reached, done = HowFar(), list[Step]()
    while (step := next_step(reached)) is not None:
        reached = reached.after(step)
        for again in (one for one in repeated if one in done):
            assert reached.after(again) == reached
        done.append(step)
        assert reached.living <= 1
    assert (reached.living, done) == (1, list(Step))


def test_before_it_is_set_aside_it_lives_here() -> None:
    assert HowFar().living == 1
    assert HowFar(set_aside=True).living == 0


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"moved": True}, "was moved to another client before"),
        ({"evidence": True}, "shows that a bill was approved"),
        ({"confirmed": True}, "was confirmed"),
        ({"bound": True}, "taken apart or put together"),
        ({"decided": True}, "was decided about"),
    ],
)
def test_what_stays(changes: dict[str, Any], why: str) -> None:
    found = refusal(replace(FREE, **changes))
    assert found is not None
    assert why in found.what
    assert "7" in found.what


def test_what_nobody_decided_about_may_go() -> None:
    assert refusal(FREE) is None
