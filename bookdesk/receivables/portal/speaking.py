"""One device's conversation with the portal: signed, in its order, each request kept before its first byte leaves.

A request that changes something is kept with its bytes until its answer is known, and is sent again just as it was: the
portal then gives the answer it gave. What is asked next is asked under the next number. Reads need a right clock, so a
wrong one is corrected by the time that the portal tells.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from bookdesk.core.clock import Clock
from bookdesk.core.errors import BookDeskError, NotAllowed, Unreachable
from bookdesk.core.identifiers import new_id
from bookdesk.core.records import MalformedRecord
from bookdesk.protocol import messages
from bookdesk.protocol.answering import is_sealed
from bookdesk.protocol.envelope import FIRST, HEADER, Request, Verdict, body_hash, instant, spelled, to_header
from bookdesk.protocol.messages import Refusal
from bookdesk.receivables.portal.reaching import Answered, Lost, Way

COMMANDS, ACK, EVENTS, STATE = "/sync/commands", "/sync/ack", "/sync/events", "/sync/state"
_OK, _BAD, _UNKNOWN, _CONFLICT, _TOO_LARGE, _TOO_MANY = 200, 400, 401, 409, 413, 429
_OUT_OF_STEP = frozenset({Verdict.GAP.value, Verdict.FORK.value})

Then = Callable[[Session], None]
"""What is written in the same transaction."""


class OutOfStep(BookDeskError):
    """The portal took other requests of this device than we know of: one of the two was put back to an earlier day."""


class Declined(BookDeskError):
    """The portal did not take a request, and says why; nothing of it was done."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A request that may have arrived."""

    path: str
    body: str
    idem: str
    created: str


@dataclass(frozen=True, slots=True)
class Voice:
    """A device as it speaks: its key (seed, hex), its last request that was answered, and one that is under way."""

    tenant: str
    device: str
    key: str
    seq: int = 0
    last_hash: str = FIRST
    under_way: UnderWay | None = None

    def request(self, what: UnderWay) -> Request:
        """Return the next request as the envelope states it."""
        body = body_hash(what.body.encode())
        numbered = (self.seq + 1, self.last_hash, what.idem, instant(what.created))
        return Request(self.tenant, self.device, *numbered, "POST", what.path, body)

    def signer(self) -> Ed25519PrivateKey:
        """Return the device's key."""
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.key))


class Memory(Protocol):
    """Where a voice is kept; each step is one transaction."""

    def voice(self) -> Voice:
        """Return it as it stands."""
        ...

    def begin(self, what: UnderWay, then: Then) -> None:
        """Keep that a request leaves."""
        ...

    def ended(self, voice: Voice, then: Then) -> None:
        """Keep where the voice stands now, with nothing under way."""
        ...


Hear = Callable[[Session, UnderWay, bytes], None]
"""What an answer means, kept in the transaction that ends its request."""


def nothing(_session: Session) -> None:
    """Write nothing besides."""


class Speaker:
    """Speaks for one device in one tenant."""

    def __init__(self, way: Way, portal_key: str, memory: Memory, clock: Clock, hear: Hear) -> None:
        """Speak by `way`; answers that `portal_key` (hex) did not sign are none; what they mean is kept by `hear`."""
        self._way, self._key, self._memory, self._clock, self._hear = way, portal_key, memory, clock, hear
        self._skew = timedelta()

    def resume(self) -> bool:
        """Send again what was under way when the program ended; returns whether there was anything."""
        if self._memory.voice().under_way is None:
            return False
        self._send()
        return True

    def write(self, path: str, body: bytes, idem: str, then: Then = nothing) -> bytes:
        """Send a request that changes something, after what was under way; `then` is kept with it before it leaves.

        `Unreachable` where no answer came: it stands as it is and is sent again. `OutOfStep`, `Declined`, `NotAllowed`.
        """
        self.resume()
        self._memory.begin(UnderWay(path, body.decode(), idem, spelled(self._now())), then)
        return self._send()

    def read(self, path: str) -> bytes:
        """Ask for something; a clock that is wrong is corrected once."""
        answer = self._ask(path)
        if answer.status == _UNKNOWN:
            refused = _refusal(answer)
            if refused.reason == Verdict.STALE:
                self._skew = refused.at - self._clock.now()
                answer = self._ask(path)
        if answer.status != _OK:
            raise _refused(answer)
        return answer.body

    def adopt(self, seq: int, last_hash: str, then: Then = nothing) -> None:
        """Go on from the last request that the portal took; what was under way is asked anew."""
        voice = self._memory.voice()
        self._memory.ended(Voice(voice.tenant, voice.device, voice.key, seq, last_hash), then)

    def _now(self) -> datetime:
        return self._clock.now() + self._skew

    def _ask(self, path: str) -> Answered:
        voice = self._memory.voice()
        numbered = (0, FIRST, new_id(), self._now())  # a name of its own, so that no older answer answers it
        request = Request(voice.tenant, voice.device, *numbered, "GET", path, body_hash(b""))
        return self._exchange(request, voice, None)

    def _send(self) -> bytes:
        voice = self._memory.voice()
        what = voice.under_way
        if what is None:
            raise RuntimeError("nothing is under way")
        request = voice.request(what)
        answer = self._exchange(request, voice, what.body.encode())
        if answer.status != _OK:
            refusal = _refused(answer)
            if not isinstance(refusal, OutOfStep):  # nothing of it was done: the number is free
                self._memory.ended(_still(voice), nothing)
            raise refusal
        body = answer.body
        after = Voice(voice.tenant, voice.device, voice.key, request.seq, request.hash())
        self._memory.ended(after, lambda session: self._hear(session, what, body))
        return body

    def _exchange(self, request: Request, voice: Voice, body: bytes | None) -> Answered:
        """Return the portal's answer; `Unreachable` where none came that it signed, so that nothing is believed."""
        header = to_header(request, voice.signer())
        answer = _whole(self._way.exchange(request.method, request.path, {HEADER: header}, body))
        if not is_sealed(self._key, header.encode(), answer.status, answer.body, answer.seal):
            raise Unreachable(
                f"What answers at the portal's address does not carry the portal's signature ({answer.status}).",
                "Nothing was taken from it, and what waits stays. Check the address, and the portal's version.",
            )
        return answer


def _still(voice: Voice) -> Voice:
    return Voice(voice.tenant, voice.device, voice.key, voice.seq, voice.last_hash)


def _whole(exchange: Answered | Lost) -> Answered:
    if isinstance(exchange, Lost):
        raise Unreachable(f"The pay portal cannot be reached: {exchange.why}.", "What waits is sent the next time.")
    if exchange.status >= 500 or exchange.status == _TOO_MANY:  # noqa: PLR2004 - faults of a server, in HTTP
        raise Unreachable("The pay portal is out of order at present.", "What waits is sent the next time.")
    return exchange


def _refused(answer: Answered) -> BookDeskError:
    if answer.status not in {_BAD, _UNKNOWN, _CONFLICT, _TOO_LARGE}:
        return Unreachable(
            f"What answers at the portal's address is no pay portal ({answer.status}).",
            "Check the address; nothing was taken from it.",
        )
    said = _refusal(answer)
    if said.reason in _OUT_OF_STEP:
        return OutOfStep(said.what, said.remedy)
    return (NotAllowed if answer.status == _UNKNOWN else Declined)(said.what, said.remedy)


def _refusal(answer: Answered) -> Refusal:
    try:
        return messages.from_json(Refusal, answer.body)
    except MalformedRecord as nonsense:
        raise Unreachable(
            "What answers at the portal's address is no pay portal.", "Check the address; nothing was taken from it."
        ) from nonsense
