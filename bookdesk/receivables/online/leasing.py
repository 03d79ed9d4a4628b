"""One attempt to collect, step by step, and what it means for the lease on its document. Pure.

Only what the gateway told ends an attempt; a call without an answer makes it unknown, which only reading it leaves. So
no second attempt is begun while money may still come of the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bookdesk.core.vocabulary import AttemptState as S
from bookdesk.gateways.port import PaymentState

LIVE = frozenset({S.CREATED, S.OPEN, S.PROCESSING, S.UNKNOWN})
"""States that hold the lease."""

STEPS: Mapping[S, frozenset[S]] = MappingProxyType(
    {
        S.CREATED: frozenset(set(S) - {S.CREATED}),
        S.UNKNOWN: frozenset(set(S) - {S.CREATED, S.UNKNOWN}),
        S.OPEN: frozenset({S.PROCESSING, S.UNKNOWN, S.SUCCEEDED, S.FAILED, S.EXPIRED}),
        S.PROCESSING: frozenset({S.SUCCEEDED, S.FAILED}),
        S.FAILED: frozenset({S.SUCCEEDED}),
        S.EXPIRED: frozenset({S.SUCCEEDED}),
        S.CANCELLED: frozenset({S.SUCCEEDED}),
        S.SUCCEEDED: frozenset(),
    }
)
"""What may follow. Money that came is never denied: whatever was believed before, a success holds."""

_TOLD: Mapping[PaymentState, S] = MappingProxyType(
    {
        PaymentState.OPEN: S.OPEN,
        PaymentState.PROCESSING: S.PROCESSING,
        PaymentState.SUCCEEDED: S.SUCCEEDED,
        PaymentState.FAILED: S.FAILED,
        PaymentState.EXPIRED: S.EXPIRED,
    }
)


def after_reading(now: S, told: PaymentState) -> S:
    """Return the state after the gateway was read: what it told, where that may follow, else as before."""
    wanted = _TOLD[told]
    return wanted if wanted in STEPS[now] else now


def holds_lease(state: S) -> bool:
    """Return whether a document with an attempt in this state may have no other."""
    return state in LIVE
