from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.vocabulary import MailStage
from bookdesk.mail.stages import (
    LONGEST_WAIT,
    Accepted,
    Again,
    Arrived,
    Begun,
    Doubted,
    Event,
    Held,
    HeldBack,
    IllegalMove,
    LetBe,
    Lost,
    PutOff,
    Refused,
    Released,
    Slip,
    TakenOut,
    Woken,
    backoff,
    is_due,
    step,
)

AT = datetime(2026, 7, 1, 2, tzinfo=UTC)
QUEUED = Slip(MailStage.QUEUED)
SENDING = step(QUEUED, Begun(AT))
UNKNOWN = step(SENDING, Lost())
EVENTS: tuple[Event, ...] = (
    Begun(AT),
    Accepted(),
    PutOff(AT),
    PutOff(AT, offline=True),
    Refused(),
    Refused(partly=True),
    Lost(),
    Woken(),
    Doubted(),
    Arrived(),
    Again(),
    HeldBack(AT),
    TakenOut(),
    TakenOut(partly=True),
    LetBe(),
    LetBe(partly=True),
    Held(),
    Released(),
)
A_PERSONS = (Arrived, Again, TakenOut, LetBe, Held, Released)


def test_the_straight_way() -> None:
    assert Slip(MailStage.SENDING, 1, None, AT) == SENDING
    assert step(SENDING, Accepted()) == Slip(MailStage.ACCEPTED, 1)
    assert step(SENDING, Refused()).stage is MailStage.REFUSED
    assert step(SENDING, Refused(partly=True)).stage is MailStage.ACCEPTED


def test_what_was_put_off_waits_and_counts() -> None:
    once = step(SENDING, PutOff(AT))
    assert once == Slip(MailStage.QUEUED, 1, AT + timedelta(minutes=2))
    twice = step(step(once, Begun(AT)), PutOff(AT))
    assert (twice.tries, twice.next_at) == (2, AT + timedelta(minutes=4))
    away = step(QUEUED, PutOff(AT, offline=True))
    assert (away.tries, away.offline, away.next_at) == (1, True, AT + timedelta(minutes=2))
    assert step(away, Begun(AT)).offline is False


def test_what_nobody_knows_rests_until_a_person_speaks() -> None:
    for lost in (Lost(), Woken()):
        assert step(SENDING, lost).stage is MailStage.UNKNOWN
    assert step(QUEUED, Doubted()).stage is MailStage.UNKNOWN
    for event in EVENTS:
        if not isinstance(event, Arrived | Again | LetBe):
            with pytest.raises(IllegalMove):
                step(UNKNOWN, event)
    assert step(UNKNOWN, Arrived()).stage is MailStage.ACCEPTED
    assert step(UNKNOWN, Again()) == Slip(MailStage.QUEUED, 1)
    assert step(UNKNOWN, LetBe()).stage is MailStage.CANCELLED
    assert step(UNKNOWN, LetBe(partly=True)).stage is MailStage.ACCEPTED


def test_what_is_held_is_not_begun_until_it_is_released() -> None:
    held = step(step(QUEUED, PutOff(AT)), Held())
    assert not is_due(held, AT + timedelta(days=400))
    with pytest.raises(IllegalMove):
        step(held, Begun(AT))
    assert step(held, PutOff(AT)).held
    assert step(held, HeldBack(AT)).held
    free = step(held, Released())
    assert (free.held, free.tries, free.next_at) == (False, 1, None)
    assert step(held, Doubted()) == Slip(MailStage.UNKNOWN, 1)
    assert step(held, TakenOut()).stage is MailStage.CANCELLED


def test_only_what_waits_can_be_taken_out() -> None:
    assert step(QUEUED, TakenOut()).stage is MailStage.CANCELLED
    assert step(QUEUED, TakenOut(partly=True)).stage is MailStage.ACCEPTED
    for slip in (SENDING, UNKNOWN, step(SENDING, Accepted()), step(SENDING, Refused())):
        with pytest.raises(IllegalMove):
            step(slip, TakenOut())


def test_waits_double_up_to_four_hours() -> None:
    waits = [backoff(tries) for tries in range(1, 200)]
    assert waits[:3] == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert all(one <= other for one, other in pairwise(waits))
    assert waits[-1] == LONGEST_WAIT
    assert backoff(0) == waits[0]


@given(st.lists(st.sampled_from(EVENTS), max_size=40))
def test_in_whatever_order_things_happen_a_message_is_under_way_once_without_a_persons_word(
    events: list[Event],
) -> None:
    slip, uncertain = QUEUED, False
    for event in events:
        try:
            after = step(slip, event)
        except IllegalMove:
            continue
        if isinstance(event, Begun):
            assert not uncertain, "it left again although it may have been taken"
        if isinstance(event, Lost | Woken | Accepted | Doubted):
            uncertain = True
        if isinstance(event, Again):
            uncertain = False
        slip = after
        assert (slip.stage is MailStage.SENDING) == (
            slip.sending_since is not None or False
        ) or slip.stage is MailStage.UNKNOWN


def test_nothing_leaves_before_its_time_and_no_clock_holds_it_for_ever() -> None:
    waiting = Slip(MailStage.QUEUED, 1, AT)
    assert not is_due(waiting, AT - timedelta(seconds=1))
    assert is_due(waiting, AT)
    assert is_due(QUEUED, AT)
    assert not is_due(QUEUED, AT, AT + timedelta(days=400))
    assert is_due(Slip(MailStage.QUEUED, 3, AT + timedelta(days=2000)), AT), "planned by a clock that ran ahead"
    for stage in set(MailStage) - {MailStage.QUEUED}:
        assert not is_due(Slip(stage), AT)
