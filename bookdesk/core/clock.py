"""The clock as a port: what happened is a UTC instant, accounting uses plain dates in the client's zone."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

_COUNTS_SLEEP: int | None = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
"""Linux counts sleep in CLOCK_BOOTTIME, macOS in CLOCK_MONOTONIC; Windows has neither and counts it anyway."""


class Clock(Protocol):
    """Tells the time. Order of changes never depends on it (device counters do that)."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds since the machine started, sleep counted, for waiting and key lifetimes.

        They never run backwards and mean the same to every process until the machine starts anew.
        """
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return the monotonic seconds of the machine, which `time.monotonic` stops in sleep on Linux and macOS."""
        if _COUNTS_SLEEP is None:
            return time.monotonic()
        return time.clock_gettime(_COUNTS_SLEEP)


@dataclass
class MovableClock:
    """A clock that stands still until it is moved; for tests, the sandbox and the demo."""

    instant: datetime
    elapsed: float = 0.0

    def now(self) -> datetime:
        """Return the instant it stands at."""
        return self.instant

    def monotonic(self) -> float:
        """Return the seconds it was moved forward so far."""
        return self.elapsed

    def advance(self, seconds: float) -> None:
        """Move wall and monotonic time forward together."""
        self.instant += timedelta(seconds=seconds)
        self.elapsed += seconds


def day_in(zone: str, moment: datetime) -> date:
    """Return the civil date of a moment in an IANA `zone`."""
    return moment.astimezone(ZoneInfo(zone)).date()


def today(clock: Clock, zone: str) -> date:
    """Return the civil date in the IANA `zone` of a client, by which due dates and reminders are computed."""
    return clock.now().astimezone(ZoneInfo(zone)).date()
