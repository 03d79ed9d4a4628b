"""The signed request of a desk: what its header says, and what the portal makes of it.

A request that changes something carries the device's next `seq` and the hash of its request before; a desk that did not
get its answer sends the very same bytes again and gets the stored answer. Its clock protects nothing: `seq` does. A
request that only reads has `seq` 0, changes nothing, and must be of about now, so that a recorded one does not tell
strangers anything for ever; the portal's time stands in each answer, so that a desk with a wrong clock can correct it.

    BookDesk-Request: v1 tenant device seq prev idem created sha256-of-body signature
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bookdesk.core.canonical import Canonical, digest
from bookdesk.protocol import signing

HEADER = "BookDesk-Request"
"""Name of the header field that carries the envelope."""
TIME_HEADER = "BookDesk-Time"
"""Name of the header field of each answer in which the portal tells its time (ISO, UTC, seconds)."""
FIRST = "0" * 66
"""What stands for the hash of the request, or event, before the first."""
TOLERANCE = timedelta(minutes=5)
"""How far the clock of a reading request may be off: what gateways allow for their own signatures."""
FIRM = "firm"
"""The tenant under whose name the firm's own device opens tenants and registers devices."""

_VERSION = "v1"
_NAME = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_HASH = re.compile(r"[0-9a-f]{66}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[0-9a-f]{128}")
_SEQ = re.compile(r"0|[1-9][0-9]{0,14}")
_CREATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


class MalformedRequest(ValueError):
    """The header is not an envelope; the message says which part."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a device asks, without its signature. `prev_hash` is the hash of its request before (`FIRST` for none)."""

    tenant: str
    device: str
    seq: int
    prev_hash: str
    idem_key: str
    created: datetime
    method: str
    path: str
    body_sha256: str

    @property
    def reads(self) -> bool:
        """Whether it only reads."""
        return self.seq == 0

    def statement(self) -> dict[str, Canonical]:
        """Return what is signed."""
        return {
            "tenant": self.tenant,
            "device": self.device,
            "seq": self.seq,
            "prev": self.prev_hash,
            "idem": self.idem_key,
            "created": spelled(self.created),
            "method": self.method,
            "path": self.path,
            "body": self.body_sha256,
        }

    def hash(self) -> str:
        """Return the hash by which the device's next request names this one."""
        return digest("portal-request", 1, self.statement())


@dataclass(frozen=True, slots=True)
class Device:
    """What the portal knows of a device in one tenant: its key, and the last request it took."""

    public_key: str
    revoked: bool
    last_seq: int = 0
    last_hash: str = FIRST


class Verdict(StrEnum):
    """What the portal makes of a request. Values travel in refusals: add, never rename."""

    ACCEPTED = "accepted"
    REPLAY = "replay"
    """The very request that was answered before: the stored answer is given again."""
    GAP = "gap"
    """A later one than the next: requests in between were lost, or the portal was put back to an earlier day."""
    FORK = "fork"
    """Another content under a number that is taken: the desk was put back to an earlier day, or copied."""
    UNKNOWN_DEVICE = "unknown device"
    REVOKED = "revoked device"
    BAD_SIGNATURE = "bad signature"
    STALE = "stale"
    """A reading request from long ago, or from a desk whose clock is wrong."""

    @property
    def fine(self) -> bool:
        """Whether the request is answered rather than refused."""
        return self in {Verdict.ACCEPTED, Verdict.REPLAY}


def decide(request: Request, signature: str, device: Device | None, taken: str | None, now: datetime) -> Verdict:
    """Return what to do with a request whose body has the hash it names.

    `taken` is the hash of the request that the portal took under the same number of this device, None if it took none.
    """
    if device is None:
        return Verdict.UNKNOWN_DEVICE
    if not signing.verify(device.public_key, signing.REQUEST, request.statement(), signature):
        return Verdict.BAD_SIGNATURE
    if device.revoked:
        return Verdict.REVOKED
    if request.reads:
        return Verdict.ACCEPTED if abs(now - request.created) <= TOLERANCE else Verdict.STALE
    return _in_order(request, device, taken)


def _in_order(request: Request, device: Device, taken: str | None) -> Verdict:
    if request.seq <= device.last_seq:
        return Verdict.REPLAY if taken == request.hash() else Verdict.FORK
    if request.seq > device.last_seq + 1:
        return Verdict.GAP
    return Verdict.ACCEPTED if request.prev_hash == device.last_hash else Verdict.FORK


def to_header(request: Request, key: Ed25519PrivateKey) -> str:
    """Sign a request; returns the value of the header."""
    signature = signing.sign(key, signing.REQUEST, request.statement())
    words = (request.tenant, request.device, str(request.seq), request.prev_hash, request.idem_key)
    return " ".join((_VERSION, *words, spelled(request.created), request.body_sha256, signature))


def from_header(header: str, method: str, path: str) -> tuple[Request, str]:
    """Return the request and its signature; `MalformedRequest` for anything that is no envelope of this version."""
    words = header.split(" ")
    if len(words) != len(_FORMS):
        raise MalformedRequest("the envelope has not its nine parts")
    for (name, form), word in zip(_FORMS, words, strict=True):
        if form.fullmatch(word) is None:
            raise MalformedRequest(f"the envelope's {name} is not well-formed")
    _, tenant, device, seq, prev_hash, idem_key, created, body, signature = words
    request = Request(tenant, device, int(seq), prev_hash, idem_key, instant(created), method, path, body)
    return request, signature


_FORMS = (
    ("version", re.compile(_VERSION)),
    ("tenant", _NAME),
    ("device", _NAME),
    ("seq", _SEQ),
    ("prev", _HASH),
    ("idem", _NAME),
    ("created", _CREATED),
    ("body", _SHA256),
    ("signature", _SIGNATURE),
)


def body_hash(body: bytes) -> str:
    """Return the SHA-256 of a body in hex, as the envelope names it."""
    return hashlib.sha256(body).hexdigest()


def spelled(moment: datetime) -> str:
    """Return an aware instant as the envelope spells it: UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant(text: str) -> datetime:
    """Return the instant of such a spelling; `MalformedRequest` for a moment that no calendar has."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as wrong:
        raise MalformedRequest("the envelope's created is no moment") from wrong
