from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.office.locking import (
    IDLE_MINUTES,
    LOOKS_EVERY,
    SLEPT,
    STOOD_STILL,
    UNSAVED_STAYS,
    USUAL_MINUTES,
    Desk,
    Judged,
    Moment,
    Verdict,
    Watched,
    Why,
    ask,
    begin,
    idle_seconds,
    lifted,
    look,
    touch,
)

TEN = 600.0
desks = st.builds(Desk, st.sampled_from([None, *(60.0 * one for one in IDLE_MINUTES)]), st.booleans(), st.booleans())


def after(seconds: float, *, sleep: float = 0.0) -> Moment:
    return Moment(seconds + sleep, seconds)


def pass_by(watched: Watched, until: float, desk: Desk) -> Judged:
    """Look every few seconds, as the window does, until this moment or until it locks."""
    judged, now = Judged(Verdict.NOTHING, watched), watched.looked.now
    while now < until and judged.verdict is not Verdict.LOCK:
        now = min(until, now + LOOKS_EVERY)
        judged = look(judged.watched, after(now), desk)
    return judged


def test_a_desk_nobody_touches_is_locked_after_its_time_and_not_before() -> None:
    fresh = begin(after(0))
    assert pass_by(fresh, TEN - 1, Desk(TEN)).verdict is Verdict.NOTHING
    locked = pass_by(fresh, TEN, Desk(TEN))
    assert (locked.verdict, locked.why) == (Verdict.LOCK, Why.IDLE)


def test_a_touch_begins_the_time_anew_unless_it_is_over() -> None:
    before = pass_by(begin(after(0)), TEN - 1, Desk(TEN)).watched
    touched = touch(before, after(TEN - 1), Desk(TEN))
    assert touched.verdict is Verdict.NOTHING
    assert pass_by(touched.watched, 2 * TEN - 2, Desk(TEN)).verdict is Verdict.NOTHING
    assert touch(before, after(TEN), Desk(TEN)).verdict is Verdict.LOCK, "too late is too late"


def test_work_that_somebody_waits_for_is_veiled_and_the_desk_locked_when_it_ends() -> None:
    veiled = pass_by(begin(after(0)), TEN, Desk(TEN, working=True))
    assert veiled.verdict is Verdict.VEIL
    touched = touch(veiled.watched, after(TEN + 1), Desk(TEN, working=True))
    assert touched.verdict is Verdict.VEIL, "to touch it lifts no veil"
    assert look(touched.watched, after(TEN + 2), Desk(TEN)).verdict is Verdict.LOCK


def test_who_proves_himself_under_the_veil_works_on() -> None:
    veiled = pass_by(begin(after(0)), TEN, Desk(TEN, working=True)).watched
    back = lifted(veiled, after(TEN + 1))
    assert look(back, after(TEN + 2), Desk(TEN)).verdict is Verdict.NOTHING
    assert pass_by(back, 2 * TEN + 1, Desk(TEN)).verdict is Verdict.LOCK


def test_what_is_half_typed_is_veiled_for_a_time_and_not_for_ever() -> None:
    desk, fresh = Desk(TEN, unsaved=True), begin(after(0))
    assert pass_by(fresh, TEN, desk).verdict is Verdict.VEIL
    assert pass_by(fresh, TEN + UNSAVED_STAYS - 1, desk).verdict is Verdict.VEIL
    assert pass_by(fresh, TEN + UNSAVED_STAYS, desk).verdict is Verdict.LOCK


@pytest.mark.parametrize("desk", [Desk(TEN), Desk(None), Desk(TEN, working=True), Desk(None, unsaved=True)])
def test_sleep_locks_at_once_whatever_goes_on(desk: Desk) -> None:
    fresh = begin(after(0))
    for moment in (after(1, sleep=SLEPT + 1), after(STOOD_STILL + 1)):
        for judge in (look, touch):
            judged = judge(fresh, moment, desk)
            assert (judged.verdict, judged.why) == (Verdict.LOCK, Why.SLEEP)
    assert look(fresh, after(2, sleep=SLEPT - 1), desk).verdict is Verdict.NOTHING


def test_who_locks_his_desk_waits_for_no_more_than_work_that_cannot_go_on_later() -> None:
    fresh, moment = begin(after(0)), after(3)
    at_once = ask(fresh, moment, Desk(TEN))
    assert (at_once.verdict, at_once.why) == (Verdict.LOCK, Why.ASKED)
    veiled = ask(fresh, moment, Desk(TEN, working=True))
    assert veiled.verdict is Verdict.VEIL
    ended = look(veiled.watched, after(5), Desk(TEN))
    assert (ended.verdict, ended.why) == (Verdict.LOCK, Why.ASKED)
    assert look(lifted(veiled.watched, after(5)), after(6), Desk(TEN)).verdict is Verdict.NOTHING


def test_who_locks_his_desk_is_never_kept_from_it_by_what_is_half_typed() -> None:
    fresh, half = begin(after(0)), Desk(None, unsaved=True)
    veiled = ask(fresh, after(3), half)
    assert veiled.verdict is Verdict.VEIL
    touched = touch(veiled.watched, after(4), half)
    assert touched.verdict is Verdict.VEIL, "to touch it lifts no veil and wins no time"
    assert pass_by(touched.watched, 2 + UNSAVED_STAYS, half).verdict is Verdict.VEIL
    ended = pass_by(touched.watched, 3 + UNSAVED_STAYS, Desk(TEN, unsaved=True))
    assert (ended.verdict, ended.why) == (Verdict.LOCK, Why.ASKED), "the hour is counted from when he asked"


@given(desks, desks, st.floats(0, 1e5))
def test_whatever_goes_on_nobody_reads_a_desk_whose_person_locked_it(desk: Desk, later: Desk, passed: float) -> None:
    asked = ask(begin(after(0)), after(passed), desk)
    if asked.verdict is not Verdict.LOCK:
        assert (asked.verdict, asked.watched.veiled) == (Verdict.VEIL, True)
        assert look(asked.watched, after(passed + 1), later).verdict is not Verdict.NOTHING


def test_what_was_remembered_is_read_with_care() -> None:
    assert [idle_seconds(str(one)) for one in IDLE_MINUTES] == [60.0 * one for one in IDLE_MINUTES]
    assert idle_seconds("0") is None
    assert {idle_seconds(one) for one in ("", "never", "-5", "600", "1e9")} == {60.0 * USUAL_MINUTES}


@given(desks, st.lists(st.tuples(st.floats(0.1, LOOKS_EVERY), st.booleans(), st.booleans()), max_size=400))
def test_no_desk_stays_open_beyond_its_time(desk: Desk, steps: list[tuple[float, bool, bool]]) -> None:
    """Whoever looks often enough finds: open means touched within the time; a veil goes by proof or lock only."""
    watched, now, touched = begin(after(0)), 0.0, 0.0
    for step, touches, works in steps:
        now += step
        here, before = replace(desk, working=works), watched
        judged = (touch if touches else look)(watched, after(now), here)
        watched = judged.watched
        if judged.verdict is Verdict.LOCK:
            assert desk.idle is not None
            assert now - touched >= desk.idle
            assert not works
            return
        assert judged.verdict is not Verdict.VEIL or works or desk.unsaved
        assert not before.veiled or watched.veiled
        if judged.verdict is Verdict.NOTHING:
            touched = now if touches else touched
            assert desk.idle is None or now - touched < desk.idle


@given(desks, st.floats(0, 1e5), st.floats(0, STOOD_STILL))
def test_less_time_never_locks_more(desk: Desk, touched: float, passed: float) -> None:
    """A desk that idles for longer before it locks is open whenever one with less time is."""
    watched = Watched(touched, after(touched + 200))
    moment = after(touched + 200 + passed)
    order = [Verdict.NOTHING, Verdict.VEIL, Verdict.LOCK]
    longer = replace(desk, idle=None if desk.idle is None else 2 * desk.idle)
    assert order.index(look(watched, moment, longer).verdict) <= order.index(look(watched, moment, desk).verdict)
