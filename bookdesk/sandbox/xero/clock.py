"""The stand-in's clock: real time plus what it was moved by, so that keys, tokens and lists age on request."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


class ShiftedClock:
    """Runs with the machine's clock, `offset` seconds ahead of it."""

    def __init__(self, start: datetime | None = None) -> None:
        """Begin at `start` (aware), or now."""
        self._offset = (start - datetime.now(UTC)).total_seconds() if start else 0.0

    def now(self) -> datetime:
        """Return the instant it shows, in UTC."""
        return datetime.now(UTC) + timedelta(seconds=self._offset)

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic() + self._offset

    def advance(self, seconds: float) -> None:
        """Move it forward."""
        self._offset += seconds
