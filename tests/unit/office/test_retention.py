"""Old backups go by a scheme that can lose nothing: not the newest, not the only one of a client, not by a clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.office.retention import ALL_WITHIN, DAYS, MONTHS, WEEKS, SetFacts, keep

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
ALL = frozenset({"cafe", "shop"})
INSTANTS = st.datetimes(datetime(2019, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - zone apart
SETS = st.lists(
    st.builds(
        SetFacts,
        st.uuids().map(str),
        INSTANTS,
        st.frozensets(st.sampled_from(["cafe", "shop", "yoga", "deli"])),
        st.sampled_from([True, True, True, False]),
    ),
    max_size=40,
    unique_by=lambda one: one.name,
)


def daily(count: int, step: timedelta = timedelta(days=1), until: datetime = NOW) -> list[SetFacts]:
    return [SetFacts(str(number), until - number * step, ALL) for number in range(count)]


def left(sets: list[SetFacts], now: datetime = NOW) -> list[SetFacts]:
    kept = keep(sets, now)
    return [one for one in sets if one.name in kept]


def test_of_three_years_of_days_a_month_of_days_three_of_weeks_and_two_years_of_months_remain() -> None:
    sets = left(daily(3 * 365))
    days = sum(one.made_at > NOW - timedelta(days=DAYS) for one in sets)
    assert days == DAYS
    assert len({one.made_at.isocalendar()[:2] for one in sets}) >= WEEKS
    assert len({(one.made_at.year, one.made_at.month) for one in sets}) == MONTHS
    assert len(sets) < DAYS + WEEKS + MONTHS


def test_all_of_the_last_two_days_remain_and_one_of_each_day_before() -> None:
    hourly = daily(24 * 6, timedelta(hours=1))
    kept = left(hourly)
    recent = [one for one in hourly if one.made_at > NOW - ALL_WITHIN]
    assert set(recent) <= set(kept)
    before = [one for one in kept if one.made_at <= NOW - ALL_WITHIN - timedelta(hours=2)]
    assert len({one.made_at.date() for one in before}) == len(before)
    assert all(one.made_at.hour == 23 for one in before if one.made_at.date() < (NOW - ALL_WITHIN).date())


def test_a_day_keeps_two_where_the_newer_lacks_a_client() -> None:
    early, late = NOW - timedelta(days=9, hours=2), NOW - timedelta(days=9)
    sets = [*daily(3), SetFacts("owner's", early, ALL), SetFacts("ben's", late, frozenset({"cafe"}))]
    assert {"owner's", "ben's"} <= keep(sets, NOW)
    sets = [*daily(3), SetFacts("ben's", early, frozenset({"cafe"})), SetFacts("owner's", late, ALL)]
    assert "ben's" not in keep(sets, NOW)


def test_one_made_while_the_clock_was_years_ahead_costs_no_other() -> None:
    sets = daily(24 * 5, timedelta(hours=1))
    ahead, right = (SetFacts("new", NOW + timedelta(hours=hours), ALL) for hours in (99_999, 1))
    assert keep([ahead, *sets], ahead.made_at) == keep([right, *sets], right.made_at)


def test_while_the_clock_is_behind_nothing_made_later_goes() -> None:
    sets = daily(60, timedelta(hours=3))
    assert keep(sets, NOW - timedelta(days=4000)) == {one.name for one in sets}


@given(SETS, INSTANTS)
def test_the_newest_and_the_newest_of_each_client_and_what_cannot_be_read_remain(
    sets: list[SetFacts], now: datetime
) -> None:
    kept = keep(sets, now)
    sound = sorted((one for one in sets if one.readable), key=lambda one: (one.made_at, one.name))
    assert kept >= {one.name for one in sets if not one.readable}
    assert kept >= {one.name for one in sound[-1:]}
    for client in {client for one in sound for client in one.clients}:
        assert [one.name for one in sound if client in one.clients][-1] in kept


@given(SETS, INSTANTS)
def test_to_keep_is_done_once(sets: list[SetFacts], now: datetime) -> None:
    kept = left(sets, now)
    assert left(kept, now) == kept


@given(SETS, INSTANTS, st.timedeltas(timedelta(), timedelta(days=3000)))
def test_what_goes_today_would_go_later_too_and_what_was_made_after_now_stays(
    sets: list[SetFacts], now: datetime, later: timedelta
) -> None:
    assert keep(sets, now + later) <= keep(sets, now)
    assert keep(sets, now) >= {one.name for one in sets if one.made_at > now}
