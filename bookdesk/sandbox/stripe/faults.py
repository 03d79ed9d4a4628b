"""The fault plan: which of the coming requests fail, and how."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bookdesk.sandbox.stripe.messages import Answer


class Kind(StrEnum):
    """How a request fails."""

    DROP_REQUEST = "drop_request"
    """the connection is cut, nothing is executed"""
    DROP_RESPONSE = "drop_response"
    """it is executed, and the connection is cut before the answer; its key replays the true answer"""
    HOLD = "hold"
    """it is executed, and the answer does not come until released; its key is in use until then (409)"""
    LATE = "late"
    """the connection is cut, and it is executed when the clock has moved on by `seconds`"""
    ERROR_BEFORE = "error_before"
    """500, nothing is executed, and it may be tried again"""
    ERROR_AFTER = "error_after"
    """500, though it was executed; its key replays the 500"""
    THROTTLED = "throttled"
    """429, rate limit"""
    LOCK_TIMEOUT = "lock_timeout"
    """429, the object is in use; it may be tried again"""
    BAD_GATEWAY = "bad_gateway"
    """a proxy's 502 page in HTML, nothing is executed"""
    TRUNCATED = "truncated"
    """it is executed; half of the answer's body arrives"""
    SLOW = "slow"
    """it takes `seconds`: the world's clock moves on, a shell may wait"""


class Cut(Exception):
    """The connection ends without an answer; one that is only held, `held`, comes when it is released."""

    def __init__(self, held: Answer | None = None) -> None:
        """Carry what is held."""
        super().__init__()
        self.held = held


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
        if not self.times or (self.method and self.method != method) or self.path not in path:
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return True


class Plan:
    """The lines in order."""

    def __init__(self) -> None:
        """Begin with nothing planned."""
        self._lines: list[Fault] = []

    def add(self, kind: Kind | str, **line: Any) -> None:  # noqa: ANN401 - the fields of a fault
        """Add a line; `ValueError` or `TypeError` if it is none."""
        self._lines.append(Fault(Kind(kind), **line))

    def clear(self) -> None:
        """Forget what is planned."""
        self._lines.clear()

    def next(self, method: str, path: str) -> Fault | None:
        """Return what happens to this request."""
        return next((line for line in self._lines if line.fits(method, path)), None) if self._lines else None
