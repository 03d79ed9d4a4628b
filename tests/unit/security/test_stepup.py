"""A proof holds for five minutes, by two clocks, for the acts that need one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.clock import MovableClock
from bookdesk.core.errors import Locked
from bookdesk.models.actions import Action
from bookdesk.security.stepup import MOST_WRONG, NEEDS_STEP_UP, Attempts, Proof, StepUp, StepUpNeeded
from tests.support.firm import NOON

RELEASE = Action.RUN_RELEASED


def step_up(*, enrolled: bool = False, both: bool = False) -> tuple[StepUp, MovableClock]:
    clock = MovableClock(NOON)
    made = StepUp(clock)
    made.enrolled, made.both = enrolled, both
    return made, clock


def test_money_power_data_and_keys_need_a_proof_and_the_daily_work_none() -> None:
    made, _ = step_up()
    for action in Action:
        assert (made.needed(action) is not None) == (action in NEEDS_STEP_UP)
    assert Action.BILL_APPROVED not in NEEDS_STEP_UP
    made.require(Action.BILL_EDITED)


def test_a_passphrase_proves_for_five_minutes() -> None:
    made, clock = step_up()
    with pytest.raises(StepUpNeeded, match="who you are") as refused:
        made.require(RELEASE)
    assert refused.value.missing == {Proof.PASSPHRASE}
    assert not refused.value.one_is_enough
    assert refused.value.command == "--passphrase-file FILE"
    made.proved()
    clock.advance(299)
    made.require(RELEASE)
    clock.advance(1)
    assert not made.fresh()
    with pytest.raises(StepUpNeeded):
        made.require(RELEASE)


def test_a_clock_put_back_does_not_make_it_last() -> None:
    made, clock = step_up()
    made.proved()
    clock.instant -= timedelta(days=1)
    made.require(RELEASE)
    clock.elapsed += 300
    assert made.needed(RELEASE) is not None


def test_a_machine_brought_back_from_a_snapshot_asks_anew() -> None:
    made, clock = step_up()
    made.proved()
    clock.instant += timedelta(minutes=5)
    assert made.needed(RELEASE) is not None


@given(st.lists(st.floats(0, 400), max_size=6))
def test_it_holds_exactly_as_long_as_the_last_proof_is_young(waits: list[float]) -> None:
    made, clock = step_up()
    last = None
    for number, wait in enumerate(waits):
        clock.advance(wait)
        assert made.fresh() == (last is not None and clock.elapsed - last < 300)
        if number % 2:
            made.proved()
            last = clock.elapsed


def test_who_has_a_second_factor_proves_by_either() -> None:
    made, _ = step_up(enrolled=True)
    with pytest.raises(StepUpNeeded, match="passphrase or a code") as refused:
        made.require(RELEASE)
    assert refused.value.one_is_enough
    assert refused.value.command == "--one-time-code CODE"
    made.proved(Proof.CODE)
    made.require(RELEASE)


def test_who_wants_both_is_asked_for_what_is_missing() -> None:
    made, clock = step_up(enrolled=True, both=True)
    with pytest.raises(StepUpNeeded, match="passphrase and a code"):
        made.require(RELEASE)
    made.proved()
    with pytest.raises(StepUpNeeded, match="a code of your phone") as refused:
        made.require(RELEASE)
    assert refused.value.missing == {Proof.CODE}
    made.proved(Proof.CODE)
    made.require(RELEASE)
    clock.advance(200)
    made.proved(Proof.CODE)
    clock.advance(100)
    with pytest.raises(StepUpNeeded, match="who you are") as refused:
        made.require(RELEASE)
    assert refused.value.missing == {Proof.PASSPHRASE}


def test_a_code_that_only_stands_for_the_passphrase_is_given_up_with_it() -> None:
    made, _ = step_up(enrolled=True)
    made.proved(Proof.CODE)
    with pytest.raises(StepUpNeeded) as refused:
        made.require(Action.SECOND_FACTOR_EDITED)
    assert refused.value.missing == {Proof.PASSPHRASE}
    with pytest.raises(StepUpNeeded):
        made.require_passphrase()
    made.proved()
    made.require(Action.SECOND_FACTOR_EDITED)
    made.require_passphrase()


def test_a_code_that_is_asked_for_beside_the_passphrase_is_not_given_up_without() -> None:
    made, _ = step_up(enrolled=True, both=True)
    made.proved()
    with pytest.raises(StepUpNeeded) as refused:
        made.require(Action.SECOND_FACTOR_EDITED)
    assert refused.value.missing == {Proof.CODE}
    made.proved(Proof.CODE)
    made.require(Action.SECOND_FACTOR_EDITED)


def test_five_wrong_attempts_within_a_minute_are_enough() -> None:
    clock = MovableClock(NOON)
    attempts = Attempts(clock)
    for _ in range(MOST_WRONG):
        attempts.allow()
        attempts.wrong()
        clock.advance(10)
    with pytest.raises(Locked, match="within a minute"):
        attempts.allow()
    clock.advance(10)
    attempts.allow()
