from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bookdesk.core.clock import MovableClock
from bookdesk.sandbox.firm.working_clock import WorkingClock

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


def test_it_walks_on_with_every_look() -> None:
    clock = WorkingClock(MovableClock(NOW))
    clock.set(NOW - timedelta(days=2))
    first, second = clock.now(), clock.now()
    assert first == NOW - timedelta(days=2)
    assert second - first == timedelta(seconds=1)


def test_it_never_passes_the_present() -> None:
    clock = WorkingClock(MovableClock(NOW))
    clock.set(NOW + timedelta(hours=1))
    assert [clock.now() for _ in range(3)] == [NOW] * 3


def test_it_goes_on_to_a_later_instant_and_not_back() -> None:
    clock = WorkingClock(MovableClock(NOW))
    clock.set(NOW - timedelta(days=2))
    clock.go_on_to(NOW - timedelta(days=1))
    clock.go_on_to(NOW - timedelta(days=3))
    assert clock.now() == NOW - timedelta(days=1)


def test_it_tells_utc_whatever_zone_it_was_set_in() -> None:
    clock = WorkingClock(MovableClock(NOW))
    clock.set(datetime(2026, 6, 1, 9, tzinfo=ZoneInfo("Australia/Perth")))
    assert clock.now().isoformat() == "2026-06-01T01:00:00+00:00"


def test_a_wait_is_over_at_once() -> None:
    clock = WorkingClock(MovableClock(NOW))
    before = clock.monotonic()
    clock.skip(60)
    assert clock.monotonic() == before + 60
