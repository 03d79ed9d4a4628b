"""What is to be told to whom, and how badly: deliveries of events with a plan of mishaps; signing without sending.

Facts (the gateway's documentation of webhooks): `Stripe-Signature: t=SECONDS,v1=HEX` where HEX is HMAC-SHA256 of
`SECONDS.BODY` under the endpoint's secret; an answer other than 2xx is tried again with growing pauses for three days;
neither order nor single delivery is promised. The pauses themselves are not published; these are ours.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from enum import StrEnum

from bookdesk.sandbox.stripe.messages import Record

_PAUSES = (60, 300, 1800, 7200, 18_000, 36_000, *(43_200,) * 4)
_STALE = 600
_WRONG_SECRET = "whsec_ofSomebodyElse"  # noqa: S105 - it must be nobody's


class Mishap(StrEnum):
    """What goes wrong with a delivery."""

    DROP = "drop"
    """the first try is lost on the way; it is tried again later"""
    DUPLICATE = "duplicate"
    """it is delivered twice"""
    DELAY = "delay"
    """it leaves `seconds` later"""
    REORDER = "reorder"
    """those of the next `seconds` leave together, newest first"""
    STALE = "stale"
    """it is signed as of ten minutes ago"""
    WRONG_SECRET = "wrong_secret"  # noqa: S105 - a mishap's name
    """it is signed with a secret that is not the endpoint's"""


@dataclass
class PlannedMishap:
    """One line of the plan: the next `times` deliveries whose event type begins with `type`, after `skip` others."""

    kind: Mishap
    type: str = ""
    times: int = 1
    skip: int = 0
    seconds: int = 60

    def fits(self, event_type: str) -> bool:
        """Tell whether a delivery is meant, and use the line up by one."""
        if not self.times or not event_type.startswith(self.type):
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.times -= 1
        return True


@dataclass
class Delivery:
    """One event on its way to one endpoint."""

    number: int
    event: str
    endpoint: str
    due: int
    order: int
    mishap: Mishap | None = None
    tries: int = 0

    @property
    def lost(self) -> bool:
        """Tell whether this try gets lost on the way."""
        return self.mishap is Mishap.DROP and self.tries == 0


@dataclass(frozen=True)
class Letter:
    """What is sent: POST `body` to `url` with the headers."""

    url: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Outbox:
    """All deliveries that are not done."""

    waiting: dict[int, Delivery] = field(default_factory=dict)
    plan: list[PlannedMishap] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    """events that were given up at some endpoint"""
    _under_way: dict[str, list[str]] = field(default_factory=dict)
    """the endpoints, by event, for each delivery"""
    _count: int = 0

    def put(self, event_id: str, event_type: str, endpoint_id: str, now: int) -> None:
        """Queue an event for an endpoint, as the plan has it."""
        line = next((line for line in self.plan if line.fits(event_type)), None)
        mishap = line.kind if line else None
        due = now
        if line and mishap is Mishap.DELAY:
            due = now + line.seconds
        elif line and mishap is Mishap.REORDER:
            due = (now // line.seconds + 1) * line.seconds
        for _ in range(2 if mishap is Mishap.DUPLICATE else 1):
            self._count += 1
            order = -self._count if mishap is Mishap.REORDER else self._count
            self.waiting[self._count] = Delivery(self._count, event_id, endpoint_id, due, order, mishap)
            self._under_way.setdefault(event_id, []).append(endpoint_id)

    def due(self, now: int) -> list[Delivery]:
        """Return what leaves by now, in the order it leaves."""
        ready = [delivery for delivery in self.waiting.values() if delivery.due <= now]
        return sorted(ready, key=lambda delivery: (delivery.due, delivery.order))

    def report(self, delivery: Delivery, *, taken: bool, now: int) -> None:
        """Note how a try ended: taken (2xx) is done, anything else is tried again, ten times at most."""
        delivery.tries += 1
        if not taken and delivery.tries <= len(_PAUSES):
            delivery.due = now + _PAUSES[delivery.tries - 1]
            return
        del self.waiting[delivery.number]
        left = self._under_way[delivery.event]
        left.remove(delivery.endpoint)
        if not left:
            del self._under_way[delivery.event]
        if not taken:
            self.failed.add(delivery.event)

    def pending(self, event_id: str) -> int:
        """Return how many endpoints have not taken an event yet."""
        return len(set(self._under_way.get(event_id, ())))

    def undelivered(self, event_id: str) -> bool:
        """Tell whether an event is still under way or was given up."""
        return event_id in self.failed or self.pending(event_id) > 0


def letter(delivery: Delivery, endpoint: Record, body: bytes, now: int) -> Letter:
    """Return the request that delivers `body`, signed as the delivery's mishap has it."""
    stamp = now - _STALE if delivery.mishap is Mishap.STALE else now
    secret = _WRONG_SECRET if delivery.mishap is Mishap.WRONG_SECRET else endpoint["secret"]
    headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature(body, secret, stamp)}
    return Letter(endpoint["url"], headers, body)


def signature(body: bytes, secret: str, stamp: int) -> str:
    """Return the signature header of a body at an instant (seconds)."""
    digest = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={digest}"
