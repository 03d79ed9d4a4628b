"""Recurring invoices: on the right days, and each of them once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.dates import end_of_month
from bookdesk.core.errors import InputError
from bookdesk.core.vocabulary import CatchUp, Every
from bookdesk.invoicing.schedules import Pause, Schedule, coming, days, due, ended

RENT = Schedule("rent", date(2026, 1, 31), Every.MONTH)
some_days = st.dates(min_value=date(2019, 1, 1), max_value=date(2032, 12, 31))
schedules = st.builds(
    Schedule,
    st.just("s"),
    some_days,
    st.sampled_from(list(Every)),
    st.integers(min_value=1, max_value=5),
    times=st.none() | st.integers(min_value=1, max_value=30),
    pauses=st.lists(
        st.builds(
            lambda first, length: Pause(first, first + timedelta(days=length)),
            some_days,
            st.integers(min_value=0, max_value=200),
        ),
        max_size=2,
    ).map(tuple),
    catch_up=st.sampled_from(list(CatchUp)),
)


def _first(schedule: Schedule, count: int) -> list[str]:
    return [day.isoformat() for day in islice(days(schedule), count)]


def test_a_31st_is_the_last_day_of_shorter_months_and_comes_back() -> None:
    assert _first(RENT, 5) == ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]


def test_a_29_february_is_the_28th_until_the_next_leap_year() -> None:
    yearly = Schedule("s", date(2024, 2, 29), Every.YEAR)
    assert _first(yearly, 5) == ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]


def test_the_last_day_of_the_month_is_not_the_30th_where_it_is_meant() -> None:
    monthly = Schedule("s", date(2026, 2, 28), Every.MONTH)
    assert _first(monthly, 3) == ["2026-02-28", "2026-03-28", "2026-04-28"]
    assert _first(replace(monthly, month_end=True), 3) == ["2026-02-28", "2026-03-31", "2026-04-30"]


def test_weeks_and_quarters_are_counted_from_the_first_day() -> None:
    assert _first(Schedule("s", date(2026, 3, 2), Every.WEEK, 2), 3) == ["2026-03-02", "2026-03-16", "2026-03-30"]
    assert _first(Schedule("s", date(2025, 11, 30), Every.QUARTER), 3) == ["2025-11-30", "2026-02-28", "2026-05-30"]


def test_an_interval_multiplies_its_unit() -> None:
    assert _first(replace(RENT, interval=2), 3) == ["2026-01-31", "2026-03-31", "2026-05-31"]
    assert _first(replace(RENT, every=Every.QUARTER, interval=2), 2) == ["2026-01-31", "2026-07-31"]


def test_after_forty_days_offline_each_missed_week_is_made() -> None:
    weekly = Schedule("w", date(2026, 6, 1), Every.WEEK)
    made = {weekly.key(date(2026, 6, 1))}
    found = due(weekly, date(2026, 7, 11), made)
    assert [one.day for one in found] == [date(2026, 6, 8) + timedelta(weeks=week) for week in range(5)]
    assert all(one.days == (one.day,) for one in found)


def test_or_one_for_all_of_them_that_stands_for_every_day() -> None:
    weekly = Schedule("w", date(2026, 6, 1), Every.WEEK, catch_up=CatchUp.ONE)
    (one,) = due(weekly, date(2026, 7, 11), {weekly.key(date(2026, 6, 1))})
    assert (one.day, len(one.days), len(one.keys)) == (date(2026, 7, 6), 5, 5)
    assert due(weekly, date(2026, 7, 11), {weekly.key(date(2026, 6, 1)), *one.keys}) == ()


def test_a_clock_set_back_and_a_second_start_make_nothing_twice() -> None:
    made = {key for one in due(RENT, date(2026, 4, 1), ()) for key in one.keys}
    assert due(RENT, date(2026, 4, 1), made) == ()
    assert due(RENT, date(2026, 2, 1), made) == ()
    assert [one.day for one in due(RENT, date(2026, 4, 30), made)] == [date(2026, 4, 30)]


def test_a_changed_interval_bills_no_day_again() -> None:
    made = {RENT.key(day) for day in islice(days(RENT), 3)}
    slower = replace(RENT, every=Every.QUARTER)
    assert [one.day for one in due(slower, date(2026, 4, 30), made)] == [date(2026, 4, 30)]


def test_a_paused_day_is_skipped_for_good_and_does_not_count() -> None:
    paused = replace(RENT, times=3, pauses=(Pause(date(2026, 2, 1), date(2026, 3, 31)),))
    assert _first(paused, 9) == ["2026-01-31", "2026-04-30", "2026-05-31"]
    assert [one.day for one in due(paused, date(2026, 4, 30), ())] == [date(2026, 1, 31), date(2026, 4, 30)]


def test_a_pause_until_further_bills_nothing_and_has_not_ended() -> None:
    paused = replace(RENT, pauses=(Pause(date(2026, 2, 1)),))
    made = {RENT.key(RENT.first)}
    assert due(paused, date(2030, 1, 1), made) == ()
    assert coming(paused, date(2026, 1, 31), 3) == ()
    assert not ended(paused, date(2030, 1, 1), made)


def test_a_schedule_ends_on_its_day_or_with_its_last_invoice() -> None:
    until = replace(RENT, until=date(2026, 3, 31))
    assert _first(until, 9) == ["2026-01-31", "2026-02-28", "2026-03-31"]
    assert coming(until, date(2026, 2, 27), 9) == (date(2026, 2, 28), date(2026, 3, 31))
    made = {RENT.key(day) for day in days(until)}
    assert not ended(until, date(2026, 3, 30), made)
    assert ended(until, date(2026, 3, 31), made)
    assert not ended(until, date(2026, 3, 31), ())
    assert ended(replace(until, pauses=(Pause(date(2026, 5, 1)),)), date(2026, 6, 1), made)
    assert ended(replace(RENT, times=1, pauses=(Pause(date(2026, 5, 1)),)), date(2026, 6, 1), made)


@pytest.mark.parametrize(
    "wrong",
    [
        {"interval": 0},
        {"times": 0},
        {"until": date(2026, 1, 30)},
        {"every": Every.WEEK, "month_end": True},
        {"first": date(2026, 1, 30), "month_end": True},
    ],
)
def test_a_schedule_that_never_bills_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        replace(RENT, **wrong)  # type: ignore[arg-type]


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InputError):
        Pause(date(2026, 2, 2), date(2026, 2, 1))


@given(st.dates(min_value=date(1999, 1, 1), max_value=date(2100, 1, 1)), st.integers(min_value=0, max_value=400))
def test_a_month_later_is_the_same_day_or_the_last_of_its_month(first: date, index: int) -> None:
    day = Schedule("s", first, Every.MONTH).day(index)
    months = (day.year - first.year) * 12 + day.month - first.month
    assert months == index
    assert day.day == min(first.day, end_of_month(day).day)


@given(schedules, st.lists(some_days, min_size=1, max_size=8))
def test_whatever_the_clock_does_each_day_is_billed_once(schedule: Schedule, clock: list[date]) -> None:
    made: list[str] = []
    billed: list[date] = []
    for today in clock:
        for one in due(schedule, today, made):
            assert one.day == one.days[-1] <= today
            made.extend(one.keys)
            billed.extend(one.days)
    expected = [day for day in islice(days(schedule), 1000) if day <= max(clock)]
    assert sorted(billed) == expected
    assert len(set(made)) == len(made)
    assert not any(pause.covers(day) for pause in schedule.pauses for day in billed)


@given(schedules, some_days)
def test_what_comes_follows_what_is_due(schedule: Schedule, today: date) -> None:
    past = [day for one in due(schedule, today, ()) for day in one.days]
    assert [*past, *coming(schedule, today, 5)] == list(islice(days(schedule), len(past) + 5))
