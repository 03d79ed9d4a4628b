"""How a message moves: waiting, under way, accepted, refused, or unknown, and what each answer of a server does. Pure.

    QUEUED ──begun──► SENDING ──accepted──► ACCEPTED
      ▲  ▲               ├──refused───────► REFUSED
      │  └──put off──────┤  (before DATA, or 4xx)
      │                  └──lost, woken───► UNKNOWN
      └──────again (a person's word)────────┘      a person's word ends UNKNOWN and REFUSED as CANCELLED, too

SENDING is committed before the first byte of the message leaves. From then on only an answer of the server says what
became of it: without one (RFC 5321, 4.5.4.1; the connection broke after DATA, or the program ended) nobody knows, and
what nobody knows is never sent again unasked. That is why a customer gets an invoice once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bookdesk.core.vocabulary import MailStage

LONGEST_WAIT: Final = timedelta(hours=4)
_FIRST_WAIT: Final = timedelta(minutes=2)
_MOST_DOUBLINGS: Final = 10

OPEN: Final = frozenset({MailStage.QUEUED, MailStage.SENDING, MailStage.UNKNOWN, MailStage.REFUSED})
"""Stages a person should know of."""


class IllegalMove(RuntimeError):
    """An event came to a stage where it means nothing: a mistake of ours, never of a server."""


@dataclass(frozen=True, slots=True)
class Slip:
    """How far a message is: its stage, how often it was tried, and when it is tried next.

    One that is `offline` waits for the server alone: it goes in its turn as soon as that answers, whoever asked first.
    One that is `held` is not tried until a person releases it.
    """

    stage: MailStage
    tries: int = 0
    next_at: datetime | None = None
    sending_since: datetime | None = None
    offline: bool = False
    held: bool = False


@dataclass(frozen=True, slots=True)
class Begun:
    """Its first byte is about to leave."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server took it over: 250 after the message, for all that were left."""


@dataclass(frozen=True, slots=True)
class PutOff:
    """The server did not take it, and may later: 4xx, or no connection (`offline`). It certainly has not left."""

    at: datetime
    offline: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The server will not take it: 5xx for everybody who was left; `partly` where somebody has it already."""

    partly: bool = False


@dataclass(frozen=True, slots=True)
class Lost:
    """The answer never came."""


@dataclass(frozen=True, slots=True)
class Woken:
    """The program starts and finds it under way: it ended before the answer came."""


@dataclass(frozen=True, slots=True)
class Doubted:
    """It waits in books that were put back to an earlier day: it may have left since that day."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A person says, or the mailbox shows, that it left."""


@dataclass(frozen=True, slots=True)
class Again:
    """A person says that it is to be sent (once more)."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """It may not leave before an instant: quiet hours, a promise."""

    until: datetime


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A person, or what happened since, takes it out of the outbox; `partly` where somebody has it already."""

    partly: bool = False


@dataclass(frozen=True, slots=True)
class LetBe:
    """A person says that it did not leave, or was refused, and is not to be sent; `partly` as above."""

    partly: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """A person keeps it from leaving."""


@dataclass(frozen=True, slots=True)
class Released:
    """A person lets a held one leave, or does not want to wait for the next try."""


Event = (Begun | Accepted | PutOff | Refused | Lost | Woken | Doubted) | (
    Arrived | Again | HeldBack | TakenOut | LetBe | Held | Released
)


def step(slip: Slip, event: Event) -> Slip:  # noqa: C901, PLR0911 - a table: one line a move
    """Return where an event leads; `IllegalMove` for one that means nothing in this stage."""
    match slip.stage, event:
        case MailStage.QUEUED, Begun(at) if not slip.held:
            return Slip(MailStage.SENDING, slip.tries + 1, None, at)
        case MailStage.QUEUED, PutOff(at, offline):
            tries = slip.tries + 1
            return replace(slip, tries=tries, next_at=at + backoff(tries), offline=offline)
        case MailStage.SENDING, PutOff(at, offline):
            return Slip(MailStage.QUEUED, slip.tries, at + backoff(slip.tries), None, offline)
        case MailStage.QUEUED, HeldBack(until):
            return replace(slip, next_at=until, offline=False)
        case (MailStage.SENDING, Accepted()) | (MailStage.UNKNOWN, Arrived()):
            return _ended(slip, MailStage.ACCEPTED)
        case MailStage.QUEUED | MailStage.SENDING, Refused(partly):
            tries = slip.tries + (slip.stage is MailStage.QUEUED)  # refused before it began, which was a try as well
            return Slip(MailStage.ACCEPTED if partly else MailStage.REFUSED, tries)
        case (MailStage.SENDING, Lost() | Woken()) | (MailStage.QUEUED, Doubted()):
            return replace(slip, stage=MailStage.UNKNOWN, next_at=None, offline=False, held=False)
        case MailStage.UNKNOWN | MailStage.REFUSED, Again():
            return Slip(MailStage.QUEUED, slip.tries)
        case MailStage.QUEUED, Held():
            return replace(slip, held=True)
        case MailStage.QUEUED, Released():
            return Slip(MailStage.QUEUED, slip.tries)
        case (MailStage.QUEUED, TakenOut(partly)) | (MailStage.UNKNOWN | MailStage.REFUSED, LetBe(partly)):
            return _ended(slip, MailStage.ACCEPTED if partly else MailStage.CANCELLED)
        case _:
            raise IllegalMove(f"{type(event).__name__} in {slip.stage.value}")


def backoff(tries: int) -> timedelta:
    """Return how long to wait after so many tries (from 1): two minutes, doubled each time, four hours at the most."""
    doubled = 1 << min(max(tries, 1) - 1, _MOST_DOUBLINGS)
    return min(_FIRST_WAIT * doubled, LONGEST_WAIT)


def is_due(slip: Slip, now: datetime, not_before: datetime | None = None) -> bool:
    """Return whether a message may be tried now; never before `not_before`, whatever the clock did meanwhile.

    A try that was put off for longer than we ever wait was planned by a clock that ran ahead, and is due.
    """
    if slip.stage is not MailStage.QUEUED or slip.held or (not_before is not None and now < not_before):
        return False
    return slip.next_at is None or slip.next_at <= now or slip.next_at - now > LONGEST_WAIT


def _ended(slip: Slip, stage: MailStage) -> Slip:
    return Slip(stage, slip.tries)
