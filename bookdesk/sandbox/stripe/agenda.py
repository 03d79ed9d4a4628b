"""The movable clock: what is due is done in order, each at its own time."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from typing import Any


class Agenda:
    """The present second and what happens later; the same acts in the same order each time."""

    def __init__(self, now: int) -> None:
        """Begin at `now`, seconds since 1970."""
        self.now = now
        self._due: list[tuple[int, int, Callable[..., object], tuple[Any, ...]]] = []
        self._count = 0

    def at(self, when: int, act: Callable[..., object], *what: object) -> None:
        """Do `act(*what)` at `when`."""
        self._count += 1
        heapq.heappush(self._due, (max(when, self.now), self._count, act, what))

    def after(self, seconds: int, act: Callable[..., object], *what: object) -> None:
        """Do `act(*what)` so many seconds from now."""
        self.at(self.now + seconds, act, *what)

    def advance_to(self, when: int) -> None:
        """Move on, never back, and do what becomes due, at its time."""
        while self._due and self._due[0][0] <= when:
            due, _, act, what = heapq.heappop(self._due)
            self.now = max(self.now, due)
            act(*what)
        self.now = max(self.now, when)
