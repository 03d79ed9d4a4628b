"""What Xero allows and promises: calls, keys, sizes (its guides on limits, idempotency and attachments)."""

from __future__ import annotations

from collections.abc import Mapping

from bookdesk.sync.outbox_machine import Policy

POLICY = Policy(key_life=360, late_window=120, list_lag=20)
"""Keys are remembered six minutes. Nothing says how late a request may be executed: vendors cut calls at 120 s."""

BURST, PER_MINUTE = 5, 55
"""Together 60 calls in any minute, which is the limit for one organisation; sustained, nine tenths of it."""

LARGEST_ATTACHMENT = 10 * 1024 * 1024
"""Its pages name 10 MB and 25 MB; the smaller one is safe."""

LARGEST_ANSWER = 16 * 1024 * 1024
"""More than a page of a thousand documents; anything larger is no answer of Xero's."""

PAUSE_WITHOUT_WORD = 60
"""Seconds to stay away after a 429 that does not say how long."""


def remaining(headers: Mapping[str, str]) -> int | None:
    """Return how many calls are left: the smallest of the three counters, or None where none is told."""
    counters = ("X-MinLimit-Remaining", "X-DayLimit-Remaining", "X-AppMinLimit-Remaining")
    told = [int(headers[name]) for name in counters if headers.get(name, "").isdigit()]
    return min(told, default=None)


def retry_after(headers: Mapping[str, str]) -> int:
    """Return the seconds a 429 asks us to stay away."""
    text = headers.get("Retry-After", "")
    return int(text) if text.isdigit() else PAUSE_WITHOUT_WORD
