"""What is read anew for events, and what is listed where events do not reach back. Pure."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from bookdesk.gateways.port import Fact, Listed, RawEvent
from bookdesk.gateways.stripe import mapping, moves, shapes, wishes
from bookdesk.gateways.stripe.shapes import Object

_SLACK = 300
"""Seconds by which a payment may be older than its first charge."""
_END = 1 << 40
"""After any time that is told."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object: where it is, what is to be told along with it, and whether many can be listed by time."""

    path: str
    along: tuple[str, ...] = ()
    listed: bool = True


_BALANCE = ("balance_transaction", "failure_balance_transaction")
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "checkout.session": Kind("/v1/checkout/sessions", wishes.SESSION_WHOLE),
        "payment_intent": Kind("/v1/payment_intents", tuple(f"latest_charge.{name}" for name in _BALANCE)),
        "charge": Kind("/v1/charges", _BALANCE),
        "refund": Kind("/v1/refunds", _BALANCE),
        "dispute": Kind("/v1/disputes"),
        "payout": Kind("/v1/payouts", _BALANCE),
        "mandate": Kind("/v1/mandates", listed=False),
        "payment_method": Kind("/v1/payment_methods", listed=False),
    }
)
"""The kinds of objects that concern us, by Stripe's name."""


@dataclass(slots=True)
class Wanted:
    """Objects of one kind to be read, each with the latest event about it, and between which times all were made.

    Times are seconds since 1970. An event that does not carry the object itself tells its time only about.
    """

    told: dict[str, datetime] = field(default_factory=dict)
    earliest: int = _END
    latest: int = 0


def wanted(events: Iterable[RawEvent]) -> dict[str, Wanted]:
    """Return what to read for events, by kind, each object once."""
    found: dict[str, Wanted] = defaultdict(Wanted)
    for event in events:
        if event.known and event.object_kind in KINDS and event.object_id:
            of = found[event.object_kind]
            first, last = _made(event)
            of.earliest, of.latest = min(of.earliest, first), max(of.latest, last)
            of.told[event.object_id] = max(event.created, of.told.get(event.object_id, event.created))
    return found


def _made(event: RawEvent) -> tuple[int, int]:
    """Return between which times the object of an event was made, as far as the event tells."""
    about = shapes.whole(shapes.whole(json.loads(event.body), "data"), "object")
    made = about.get("created")
    told = made if type(made) is int else int(event.created.timestamp())
    return (told, told) if about.get("id") == event.object_id else (told - _SLACK, told)


@dataclass(frozen=True, slots=True)
class Listing:
    """How one kind of fact is listed."""

    path: str
    along: tuple[str, ...]
    fact: Callable[[Object], Fact]


LISTINGS: Mapping[Listed, Listing] = MappingProxyType(
    {
        Listed.MOVES: Listing("/v1/balance_transactions", ("source",), moves.move),
        Listed.PAYMENTS: Listing("/v1/payment_intents", ("latest_charge",), mapping.payment),
        Listed.REFUNDS: Listing("/v1/refunds", (), mapping.refund),
        Listed.DISPUTES: Listing("/v1/disputes", (), mapping.dispute),
        Listed.PAYOUTS: Listing("/v1/payouts", (), mapping.payout),
        Listed.ATTEMPTS: Listing("/v1/checkout/sessions", wishes.SESSION_WHOLE, mapping.session),
    }
)
