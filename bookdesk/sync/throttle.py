"""How fast we may ask: a token bucket as a value. Pure.

A bucket of `burst` tokens refilled at `per_minute` never lets more than `burst + per_minute` calls into any 60 seconds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

_MINUTE = 60.0
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Bucket:
    """`tokens` at monotonic second `at`; nothing at all before `closed_until`."""

    burst: int
    per_minute: int
    tokens: float
    at: float
    closed_until: float = 0.0


def full(burst: int, per_minute: int, now: float) -> Bucket:
    """Return a bucket that was not used for a while."""
    return Bucket(burst, per_minute, burst, now)


def wait(bucket: Bucket, now: float) -> float:
    """Return how many seconds to wait before the next call; 0 if it may go now."""
    lacking = max(0.0, 1.0 - _refilled(bucket, now).tokens)
    seconds = max(lacking * _MINUTE / bucket.per_minute, bucket.closed_until - now)
    return seconds if seconds > _ROUNDING else 0.0


def take(bucket: Bucket, now: float) -> Bucket:
    """Return the bucket after a call at `now`; `ValueError` if it had to wait."""
    if wait(bucket, now):
        raise ValueError("the bucket is empty")
    refilled = _refilled(bucket, now)
    return replace(refilled, tokens=max(0.0, refilled.tokens - 1.0))


def told(bucket: Bucket, now: float, remaining: int | None, retry_after: int | None) -> Bucket:
    """Return the bucket after what the ledger's answer said: calls that remain, or seconds to stay away."""
    refilled = _refilled(bucket, now)
    if remaining is not None:
        refilled = replace(refilled, tokens=min(refilled.tokens, float(remaining)))
    if retry_after is not None:
        refilled = replace(refilled, tokens=0.0, closed_until=max(bucket.closed_until, now + retry_after))
    return refilled


def _refilled(bucket: Bucket, now: float) -> Bucket:
    gained = max(0.0, now - bucket.at) * bucket.per_minute / _MINUTE
    return replace(bucket, tokens=min(float(bucket.burst), bucket.tokens + gained), at=max(now, bucket.at))
