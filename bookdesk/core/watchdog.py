"""Ends what takes too long: after so many seconds on the clock, unless it is still at work by its processor time.

A child that stands back behind everything else gets three hundredths of a busy processor, so the clock says little
about it. What spins is ended by its bound of processor time; the clock has to end what sleeps.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

_LEAST_WORK = 0.02
"""Seconds of processor time between two looks from which on something is at work: two ticks of the usual clock."""
_AFTER_NAME = 11
"""Fields of /proc/PID/stat between the name, which may hold anything, and the processor time (proc(5))."""


def processor_seconds(process_id: int) -> float | None:
    """Return the processor time that a process has used; None where the system does not tell (Linux does)."""
    try:
        told = Path(f"/proc/{process_id}/stat").read_bytes()
        user, system = told.rpartition(b")")[2].split()[_AFTER_NAME : _AFTER_NAME + 2]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, AttributeError):
        return None


class Watchdog:
    """Calls `expire` on a thread of its own, once, unless `cancel` comes first."""

    def __init__(self, seconds: float, expire: Callable[[], None], used: Callable[[], float | None]) -> None:
        """Begin to wait; `used` tells the processor time so far, or None where the clock alone decides."""
        self._seconds, self._expire, self._used = seconds, expire, used
        self._guard = threading.Lock()
        self._cancelled = False
        self._before = used()
        self._timer = self._begin()

    def cancel(self) -> None:
        """Stop waiting; calling twice is harmless."""
        with self._guard:
            self._cancelled = True
            self._timer.cancel()

    def _begin(self) -> threading.Timer:
        timer = threading.Timer(self._seconds, self._look)
        timer.daemon = True
        timer.start()
        return timer

    def _look(self) -> None:
        used = self._used()
        working = used is not None and self._before is not None and used - self._before >= _LEAST_WORK
        self._before = used
        with self._guard:
            if self._cancelled:
                return
            if working:
                self._timer = self._begin()
                return
        self._expire()
