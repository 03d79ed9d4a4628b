"""The present state of what a gateway told of, from all states it was seen in. Pure.

States are ranked, and the highest one holds: so the order in which we hear of them, or how often, changes nothing. A
payment that failed may still succeed at a second try; a refund that succeeded may still fail at the customer's bank.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from bookdesk.gateways.port import DisputeState, PaymentState, PayoutState, RefundState

State = TypeVar("State", bound=StrEnum)

PAYMENT: Sequence[PaymentState] = (
    PaymentState.OPEN,
    PaymentState.PROCESSING,
    PaymentState.EXPIRED,
    PaymentState.FAILED,
    PaymentState.SUCCEEDED,
)
REFUND: Sequence[RefundState] = (RefundState.PENDING, RefundState.SUCCEEDED, RefundState.FAILED)
DISPUTE: Sequence[DisputeState] = (
    DisputeState.INQUIRY,
    DisputeState.CLOSED,
    DisputeState.NEEDS_RESPONSE,
    DisputeState.UNDER_REVIEW,
    DisputeState.LOST,
    DisputeState.WON,
)
PAYOUT: Sequence[PayoutState] = (
    PayoutState.PENDING,
    PayoutState.IN_TRANSIT,
    PayoutState.CANCELLED,
    PayoutState.PAID,
    PayoutState.FAILED,
)
RANKS: Mapping[type[StrEnum], Sequence[StrEnum]] = MappingProxyType(
    {PaymentState: PAYMENT, RefundState: REFUND, DisputeState: DISPUTE, PayoutState: PAYOUT}
)
"""Of each kind the states, the later ones last."""


def present(seen: Iterable[State]) -> State:
    """Return the state that holds among those that were seen (one at least)."""
    known = list(seen)
    return max(known, key=RANKS[type(known[0])].index)
