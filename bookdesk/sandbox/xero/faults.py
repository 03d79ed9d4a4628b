"""The fault plan: which of the coming requests fail, and how."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """How a request fails."""

    DROP_REQUEST = "drop_request"
    """the connection is cut, nothing is executed"""
    DROP_RESPONSE = "drop_response"
    """it is executed, and the connection is cut before the answer"""
    HOLD_RESPONSE = "hold_response"
    """it is executed, and the answer waits until it is released"""
    LATE = "late"
    """the connection is cut, and it is executed when the clock has moved on by `seconds`"""
    ERROR_BEFORE = "error_before"
    """500, nothing is executed"""
    ERROR_AFTER = "error_after"
    """500, though it was executed"""
    BAD_GATEWAY = "bad_gateway"
    """a proxy's 502 page in HTML, nothing is executed"""
    UNAUTHORISED = "unauthorised"
    """401"""
    THROTTLED = "throttled"
    """429; Retry-After is `seconds`, left out where it is 0"""
    TRUNCATED = "truncated"
    """executed; half of the answer's body arrives"""


@dataclass
class Fault:
    """One line of the plan: the next `times` requests of `method` whose path contains `path`, after `skip` others."""

    kind: Kind
    method: str = ""
    path: str = ""
    times: int = 1
    skip: int = 0
    seconds: int = 60

    def fits(self, method: str, path: str) -> bool:
        """Tell whether a request is meant, and use the line up by one."""
        if not self.times or (self.method and self.method != method) or self.path.lower() not in path.lower():
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return True


class Plan:
    """The lines in order; safe to use from several threads."""

    def __init__(self) -> None:
        """Begin with nothing planned."""
        self._lines: list[Fault] = []
        self._guard = threading.Lock()

    def add(self, line: dict[str, Any]) -> None:
        """Add a line given as JSON; `ValueError` or `TypeError` if it is none."""
        fault = Fault(**{**line, "kind": Kind(line["kind"])})
        with self._guard:
            self._lines.append(fault)

    def clear(self) -> None:
        """Forget what is planned."""
        with self._guard:
            self._lines.clear()

    def next(self, method: str, path: str) -> Fault | None:
        """Return what happens to this request."""
        with self._guard:
            return next((line for line in self._lines if line.fits(method, path)), None)
