"""Identifiers sort by birth and never repeat."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from bookdesk.core.clock import MovableClock, today
from bookdesk.core.identifiers import IdentifierSource


def test_they_are_rfc_9562_version_7_with_the_milliseconds_in_front() -> None:
    clock = MovableClock(datetime(2026, 6, 30, 12, tzinfo=UTC))
    made = uuid.UUID(IdentifierSource(clock)())
    assert made.version == 7
    assert made.variant == uuid.RFC_4122
    assert made.int >> 80 == int(clock.instant.timestamp() * 1000)


def test_they_increase_while_the_clock_stands_still_and_when_it_jumps_back() -> None:
    clock = MovableClock(datetime(2026, 6, 30, 12, tzinfo=UTC))
    source = IdentifierSource(clock)
    made = [source() for _ in range(1000)]
    clock.advance(-3600)
    made += [source() for _ in range(1000)]
    assert made == sorted(set(made))


def test_today_is_the_clients_day_not_ours() -> None:
    clock = MovableClock(datetime(2026, 6, 30, 14, 30, tzinfo=UTC))
    assert today(clock, "Australia/Sydney").isoformat() == "2026-07-01"
    assert today(clock, "Europe/Dublin").isoformat() == "2026-06-30"
