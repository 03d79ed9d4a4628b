"""A backup is due by its age, on leaving by what was written, and not again at once where it just failed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.office.backupplan import (
    WARNINGS,
    Moment,
    Plan,
    Record,
    Standing,
    TrialRecord,
    TrialStanding,
    due,
    next_at,
    standing,
    trial_due,
    trial_standing,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PLAN = Plan("stick", chosen_at=NOW - timedelta(days=40))
FRESH = Record(good_at=NOW - timedelta(hours=2), tried_at=NOW - timedelta(hours=2))
FULL = replace(FRESH, tried_at=NOW, what="The disk is full.", remedy="Free some space.")
GONE = replace(FULL, absent=True)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("plan", [Plan(), replace(PLAN, on=False)])
def test_without_a_folder_or_switched_off_none_is_due(plan: Plan, moment: Moment) -> None:
    assert not due(plan, Record(written_since=True, owed=True), NOW, moment)


@pytest.mark.parametrize("moment", Moment)
def test_the_first_one_is_due_at_once(moment: Moment) -> None:
    assert due(PLAN, Record(), NOW, moment)


def test_while_the_desk_is_open_age_decides() -> None:
    assert not due(PLAN, replace(FRESH, written_since=True), NOW + 21 * HOUR, Moment.OPEN)
    assert due(PLAN, FRESH, NOW + 22 * HOUR, Moment.OPEN)
    assert due(replace(PLAN, hours=1), FRESH, NOW, Moment.OPEN)


def test_on_leaving_what_was_written_decides() -> None:
    assert not due(PLAN, FRESH, NOW + 100 * HOUR, Moment.LEAVING)
    assert due(PLAN, replace(FRESH, written_since=True), NOW, Moment.LEAVING)


def test_what_was_left_without_one_is_made_up_for_at_the_next_start() -> None:
    owed = replace(FRESH, written_since=True, owed=True)
    assert due(PLAN, owed, NOW, Moment.OPENED)
    assert not due(PLAN, owed, NOW, Moment.OPEN)


@pytest.mark.parametrize("moment", Moment)
def test_after_a_failure_it_waits_a_quarter_of_an_hour(moment: Moment) -> None:
    failed = replace(FULL, good_at=None, written_since=True)
    assert not due(PLAN, failed, NOW + timedelta(minutes=14), moment)
    assert due(PLAN, failed, NOW + timedelta(minutes=15), moment)


def test_a_clock_that_was_ahead_holds_nothing_up() -> None:
    ahead = replace(FULL, good_at=NOW + 9000 * HOUR, tried_at=NOW + 9000 * HOUR)
    assert due(PLAN, ahead, NOW, Moment.OPEN)
    assert trial_due(TrialRecord(NOW + HOUR, 12), FRESH, NOW)


def test_when_the_next_one_is() -> None:
    assert next_at(Plan(), FRESH, NOW) is None
    assert next_at(replace(PLAN, on=False), FRESH, NOW) is None
    assert next_at(PLAN, FRESH, NOW) == NOW + 22 * HOUR
    assert next_at(PLAN, Record(), NOW) == NOW
    assert next_at(PLAN, replace(FULL, good_at=None), NOW) == NOW + timedelta(minutes=15)


def test_how_it_stands() -> None:
    assert standing(Plan(), FRESH, NOW) is Standing.UNKNOWN_FOLDER
    assert standing(replace(PLAN, on=False), FRESH, NOW) is Standing.OFF
    assert standing(PLAN, FRESH, NOW) is Standing.GOOD
    assert standing(PLAN, Record(), NOW) is Standing.DUE
    assert standing(PLAN, FULL, NOW) is Standing.FAILED
    assert {Standing.UNKNOWN_FOLDER, Standing.FAILED, Standing.LATE, Standing.OFF} == WARNINGS


def test_a_stick_that_is_not_here_is_no_failure_for_three_days() -> None:
    assert standing(PLAN, GONE, NOW + 80 * HOUR) is Standing.ABSENT
    assert standing(PLAN, GONE, NOW + 95 * HOUR) is Standing.LATE
    never = replace(GONE, good_at=None)
    assert standing(replace(PLAN, chosen_at=NOW), never, NOW + HOUR) is Standing.ABSENT
    assert standing(PLAN, never, NOW) is Standing.LATE


def test_the_test_of_a_backup_is_weekly_and_told_when_it_is_late_or_failed() -> None:
    good = TrialRecord(NOW, 12)
    assert not trial_due(good, Record(), NOW)
    assert trial_due(TrialRecord(), FRESH, NOW)
    assert not trial_due(good, FRESH, NOW + 167 * HOUR)
    assert trial_due(good, FRESH, NOW + 168 * HOUR)
    assert trial_standing(TrialRecord(), NOW) is TrialStanding.NEVER
    assert trial_standing(good, NOW + timedelta(days=14)) is TrialStanding.GOOD
    assert trial_standing(good, NOW + timedelta(days=15)) is TrialStanding.LATE
    assert trial_standing(replace(good, what="Damaged."), NOW) is TrialStanding.FAILED


def test_a_test_that_failed_is_repeated_with_the_next_backup() -> None:
    failed = TrialRecord(NOW, what="Damaged.")
    assert not trial_due(failed, FRESH, NOW + HOUR)
    assert trial_due(failed, replace(FRESH, good_at=NOW + HOUR), NOW + 2 * HOUR)


RECORDS = st.builds(
    Record,
    st.none() | st.datetimes(timezones=st.just(UTC)),
    st.none() | st.datetimes(timezones=st.just(UTC)),
    st.booleans(),
    st.sampled_from(["", "It failed."]),
    st.just(""),
    st.booleans(),
    st.booleans(),
)


@given(RECORDS, st.datetimes(timezones=st.just(UTC)), st.integers(1, 200))
def test_what_is_told_as_good_is_not_due(record: Record, now: datetime, hours: int) -> None:
    plan = replace(PLAN, hours=hours)
    if standing(plan, record, now) is Standing.GOOD:
        assert not due(plan, record, now, Moment.OPEN)


def test_nothing_is_told_as_good_of_a_test_that_never_was() -> None:
    assert trial_standing(TrialRecord(), NOW) is not TrialStanding.GOOD
