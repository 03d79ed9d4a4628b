"""Every move of the outbox machine, the schedules nobody thinks of, and proof that each safeguard is needed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.vocabulary import OutboxState
from bookdesk.sync import outbox_machine as machine
from bookdesk.sync.outbox_machine import Begun, IllegalMove, Moment, Policy, Slip, plan, step
from tests.unit.sync.simulation import (
    CRASHES,
    LASTING_KEYS,
    NO_KEYS,
    XERO,
    XERO_SLOW_LISTS,
    Model,
    Mutation,
    Schedule,
    simulate,
)

POLICY = Policy(key_life=360, late_window=120)
MODELS = (XERO, XERO_SLOW_LISTS, LASTING_KEYS, NO_KEYS)
EVENTS: tuple[machine.Event, ...] = (
    machine.Examined(blocked=False),
    machine.Examined(blocked=True),
    machine.Released(),
    Begun("k", Moment("b", 0, 10)),
    machine.Accepted(),
    machine.Refused(),
    machine.NotProcessed(),
    machine.NoAnswer(),
    machine.Probed(exact=0),
    machine.Probed(exact=1),
    machine.Probed(exact=2),
    machine.Probed(exact=0, near=1),
    machine.Compared(agrees=True),
    machine.Compared(agrees=False),
    machine.Linked(),
    machine.Requeued(),
    machine.Cancelled(),
    machine.Restored(),
)


def at(now: int, boot: str = "b", started: int = 0) -> Moment:
    return Moment(boot, started, now)


def sent(now: int = 10, key: str = "k") -> Slip:
    ready = step(step(Slip(), machine.Examined(blocked=False)), machine.Released())
    return step(ready, Begun(key, at(now)))


def lost(now: int = 10) -> Slip:
    return step(sent(now), machine.NoAnswer())


def test_rule_1_what_was_not_released_is_never_sent() -> None:
    ready = step(Slip(), machine.Examined(blocked=False))
    assert plan(ready, at(0), POLICY) == machine.Rest()
    with pytest.raises(IllegalMove):
        step(ready, Begun("k", at(0)))
    assert plan(step(ready, machine.Released()), at(0), POLICY) == machine.Send(None)


def test_rule_2_what_is_blocked_waits_also_when_it_was_released() -> None:
    blocked = step(step(Slip(), machine.Examined(blocked=True)), machine.Released())
    assert plan(blocked, at(0), POLICY) == machine.Rest()
    assert plan(step(blocked, machine.Examined(blocked=False)), at(0), POLICY) == machine.Send(None)


def test_rule_3_a_process_that_ended_while_sending_leaves_an_unknown_outcome() -> None:
    found = machine.wake(sent())
    assert (found.state, found.in_doubt) == (OutboxState.UNKNOWN, True)
    assert machine.wake(Slip()) == Slip()


def test_rule_4_within_the_window_the_same_key_goes_again_after_a_pause_that_grows() -> None:
    slip = lost(10)
    assert plan(slip, at(11), POLICY) == machine.Wait(1)
    assert plan(slip, at(12), POLICY) == machine.Send("k")
    again = step(step(slip, Begun("k", at(12))), machine.NoAnswer())
    assert again.first_sent == 10
    assert plan(again, at(12), POLICY) == machine.Wait(4)
    with pytest.raises(IllegalMove):
        step(slip, Begun("another key", at(12)))
    with pytest.raises(IllegalMove):
        step(slip, Begun("k", at(12, boot="another run")))


def test_rule_4_the_window_leaves_room_for_a_copy_that_arrives_late() -> None:
    assert POLICY.resend_window == 360 - 120 - 60
    slip = lost(10)
    assert plan(slip, at(10 + 180), POLICY) == machine.Send("k")
    assert plan(slip, at(10 + 181), POLICY) == machine.Look()
    assert Policy(key_life=0, late_window=120).resend_window == 0


def test_rule_4_a_program_that_was_started_again_on_the_same_machine_still_knows_how_old_the_key_is() -> None:
    assert plan(machine.wake(sent(10)), at(15, started=14), POLICY) == machine.Send("k")


def test_rule_5_where_no_key_protects_it_waits_out_late_copies_and_lagging_lists() -> None:
    policy = Policy(key_life=0, late_window=120, list_lag=20)
    assert plan(lost(10), at(11), policy) == machine.Wait(10 + 145 - 11)
    assert plan(lost(10), at(155), policy) == machine.Look()


def test_rule_5_after_a_restart_of_the_machine_it_waits_from_its_own_start() -> None:
    slip = machine.wake(sent(10))
    assert plan(slip, at(1000, "next", started=990), POLICY) == machine.Wait(115)
    assert plan(slip, at(1115, "next", started=990), POLICY) == machine.Look()


def test_rule_6_one_copy_is_adopted_none_allows_a_new_key_more_need_a_person() -> None:
    assert step(lost(), machine.Probed(exact=1)).state is OutboxState.ACKNOWLEDGED
    nothing = step(lost(), machine.Probed(exact=0))
    assert (nothing.state, nothing.key, nothing.in_doubt, nothing.released) == (OutboxState.READY, None, False, True)
    assert step(lost(), machine.Probed(exact=2)).state is OutboxState.CONFLICT
    assert step(lost(), machine.Probed(exact=0, near=1)).state is OutboxState.CONFLICT


def test_rule_7_a_definite_no_ends_it_unless_an_earlier_copy_is_in_doubt() -> None:
    assert step(sent(), machine.Refused()).state is OutboxState.REJECTED
    assert step(sent(), machine.NotProcessed()) == step(
        step(Slip(), machine.Examined(blocked=False)), machine.Released()
    )
    doubtful = step(lost(10), Begun("k", at(12)))
    assert step(doubtful, machine.Refused()).state is OutboxState.UNKNOWN
    assert step(doubtful, machine.NotProcessed()).state is OutboxState.UNKNOWN


def test_rule_8_what_arrived_is_compared_and_a_difference_is_a_persons_to_settle() -> None:
    there = step(sent(), machine.Accepted())
    assert plan(there, at(11), POLICY) == machine.Compare()
    assert step(there, machine.Compared(agrees=True)).state is OutboxState.VERIFIED
    differs = step(there, machine.Compared(agrees=False))
    assert differs.state is OutboxState.CONFLICT
    assert step(differs, machine.Compared(agrees=True)).state is OutboxState.VERIFIED


def test_rule_9_what_may_be_under_way_cannot_be_cancelled_or_started_again() -> None:
    for slip in (sent(), lost(), step(sent(), machine.Accepted())):
        for event in (machine.Cancelled(), machine.Requeued(), machine.Released(), machine.Linked()):
            with pytest.raises(IllegalMove):
                step(slip, event)
    refused = step(sent(), machine.Refused())
    assert step(refused, machine.Requeued()) == Slip()
    given_up = step(refused, machine.Cancelled())
    assert given_up.state is OutboxState.CANCELLED
    assert step(given_up, machine.Restored()) == Slip()
    with pytest.raises(IllegalMove):
        step(refused, machine.Restored())
    assert step(refused, machine.Linked()).state is OutboxState.VERIFIED


@given(st.lists(st.sampled_from(EVENTS), max_size=25))
def test_no_history_of_events_reaches_the_wire_twice_without_its_key(events: list[machine.Event]) -> None:
    """In doubt there is always a key or a look between two sends, and nothing leaves unreleased."""
    slip = Slip()
    for event in events:
        before = slip
        try:
            slip = step(slip, event)
        except IllegalMove:
            assert slip == before
            continue
        if isinstance(event, Begun):
            assert slip.released
            assert not before.in_doubt or before.key == slip.key
        if before.in_doubt and not slip.in_doubt:
            assert isinstance(event, machine.Accepted | machine.Probed | machine.Requeued)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_no_duplicate_no_loss_nothing_stuck(model: Model) -> None:
    failed, crashes = simulate(range(250), model)
    assert failed == [], f"replay with Schedule({failed[0]}, {model.name!r})"
    assert all(crashes[fault] > 25 for fault in CRASHES)


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_no_duplicate_no_loss_nothing_stuck_in_thousands_of_schedules(model: Model) -> None:
    failed, crashes = simulate(range(1_000_000, 1_007_000), model)
    assert failed == [], f"replay with Schedule({failed[0]}, {model.name!r})"
    assert all(crashes[fault] > 1000 for fault in CRASHES)


@pytest.mark.parametrize(
    ("mutation", "model", "seeds"),
    [
        (Mutation.NO_LOOK, XERO, range(50)),
        (Mutation.NO_QUARANTINE, XERO_SLOW_LISTS, range(200)),
        (Mutation.NO_QUARANTINE, NO_KEYS, range(50)),
        (Mutation.COMMIT_AFTER_SEND, XERO, range(50)),
        (Mutation.NEW_KEY_FOR_EACH_SEND, XERO, range(50)),
        (Mutation.WINDOW_TOO_LONG, XERO, range(8200, 8300)),
        (Mutation.CLOCK_STOPS_IN_SLEEP, XERO, range(500)),
    ],
    ids=lambda value: value.name if isinstance(value, Mutation | Model) else "",
)
def test_without_a_safeguard_schedules_fail(mutation: Mutation, model: Model, seeds: range) -> None:
    broken, _ = simulate(seeds, model, mutation)
    assert broken
    assert simulate(seeds, model) == ([], simulate(seeds, model)[1])


def test_a_seed_replays_exactly() -> None:
    assert Schedule(7, XERO).run() == Schedule(7, XERO).run()
