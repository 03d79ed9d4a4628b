"""A clock that is set back to when something happened, and walks on from there while people work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bookdesk.core.clock import Clock

_STEP = timedelta(seconds=1)


class WorkingClock:
    """Shows an instant of the past and moves a second with every look, up to the present that the real clock shows."""

    def __init__(self, real: Clock) -> None:
        """Begin at the present."""
        self.real = real
        self._instant = real.now()
        self._skipped = 0.0

    def set(self, instant: datetime) -> None:
        """Go to an instant, later ones than the present excepted."""
        self._instant = min(instant.astimezone(UTC), self.real.now())

    def go_on_to(self, instant: datetime) -> None:
        """Go on to an instant unless it is past."""
        self.set(max(instant, self._instant))

    def now(self) -> datetime:
        """Return the instant, and move on."""
        shown = self._instant
        self.set(shown + _STEP)
        return shown

    def skip(self, seconds: float) -> None:
        """Let a wait be over at once."""
        self._skipped += seconds

    def monotonic(self) -> float:
        """Return the seconds of the real clock and those that were skipped."""
        return self.real.monotonic() + self._skipped
