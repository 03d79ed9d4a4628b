"""Working alone: it counts for one person only, its hours are never cut short, and what it means is said in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import BookDeskError
from bookdesk.core.vocabulary import SoleWay
from bookdesk.ledger.alone import (
    LEAST_HOURS,
    MOST_HOURS,
    Alone,
    Decided,
    alone,
    described,
    released_as,
    require_possible,
    waiting,
    why_not,
)

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
people = st.sampled_from(["ann", "ben", "cas"])
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
decided = st.builds(
    Decided,
    way=st.sampled_from(SoleWay),
    hours=st.integers(-5, 1000),
    worker=people,
    by=people,
    at=instants,
    reason=st.just("small"),
    sound=st.booleans(),
)
modes = st.builds(
    Alone, user=people, way=st.sampled_from([SoleWay.DELAY, SoleWay.CLIENT]), hours=st.integers(LEAST_HOURS, MOST_HOURS)
)


@given(st.none() | decided, st.frozensets(people))
def test_it_counts_for_the_one_person_of_a_sound_decision_only(last: Decided | None, workers: frozenset[str]) -> None:
    found = alone(last, workers)
    wanted = last is not None and last.sound and last.way is not SoleWay.OFF and workers == {last.worker}
    assert (found is not None) == wanted
    if last is not None and found is not None:
        assert (found.user, found.way) == (last.worker, last.way)
        assert found.hours >= LEAST_HOURS
        assert found.hours >= last.hours or found.way is SoleWay.CLIENT


@given(decided, st.frozensets(people), people)
def test_a_second_person_ends_it(last: Decided, workers: frozenset[str], second: str) -> None:
    both = workers | {second, last.worker}
    if len(both) > 1:
        assert alone(last, both) is None
        assert why_not(last, both)


@given(modes, st.lists(instants), st.lists(instants), instants)
def test_hours_are_never_cut_short(
    mode: Alone, approved: Sequence[datetime], details: Sequence[datetime], now: datetime
) -> None:
    until = mode.free_at(approved, details)
    waits = timedelta(hours=mode.hours)
    counted = [*details, *(approved if mode.way is SoleWay.DELAY else ())]
    assert (until is None) == (not counted)
    if until is not None:
        assert all(until >= at + waits for at in counted)
        assert until in {at + waits for at in counted}
        assert mode.free_at([*approved, now], [*details, now]) >= until  # type: ignore[operator] # something waits


@given(instants, st.timedeltas(timedelta(0), timedelta(days=3)))
def test_what_is_told_is_never_too_early(until: datetime, before: timedelta) -> None:
    told = waiting(until, until - before)
    text = told.removeprefix("Cooling off until ").removesuffix(".")
    day, _, minute = text.rpartition(" ")
    shown = datetime.fromisoformat(f"{day or (until - before).date().isoformat()} {minute}+00:00")
    assert until <= shown < until + timedelta(minutes=1)


def test_it_is_told_with_the_day_where_that_is_another() -> None:
    assert waiting(NOON.replace(hour=14, minute=5), NOON) == "Cooling off until 14:05."
    assert waiting(NOON.replace(hour=14, minute=5, second=1), NOON) == "Cooling off until 14:06."
    assert waiting(NOON + timedelta(hours=13), NOON) == "Cooling off until 2026-07-02 01:00."


@pytest.mark.parametrize(
    ("way", "hours", "reason", "user", "workers"),
    [
        (SoleWay.DELAY, 4, " ", "ann", {"ann"}),
        (SoleWay.OFF, 4, "", "ann", {"ann"}),
        (SoleWay.DELAY, 3, "alone", "ann", {"ann"}),
        (SoleWay.DELAY, MOST_HOURS + 1, "alone", "ann", {"ann"}),
        (SoleWay.DELAY, 4, "alone", "ann", {"ann", "ben"}),
        (SoleWay.CLIENT, 0, "alone", "ann", {"ann", "ben"}),
        (SoleWay.CLIENT, 0, "alone", "ann", {"ben"}),
        (SoleWay.CLIENT, 0, "alone", "ann", set()),
    ],
)
def test_what_could_not_count_is_refused(way: SoleWay, hours: int, reason: str, user: str, workers: set[str]) -> None:
    with pytest.raises(BookDeskError):
        require_possible(way, hours, reason, user, workers)


def test_switching_off_is_always_possible() -> None:
    require_possible(SoleWay.OFF, 0, "Ben joined", "ann", {"ann", "ben"})
    require_possible(SoleWay.DELAY, LEAST_HOURS, "alone", "ann", {"ann"})
    require_possible(SoleWay.CLIENT, 0, "alone", "ann", {"ann"})


def test_each_way_says_what_it_replaces() -> None:
    delay, client = Alone("ann", SoleWay.DELAY, 6), Alone("ann", SoleWay.CLIENT, LEAST_HOURS)
    assert "6 hours after the approval" in described(delay)
    assert "nobody approves his own" in described(client)
    assert released_as(SoleWay.DELAY, 4) == "Sole practitioner: released after 4 h cooling off."
    assert "client's approval" in released_as(SoleWay.CLIENT, 0)
