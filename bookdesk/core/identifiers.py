"""Identity: UUIDv7 (RFC 9562, 5.7) as lower-case text, made on the desk, so that nothing waits for a server."""

from __future__ import annotations

import secrets
import threading
from typing import NewType

from bookdesk.core.clock import Clock, SystemClock

ClientId = NewType("ClientId", str)
UserId = NewType("UserId", str)
DeviceId = NewType("DeviceId", str)

_RANDOM_BITS = 74
_STEP_BITS = 32
_LONGEST_COUNT = 9


class IdentifierSource:
    """Makes UUIDv7s that increase strictly within the process, also when the wall clock stands still or jumps back."""

    def __init__(self, clock: Clock | None = None) -> None:
        """Use `clock` for the 48-bit millisecond part; the system's by default."""
        self._clock = clock or SystemClock()
        self._last = 0
        self._guard = threading.Lock()

    def __call__(self) -> str:
        """Return the next identifier."""
        milliseconds = int(self._clock.now().timestamp() * 1000)
        candidate = (milliseconds << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
        with self._guard:
            if candidate <= self._last:
                candidate = self._last + 1 + secrets.randbits(_STEP_BITS)
            self._last = candidate
        return _as_uuid7(candidate)


def counted(text: str) -> int | None:
    """Return the number that a person counts by (intake, run), or None for anything that is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_COUNT else None


def _as_uuid7(value: int) -> str:
    """Lay 48 + 74 bits out around the version (7) and variant (0b10) bits."""
    time_part, random_part = value >> _RANDOM_BITS, value & ((1 << _RANDOM_BITS) - 1)
    random_a, random_b = random_part >> 62, random_part & ((1 << 62) - 1)
    bits = (time_part & ((1 << 48) - 1)) << 80 | 0x7 << 76 | random_a << 64 | 0b10 << 62 | random_b
    text = f"{bits:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


new_id = IdentifierSource()
"""The process-wide source of identifiers."""
