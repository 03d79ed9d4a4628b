"""Quiet hours: what leaves, leaves when the recipient's own clock shows office hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import InputError
from bookdesk.receivables.sending_hours import USUAL, Closed, SendingHours, closed, next_opening, zone_of

ZONES = [
    "Pacific/Kiritimati", "Etc/GMT+12", "Pacific/Apia", "Pacific/Chatham", "Asia/Kathmandu", "Asia/Kolkata",
    "Australia/Lord_Howe", "Australia/Adelaide", "Australia/Sydney", "America/St_Johns", "America/Havana",
    "America/Sao_Paulo", "America/New_York", "America/Los_Angeles", "Europe/London", "Europe/Dublin", "Europe/Berlin",
    "Africa/Casablanca", "Asia/Tehran", "Asia/Beirut", "Africa/Cairo", "Antarctica/Troll", "UTC",
]  # fmt: skip
ALL_DAYS = frozenset(range(7))
INSTANTS = st.datetimes(datetime(2005, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are bare by contract
TIMES = st.integers(0, 24 * 4 - 1).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
HOURS = (
    st.tuples(TIMES, TIMES, st.sets(st.integers(0, 6), min_size=1).map(frozenset))
    .filter(lambda made: made[0] < made[1])
    .map(lambda made: SendingHours(*made))
)


def changes_of(zone: str, year: int) -> list[datetime]:
    """Return the whole hours of a year after which the clocks of a zone are changed."""
    place, start = ZoneInfo(zone), datetime(year, 1, 1, tzinfo=UTC)
    hours = [start + timedelta(hours=count) for count in range(366 * 24)]
    offsets = [hour.astimezone(place).utcoffset() for hour in hours]
    return [hours[at] for at in range(len(hours) - 1) if offsets[at] != offsets[at + 1]]


NEAR_CHANGES = st.sampled_from(
    [
        (zone, change)
        for zone in ("Europe/Berlin", "Australia/Lord_Howe", "America/Havana", "America/St_Johns", "Africa/Cairo",
                     "Pacific/Chatham", "America/New_York", "Antarctica/Troll")
        for year in (2009, 2010, 2026)
        for change in changes_of(zone, year)
    ]
    + [("Pacific/Apia", change) for change in changes_of("Pacific/Apia", 2011)]
)  # fmt: skip


def shown(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone))


@given(INSTANTS, st.sampled_from(ZONES), HOURS)
def test_the_recipient_s_clock_shows_an_open_hour_of_an_open_day(
    after: datetime, zone: str, hours: SendingHours
) -> None:
    found = next_opening(after, zone, hours)
    local = shown(found, zone)
    assert found >= after
    assert found.tzinfo is UTC
    assert hours.opens <= local.time() < hours.closes
    assert local.weekday() in hours.weekdays
    assert next_opening(found, zone, hours) == found


@given(INSTANTS, st.timedeltas(timedelta(0), timedelta(days=9)), st.sampled_from(ZONES), HOURS)
def test_whoever_asks_later_is_never_told_an_earlier_instant(
    after: datetime, later: timedelta, zone: str, hours: SendingHours
) -> None:
    assert next_opening(after, zone, hours) <= next_opening(after + later, zone, hours)


@given(NEAR_CHANGES, st.integers(-26 * 4, 26 * 4), HOURS)
def test_around_a_change_of_clocks_it_is_the_first_open_quarter_of_all(
    change: tuple[str, datetime], quarters: int, hours: SendingHours
) -> None:
    """Every change of these zones happens on a quarter of an hour of UTC or a minute after one, so minutes suffice."""
    zone, at = change
    hours = SendingHours(hours.opens, hours.closes, ALL_DAYS)
    after = at + quarters * timedelta(minutes=15)
    minutes = (after + timedelta(minutes=count) for count in range(4 * 24 * 60))
    assert next_opening(after, zone, hours) == next(one for one in minutes if closed(one, zone, hours) is None)


@pytest.mark.parametrize(
    ("zone", "after", "expected"),
    [
        ("Europe/Berlin", "2026-03-27T17:00+01:00", "2026-03-30T09:00+02:00"),
        ("Europe/Berlin", "2026-10-23T17:00+02:00", "2026-10-26T09:00+01:00"),
        ("America/New_York", "2026-03-06T23:30-05:00", "2026-03-09T09:00-04:00"),
        ("Pacific/Kiritimati", "2026-06-30T20:00+00:00", "2026-06-30T20:00+00:00"),
        ("Etc/GMT+12", "2026-06-30T20:00+00:00", "2026-06-30T21:00+00:00"),
        ("Asia/Kathmandu", "2026-06-30T00:00+00:00", "2026-06-30T03:15+00:00"),
        ("Pacific/Apia", "2011-12-29T18:00-10:00", "2012-01-02T09:00+14:00"),  # its 30 December never was
    ],
)
def test_it_leaves_at_nine_by_the_clock_of_the_day_it_leaves(zone: str, after: str, expected: str) -> None:
    assert next_opening(datetime.fromisoformat(after), zone) == datetime.fromisoformat(expected)


def test_a_window_that_opens_in_the_skipped_hour_opens_right_after_it() -> None:
    night = SendingHours(time(2, 30), time(6), ALL_DAYS)
    found = next_opening(datetime(2026, 3, 29, 0, 0, tzinfo=UTC), "Europe/Berlin", night)
    assert shown(found, "Europe/Berlin").isoformat() == "2026-03-29T03:00:00+02:00"


def test_a_window_that_lies_wholly_in_the_skipped_hour_opens_the_next_day() -> None:
    night = SendingHours(time(2, 15), time(2, 45), ALL_DAYS)
    found = next_opening(datetime(2026, 3, 29, 0, 0, tzinfo=UTC), "Europe/Berlin", night)
    assert shown(found, "Europe/Berlin").isoformat() == "2026-03-30T02:15:00+02:00"


def test_in_the_hour_that_comes_twice_the_window_opens_twice() -> None:
    night = SendingHours(time(2, 30), time(2, 45), ALL_DAYS)
    first = next_opening(datetime(2026, 10, 25, 0, 0, tzinfo=UTC), "Europe/Berlin", night)
    second = next_opening(first + timedelta(minutes=15), "Europe/Berlin", night)
    assert (first.hour, first.minute, second - first) == (0, 30, timedelta(hours=1))


def test_a_day_that_comes_back_after_midnight_opens_a_second_time() -> None:
    """At one minute past midnight the clocks of Newfoundland went back to 23:01 of the day before (until 2010)."""
    evening = SendingHours(time(23, 15), time(23, 45), ALL_DAYS)
    past_midnight = datetime(2010, 11, 7, 2, 30, 30, tzinfo=UTC)
    assert shown(past_midnight, "America/St_Johns").isoformat() == "2010-11-07T00:00:30-02:30"
    found = next_opening(past_midnight, "America/St_Johns", evening)
    assert shown(found, "America/St_Johns").isoformat() == "2010-11-06T23:15:00-03:30"


def test_a_holiday_is_skipped_by_its_date_where_the_recipient_lives() -> None:
    christmas = [date(2026, 12, 25), date(2026, 12, 28)]
    found = next_opening(datetime(2026, 12, 24, 20, 0, tzinfo=UTC), "Australia/Sydney", USUAL, christmas)
    assert shown(found, "Australia/Sydney").isoformat() == "2026-12-29T09:00:00+11:00"


@pytest.mark.parametrize(
    ("at", "why"),
    [
        ("2026-06-30T08:59:59.999999+02:00", Closed.HOURS),
        ("2026-06-30T09:00:00+02:00", None),
        ("2026-06-30T16:59:59.999999+02:00", None),
        ("2026-06-30T17:00:00+02:00", Closed.HOURS),
        ("2026-06-27T12:00:00+02:00", Closed.WEEKDAY),
        ("2026-06-29T12:00:00+02:00", Closed.HOLIDAY),
    ],
)
def test_the_reason_is_the_day_first_and_then_the_hour(at: str, why: Closed | None) -> None:
    assert closed(datetime.fromisoformat(at), "Europe/Berlin", USUAL, [date(2026, 6, 29)]) is why


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "Europe", "../etc/passwd", "Europe/Ber\0lin", "x" * 300])
def test_a_zone_that_does_not_exist_is_refused_in_words(name: str) -> None:
    with pytest.raises(InputError, match="is not a time zone"):
        zone_of(name)


def test_a_window_through_which_nothing_leaves_is_refused() -> None:
    with pytest.raises(InputError, match="from 17:00 to 09:00"):
        SendingHours(time(17), time(9))
    with pytest.raises(InputError, match="no day of the week"):
        SendingHours(weekdays=frozenset())
    with pytest.raises(InputError, match="no day of the week"):
        SendingHours(weekdays=frozenset({7}))


def test_a_year_of_holidays_is_a_mistake_that_is_told() -> None:
    start = datetime(2026, 6, 30, tzinfo=UTC)
    every = {start.date() + timedelta(days=count) for count in range(-1, 500)}
    with pytest.raises(InputError, match="No day of the coming year"):
        next_opening(start, "Europe/Dublin", USUAL, every)
