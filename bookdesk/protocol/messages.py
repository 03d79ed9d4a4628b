"""The bodies that travel: batches of commands and their answers, pages of events, acknowledgements, how one stands.

POST /sync/commands   Batch   → Answer
GET  /sync/events     after, hash, limit in the query → page of events
POST /sync/ack        Ack     → Answer without results
GET  /sync/state      → Standing

Every answer, refusals too, is signed by the portal (`protocol/answering.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from bookdesk.core.money import Money
from bookdesk.core.records import from_data, to_data
from bookdesk.protocol import jsontext
from bookdesk.protocol.chain import EventPage
from bookdesk.protocol.events import Outcome

_Message = TypeVar("_Message")


@dataclass(frozen=True, slots=True)
class RawCommand:
    """A command as it travels: its own key, its kind, its data as JSON text (read when its turn comes)."""

    idem: str
    kind: str
    data: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Commands in their order, with what the desk can do."""

    version: str
    capabilities: tuple[str, ...]
    commands: tuple[RawCommand, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one command; `given` is what the portal made for it (such as a tenant's key)."""

    idem: str
    outcome: Outcome
    why: str = ""
    given: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a batch."""

    version: str
    capabilities: tuple[str, ...]
    at: datetime
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Ack:
    """The desk has all events up to this one for good."""

    n: int
    hash: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request was not taken: a word of `Verdict` or of HTTP, what happened and what to do, the portal's time.

    `expected` is the seq that the portal would take next, where order was the matter.
    """

    reason: str
    what: str
    remedy: str
    at: datetime
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document that the portal holds, and in which version; and what of it a desk may read that does not know it."""

    document: str
    version: int
    kind: str = ""
    number: str = ""
    state: str = ""
    amount: Money | None = None
    customer: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a device and its tenant stand, for joining again: the last request taken, the last event, what is held.

    `restored` is when the portal was last put back from a backup: the desk tells anew whatever is open. `held_until`
    is the latest that the tenant's customers can pay again, where they cannot since then.
    """

    version: str
    capabilities: tuple[str, ...]
    at: datetime
    last_seq: int
    last_hash: str
    head: int
    head_hash: str
    acked: int
    documents: tuple[HeldDocument, ...]
    restored: datetime | None = None
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pairing:
    """What a desk sends with the one-time code, once, unsigned: its device and public key."""

    code: str
    device: str
    public_key: str
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Paired:
    """What the portal answers: its own signing key, by which its pages and answers are believed from now on."""

    portal_key: str
    version: str
    capabilities: tuple[str, ...]
    at: datetime


def to_json(message: object) -> bytes:
    """Return one of the records above as the bytes of a body."""
    return jsontext.dumps(to_data(message)).encode()


def from_json(record: type[_Message], body: bytes) -> _Message:
    """Return the record of a body; `MalformedRecord` for anything else."""
    return from_data(record, jsontext.loads(body))


def page_to_json(page: EventPage) -> bytes:
    """Return a page of events as the bytes of a body; contents stay the very text that was hashed."""
    return to_json(page)


def page_from_json(body: bytes) -> EventPage:
    """Return the page of a body; `MalformedRecord` for anything else. What it says is verified by the chain."""
    return from_data(EventPage, jsontext.loads(body))


def command(idem: str, kind: str, data: Mapping[str, Any]) -> RawCommand:
    """Return a command as it travels."""
    return RawCommand(idem, kind, jsontext.dumps(data))
