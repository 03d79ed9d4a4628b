"""How an attempt moves from state to state, and what may be collected of a document.

Pure: what the gateway told is folded by rank, so that its order and number of tellings do not matter.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from bookdesk.gateways.port import PaymentState
from bookdesk.protocol.events import AttemptState

RANKS: Final = {
    AttemptState.CREATED: 0,
    AttemptState.UNKNOWN: 0,
    AttemptState.OPEN: 1,
    AttemptState.PROCESSING: 2,
    AttemptState.EXPIRED: 3,
    AttemptState.FAILED: 3,
    AttemptState.SUCCEEDED: 4,
}
"""A state gives way to one of higher rank only: an end to nothing but a payment that succeeded after all."""

TOLD: Final = {
    PaymentState.OPEN: AttemptState.OPEN,
    PaymentState.PROCESSING: AttemptState.PROCESSING,
    PaymentState.SUCCEEDED: AttemptState.SUCCEEDED,
    PaymentState.FAILED: AttemptState.FAILED,
    PaymentState.EXPIRED: AttemptState.EXPIRED,
}
"""What the gateway calls it → what it is to us."""


def heard(now: AttemptState, told: AttemptState) -> AttemptState:
    """Return the state after the gateway told one."""
    return told if RANKS[told] > RANKS[now] else now


def payable(open_minor: int, captured: Mapping[str, int], included: Collection[str]) -> int:
    """Return what may be collected now, in minor units.

    `open_minor` is what the desk says is open after the payments it names in `included`; `captured` are the payments
    that the gateway told us of: those the desk does not know yet are taken off.
    """
    since = sum(amount for payment, amount in captured.items() if payment not in included)
    return max(0, open_minor - since)
