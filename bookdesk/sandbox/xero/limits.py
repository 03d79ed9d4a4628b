"""Rate limits per organisation: five at once, sixty a minute, so many a day; told in every answer's headers."""

from __future__ import annotations

import threading
from collections import defaultdict, deque

from bookdesk.sandbox.xero.messages import Refusal, Reply

AT_ONCE = 5
A_MINUTE = 60
A_DAY = 5000
APP_A_MINUTE = 10_000
_MINUTE = 60.0
_DAY = 86400.0


class Limits:
    """Counts calls in sliding windows of monotonic seconds."""

    def __init__(self, a_day: int = A_DAY) -> None:
        """Allow `a_day` calls a day for each organisation (1,000 in Xero's smallest tier)."""
        self._a_day = a_day
        self._calls: dict[str, deque[float]] = defaultdict(deque)
        self._running: dict[str, int] = defaultdict(int)
        self._guard = threading.Lock()
        self.most_at_once = 0

    def enter(self, tenant: str, now: float) -> None:
        """Count a call in; 429 when one of the limits is reached."""
        with self._guard:
            self._enter(tenant, now)

    def _enter(self, tenant: str, now: float) -> None:
        calls = self._calls[tenant]
        while calls and calls[0] <= now - _DAY:
            calls.popleft()
        recent = self._recent(tenant, now)
        if self._running[tenant] >= AT_ONCE:
            raise Refusal(self.too_many(tenant, now, "concurrent", 1))
        if len(calls) >= self._a_day:
            raise Refusal(self.too_many(tenant, now, "day", int(calls[0] + _DAY - now) + 1))
        if len(recent) >= A_MINUTE:
            raise Refusal(self.too_many(tenant, now, "minute", int(recent[0] + _MINUTE - now) + 1))
        calls.append(now)
        self._running[tenant] += 1
        self.most_at_once = max(self.most_at_once, self._running[tenant])

    def leave(self, tenant: str) -> None:
        """Count a call out."""
        with self._guard:
            self._running[tenant] -= 1

    def headers(self, tenant: str, now: float) -> dict[str, str]:
        """Return the three headers that tell what remains."""
        return {
            "X-MinLimit-Remaining": str(A_MINUTE - len(self._recent(tenant, now))),
            "X-DayLimit-Remaining": str(self._a_day - len(self._calls[tenant])),
            "X-AppMinLimit-Remaining": str(APP_A_MINUTE - len(self._recent(tenant, now))),
        }

    def too_many(self, tenant: str, now: float, which: str, seconds: int) -> Reply:
        """Return the 429 that names the limit and the pause."""
        headers = {"Retry-After": str(seconds), "X-Rate-Limit-Problem": which, **self.headers(tenant, now)}
        return Reply(429, b"", headers)

    def _recent(self, tenant: str, now: float) -> list[float]:
        return [at for at in self._calls[tenant] if at > now - _MINUTE]
