"""What every accounting system must offer the engine, in neutral terms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bookdesk.core.vocabulary import OutboxKind
from bookdesk.sync.intents import Intent
from bookdesk.sync.outbox_machine import Policy

References = Mapping[tuple[OutboxKind, str], str]
"""Remote ids of things of ours that are at the ledger already, by kind and local id."""

Fact = Mapping[str, "str | bool | list[str] | None"]
"""What was pulled, field by field; amounts and rates as text."""


class Stream(StrEnum):
    """What is pulled, in this order."""

    ORGANISATION = "organisation"
    ACCOUNTS = "account"
    TAX_CODES = "tax code"
    CONTACTS = "contact"
    DOCUMENTS = "document"
    SALES = "sales document"


@dataclass(frozen=True, slots=True)
class Taken:
    """The ledger has it under `remote_id`; `differences` name what it holds otherwise than it was meant."""

    remote_id: str
    version: str | None = None
    differences: tuple[str, ...] = ()
    status: int | None = None
    request_id: str | None = None
    number: str | None = None
    """The number the ledger gave, where it was left to give one."""


@dataclass(frozen=True, slots=True)
class Denied:
    """The ledger refuses the content, for `reasons` in words."""

    reasons: tuple[str, ...]
    status: int | None = None
    request_id: str | None = None


class Hindrance(StrEnum):
    """Why a request was surely not executed."""

    UNREACHABLE = "cannot be reached"
    UNAUTHORISED = "does not accept the connection"
    THROTTLED = "asks us to wait"


@dataclass(frozen=True, slots=True)
class NotDone:
    """It was surely not executed; `wait` is what the ledger asked for, in seconds."""

    why: Hindrance
    detail: str = ""
    wait: int | None = None
    status: int | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """Nobody knows whether it was executed."""

    detail: str
    status: int | None = None
    request_id: str | None = None


Answer = Taken | Denied | NotDone | Lost


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a look found: copies that carry our mark, and descriptions of near ones without it."""

    exact: tuple[Taken, ...] = ()
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pulled:
    """One record as it is at the ledger, in neutral fields."""

    remote_id: str
    name: str
    active: bool
    fact: Fact


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a stream and the cursor that is good once it is applied; `complete` lists hold all there is."""

    records: tuple[Pulled, ...]
    cursor: str | None
    complete: bool = False


class AccountingProvider(Protocol):
    """An accounting system connected to one organisation. Methods raise `Unreachable` only where they say so."""

    @property
    def name(self) -> str:
        """The system's name as stored: `xero`."""
        ...

    @property
    def system(self) -> str:
        """The system as a person calls it: `Xero`."""
        ...

    @property
    def title(self) -> str:
        """The organisation as a person calls it: `Acme Pty Ltd (Xero)`."""
        ...

    @property
    def policy(self) -> Policy:
        """What it promises about repeated requests."""
        ...

    @property
    def largest_attachment(self) -> int:
        """Bytes it takes at most."""
        ...

    def pack(self, intent: Intent, references: References) -> str:
        """Return the request for `intent` as text that is kept and sent unchanged, also a second time."""
        ...

    def send(self, packed: str, key: str, content: bytes | None) -> Answer:
        """Send a packed request under an idempotency key; `content` are the bytes of an attachment."""
        ...

    def look(self, packed: str) -> Sighting | NotDone | Lost:
        """Look whether what was packed is there."""
        ...

    def agreed(self, packed: str) -> Mapping[str, str]:
        """Return what a packed document said: net, tax, total, currency, date (ISO) and status, as text."""
        ...

    def pull(self, stream: Stream, cursor: str | None) -> Iterator[Page]:
        """Yield what changed since `cursor`; `Unreachable` where the ledger does not answer."""
        ...
