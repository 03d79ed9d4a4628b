"""What the portal tells a desk: what customers want, and what was heard of the gateway. Facts, never bookings.

An event of a kind that this version does not know is kept as it came (`UnknownEvent`) and shown to a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bookdesk.core.money import Money
from bookdesk.core.records import MalformedRecord
from bookdesk.core.vocabulary import PayMethod
from bookdesk.protocol import jsontext
from bookdesk.protocol.kinds import Kinds, UnknownKind


class Event:
    """One of the records below. `at` is when it happened by the portal's clock."""

    __slots__ = ()


class AttemptState(StrEnum):
    """How an attempt to pay stands, as the gateway told. Values travel and are stored: add, never rename."""

    CREATED = "created"
    OPEN = "open"
    PROCESSING = "processing"
    UNKNOWN = "unknown"
    """A call had no answer: only reading the gateway tells."""
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    EXPIRED = "expired"

    @property
    def final(self) -> bool:
        """Whether nothing more comes of it, so that another may begin."""
        return self in {AttemptState.SUCCEEDED, AttemptState.FAILED, AttemptState.EXPIRED}


class Outcome(StrEnum):
    """What became of a command. Values travel: add, never rename."""

    APPLIED = "applied"
    REFUSED = "refused"
    WAITING = "waiting"
    """Taken; its end, which needs the gateway, is told by an event."""


@dataclass(frozen=True, slots=True)
class DocumentSeen(Event):
    """A contact pressed on to a document: not a mail scanner's look, which is no event."""

    document: str
    version: int
    contact: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SessionOpened(Event):
    """An attempt was begun; `reference` is what the gateway's objects carry."""

    document: str
    attempt: str
    reference: str
    amount: Money
    method: PayMethod | None
    at: datetime


@dataclass(frozen=True, slots=True)
class SessionChanged(Event):
    """An attempt stands otherwise than before; the last one with a final state is its end.

    `payment` is the gateway's name of the payment. Money is booked from the gateway's moves, not from this.
    """

    document: str
    attempt: str
    reference: str
    state: AttemptState
    amount: Money
    payment: str | None
    why: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class GatewayMessage(Event):
    """A message of the gateway as it came. `known` is false for a version that the portal could not read."""

    gateway: str
    account: str
    message: str
    kind: str
    api_version: str | None
    body: str
    known: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class EstimateAccepted(Event):
    """Accepted under the name that was typed."""

    document: str
    version: int
    contact: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EstimateDeclined(Event):
    """Declined, with what was given as the reason."""

    document: str
    version: int
    contact: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that a customer sent: its type by its content, its bytes in base64."""

    name: str
    media_type: str
    content: str


@dataclass(frozen=True, slots=True)
class QuestionRaised(Event):
    """A question, or a dispute, of the document or of some of its lines (counted from 1)."""

    document: str
    version: int
    contact: str
    dispute: bool
    lines: tuple[int, ...]
    text: str
    files: tuple[SentFile, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class PreferencesChanged(Event):
    """Which language a customer wants, and whether he wants reminders by mail."""

    customer: str
    contact: str
    locale: str
    reminders: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class ConsentGiven(Event):
    """A customer agreed to be charged by a kept method, in exactly these words."""

    consent: str
    customer: str
    wording: str
    wording_version: str
    locale: str
    method: str
    method_kind: PayMethod
    at: datetime


@dataclass(frozen=True, slots=True)
class ConsentRevoked(Event):
    """He took it back; nothing is charged under it any more."""

    consent: str
    customer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MethodSaved(Event):
    """The gateway keeps a method for a customer, since he let it."""

    method: str
    customer: str
    kind: PayMethod
    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MethodRemoved(Event):
    """A kept method is used no more: the customer removed it, or it was taken back at his bank."""

    method: str
    customer: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AutoChargeResult(Event):
    """What became of a charge on the due date; `next_try` is there where it is tried again."""

    document: str
    attempt: str
    consent: str
    state: AttemptState
    amount: Money
    payment: str | None
    why: str | None
    next_try: datetime | None
    at: datetime


@dataclass(frozen=True, slots=True)
class CommandOutcome(Event):
    """What became of a command whose end needed the gateway, such as: expiring was too late, it was paid."""

    command: str
    kind: str
    document: str | None
    outcome: Outcome
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CodeMailed(Event):
    """A customer was sent a one-time code for his account."""

    customer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Rejoined(Event):
    """The chain goes on after desk or portal was put back; events told before may come again under their old names."""

    device: str
    repeated: int
    at: datetime


@dataclass(frozen=True, slots=True)
class UnknownEvent(Event):
    """An event of a kind, or with content, that this version cannot read: as it came."""

    kind: str
    content: str


KINDS: Kinds[Event] = Kinds(
    {
        "document seen": DocumentSeen,
        "session opened": SessionOpened,
        "session changed": SessionChanged,
        "gateway message": GatewayMessage,
        "estimate accepted": EstimateAccepted,
        "estimate declined": EstimateDeclined,
        "question raised": QuestionRaised,
        "preferences changed": PreferencesChanged,
        "consent given": ConsentGiven,
        "consent revoked": ConsentRevoked,
        "method saved": MethodSaved,
        "method removed": MethodRemoved,
        "auto charge": AutoChargeResult,
        "command outcome": CommandOutcome,
        "code mailed": CodeMailed,
        "rejoined": Rejoined,
    }
)
"""Every kind of event under the name by which it travels."""


def to_content(event: Event) -> str:
    """Return the content of an event as the chain hashes it; that of an unknown one is as it came."""
    if isinstance(event, UnknownEvent):
        return event.content
    return jsontext.dumps(KINDS.encode(event)["data"])


def from_content(kind: str, content: str) -> Event:
    """Return the event; what cannot be read comes back as `UnknownEvent`, never as a failure."""
    try:
        return KINDS.decode(kind, jsontext.loads(content))
    except (UnknownKind, MalformedRecord):
        return UnknownEvent(kind, content)
