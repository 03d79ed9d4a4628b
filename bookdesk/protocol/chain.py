"""What happened at the portal, per tenant, in an order that nobody can change afterwards.

Each event carries the hash of the one before; a page of events is signed by the portal over its last hash, which covers
all before it. The content of an event that the desk has taken and the portal has let go is gone, its hash stays, so the
chain can be verified for ever.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bookdesk.core.canonical import Canonical, digest
from bookdesk.core.errors import Tampered
from bookdesk.protocol import signing
from bookdesk.protocol.envelope import FIRST

LARGEST_NUMBER = 2**53 - 1
"""Events are counted in integers that every reader of JSON has exactly."""


class BrokenChain(Tampered):
    """A page of events does not continue what the desk has, or is not the portal's."""


@dataclass(frozen=True, slots=True)
class Position:
    """How far a chain is known: the number of its last event and that one's hash."""

    n: int = 0
    hash: str = FIRST


@dataclass(frozen=True, slots=True)
class Event:
    """One event: `n` counts from 1 within the tenant, `uid` names it for ever (also where a chain was begun anew).

    `content` is its JSON text as it was hashed, None once it was let go. `at` is the portal's time.
    """

    n: int
    uid: str
    at: datetime
    kind: str
    content: str | None
    content_sha256: str
    hash: str


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events after a position, signed by the portal. `head` is the number of its newest event."""

    events: tuple[Event, ...]
    head: int
    signed_at: datetime
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """What is to become an event."""

    uid: str
    at: datetime
    kind: str
    content: str


def made(tenant: str, before: Position, what: Happening) -> Event:
    """Return the event that follows `before`."""
    sha = hashlib.sha256(what.content.encode()).hexdigest()
    event = Event(before.n + 1, what.uid, what.at, what.kind, what.content, sha, "")
    return replace(event, hash=hash_of(tenant, before, event))


def hash_of(tenant: str, before: Position, event: Event) -> str:
    """Return what the hash of an event must be after `before`; it covers all before it."""
    statement: dict[str, Canonical] = {
        "tenant": tenant,
        "n": before.n + 1,
        "prev": before.hash,
        "uid": event.uid,
        "at": event.at.isoformat(),
        "kind": event.kind,
        "content": event.content_sha256,
    }
    return digest("portal-event", 1, statement)


def signed_page(key: Ed25519PrivateKey, tenant: str, after: Position, unsigned: EventPage) -> EventPage:
    """Sign the events of a page that was asked for after a position."""
    events = unsigned.events
    last = Position(events[-1].n, events[-1].hash) if events else after
    said = _said(tenant, after, last, unsigned)
    return replace(unsigned, signature=signing.sign(key, signing.PAGE, said))


def verified(public_key: str, tenant: str, after: Position, page: EventPage) -> Position:
    """Return the position after a page; `BrokenChain` unless it is the portal's and continues from `after`."""
    position = after
    for event in page.events:
        position = _next(tenant, position, event)
    counted = position.n <= page.head <= LARGEST_NUMBER
    said = _said(tenant, after, position, page) if counted else None
    if not signing.verify(public_key, signing.PAGE, said, page.signature):
        raise BrokenChain(
            "The portal's events do not carry its signature.",
            "Nothing was taken from them. Check whose portal answers at that address, then pair anew.",
        )
    return position


def _next(tenant: str, before: Position, event: Event) -> Position:
    content = event.content
    fits = content is None or hashlib.sha256(content.encode()).hexdigest() == event.content_sha256
    if event.n != before.n + 1 or not fits or hash_of(tenant, before, event) != event.hash:
        raise BrokenChain(
            f"Event {event.n} of the portal does not follow what is known.",
            "Nothing was taken from it. If the portal was put back to an earlier day, join it again.",
        )
    return Position(event.n, event.hash)


def _said(tenant: str, after: Position, last: Position, page: EventPage) -> dict[str, Canonical]:
    positions: dict[str, Canonical] = {"after": after.n, "after_hash": after.hash, "last": last.n, "hash": last.hash}
    return {"tenant": tenant, **positions, "head": page.head, "at": page.signed_at.isoformat()}
