"""A signed request from its envelope to its answer: decided on, applied whole or not at all, its answer kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import BookDeskError
from bookdesk.core.records import MalformedRecord
from bookdesk.protocol import commands, messages, versions
from bookdesk.protocol.envelope import FIRM, Device, MalformedRequest, Request, Verdict, body_hash, decide, from_header
from bookdesk.server.heart import Heart
from bookdesk.server.storage.base import stamp
from bookdesk.server.storage.tables import DeviceRow, RequestRow
from bookdesk.server.sync import applying, papers, rejoining
from bookdesk.server.sync.applying import Handler, Turn

HANDLERS: Final[dict[type[commands.Command], Handler]] = {
    commands.OpenTenant: applying.open_tenant,
    commands.RegisterDevice: applying.register_device,
    commands.RevokeDevice: applying.revoke_device,
    commands.SetTenant: applying.set_tenant,
    commands.SetGateway: applying.set_gateway,
    commands.PublishDocument: papers.publish,
    commands.ChangeAmount: papers.change,
    commands.CreditDocument: papers.credit,
    commands.WithdrawDocument: papers.withdraw,
    commands.ExpireSession: papers.expire,
    commands.GrantLink: papers.grant,
    commands.RevokeLink: papers.revoke,
    commands.PublishStatement: papers.statement,
    commands.ReceiptAvailable: papers.receipt,
    commands.WithdrawReceipt: papers.withdraw_receipt,
    commands.EraseCustomer: papers.erase,
    commands.Rejoin: rejoining.rejoin,
}
"""What is done with each kind of command."""

STATUS: Final = {
    Verdict.GAP: 409,
    Verdict.FORK: 409,
    Verdict.UNKNOWN_DEVICE: 401,
    Verdict.REVOKED: 401,
    Verdict.BAD_SIGNATURE: 401,
    Verdict.STALE: 401,
}
"""The status of HTTP with which a request is refused."""

_WORDS: Final = {
    Verdict.GAP: ("A request before this one did not arrive.", "Send the missing ones, or join the portal again."),
    Verdict.FORK: ("Another request is taken under this number.", "Ask how the device stands, then join again."),
    Verdict.UNKNOWN_DEVICE: ("This device is not known here.", "Pair it by a one-time code."),
    Verdict.REVOKED: (
        "This computer may speak no more for the client.",
        "Switch it off for this computer, then let the client in again from here; or ask the portal's host.",
    ),
    Verdict.BAD_SIGNATURE: ("The request does not carry the device's signature.", "Pair the device anew."),
    Verdict.STALE: ("The request is of another time.", "Set the clock by the time told here and ask again."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What came: the header's envelope, the method, the path with its query, the body."""

    header: str
    method: str
    path: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back: a status of HTTP and JSON."""

    status: int
    body: bytes


Work = Callable[[Session, Request, bytes, datetime], bytes]
"""Does what was asked, within the request's transaction; gets the body, returns that of the answer."""

_REVOKED_FIRM: Final = (
    "The portal's host has revoked the firm's device.",
    "Pair the firm anew, by a code that the portal shows.",
)

Words = tuple[str, str]
_NO_ENVELOPE: Final = "Send it as the protocol of this version asks for."


class Requests:
    """Takes the signed requests of desks."""

    def __init__(self, heart: Heart) -> None:
        """Work with these parts."""
        self._heart = heart

    def commands(self, asked: Asked) -> Reply:
        """Take a batch of commands."""
        return self.write(asked, self._apply)

    def read(self, asked: Asked, work: Work) -> Reply:
        """Answer a request that only reads."""
        return self._answered(asked, work, reads=True)

    def write(self, asked: Asked, work: Work) -> Reply:
        """Take a request that changes something: in its order, once, and the same answer to the same request."""
        return self._answered(asked, work, reads=False)

    def _answered(self, asked: Asked, work: Work, *, reads: bool) -> Reply:
        now = self._heart.now()
        try:
            request, signature = _opened(asked, reads=reads)
            return self._in_session(request, signature, asked.body, work)
        except (MalformedRequest, MalformedRecord) as reason:
            return refusal(400, "malformed", (f"The request cannot be read: {reason}.", _NO_ENVELOPE), now)
        except BookDeskError as reason:
            return refusal(409, "refused", (reason.what, reason.remedy), now)

    def _in_session(self, request: Request, signature: str, body: bytes, work: Work) -> Reply:
        now = self._heart.now()
        if not request.reads:
            with self._heart.store.writing() as session:
                return self._in_order(session, request, signature, lambda: work(session, request, body, now))
        with self._heart.store.reading() as session:
            row = session.get(DeviceRow, (request.tenant, request.device))
            verdict = decide(request, signature, _device(row), None, now)
            return Reply(200, work(session, request, body, now)) if verdict.fine else _refused(verdict, row, now)

    def _in_order(self, session: Session, request: Request, signature: str, work: Callable[[], bytes]) -> Reply:
        now, row = self._heart.now(), _locked(session, request)
        taken = session.get(RequestRow, (request.tenant, request.device, request.seq))
        verdict = decide(request, signature, _device(row), taken.hash if taken else None, now)
        if verdict is Verdict.REPLAY and taken is not None and taken.answer is not None:
            return Reply(200, taken.answer.encode())
        if verdict is not Verdict.ACCEPTED or row is None:
            return _refused(Verdict.FORK if verdict is Verdict.REPLAY else verdict, row, now)
        answer = work()
        self._keep(session, request, row, answer)
        return Reply(200, answer)

    def _keep(self, session: Session, request: Request, row: DeviceRow, answer: bytes) -> None:
        """Remember the request. Answers before it are asked for no more, since a device has one request under way."""
        before = session.get(RequestRow, (request.tenant, request.device, request.seq - 1))
        if before is not None:
            before.answer = None
        row.last_seq, row.last_hash = request.seq, request.hash()
        named = {"tenant": request.tenant, "device": request.device, "hash": request.hash()}
        at = stamp(self._heart.now())
        session.add(RequestRow(**named, seq=request.seq, at=at, answer=answer.decode()))

    def _apply(self, session: Session, request: Request, body: bytes, now: datetime) -> bytes:
        batch = messages.from_json(messages.Batch, body)
        versions.agree(batch.version, batch.capabilities)
        if len(batch.commands) > commands.MOST_COMMANDS:
            raise MalformedRecord(f"a batch has at most {commands.MOST_COMMANDS} commands")
        self._heart.store.exclusive(session, f"commands of {request.tenant}")
        turn = Turn(self._heart, session, request.tenant, request.device, now)
        results = tuple(applying.apply(turn, raw, HANDLERS) for raw in batch.commands)
        return messages.to_json(messages.Answer(versions.spoken(), tuple(sorted(versions.CAPABILITIES)), now, results))


def _opened(asked: Asked, *, reads: bool) -> tuple[Request, str]:
    request, signature = from_header(asked.header, asked.method, asked.path)
    if request.body_sha256 != body_hash(asked.body):
        raise MalformedRequest("the body is not the one that was signed")
    if request.reads != reads:
        raise MalformedRequest("what reads has the seq 0, and only that")
    return request, signature


def _locked(session: Session, request: Request) -> DeviceRow | None:
    query = select(DeviceRow).where(DeviceRow.tenant == request.tenant, DeviceRow.device == request.device)
    return session.scalars(query.with_for_update()).one_or_none()


def _device(row: DeviceRow | None) -> Device | None:
    return Device(row.public_key, row.revoked is not None, row.last_seq, row.last_hash) if row else None


def refusal(status: int, reason: str, words: Words, at: datetime, expected: int | None = None) -> Reply:
    """Return a refusal in words, with the portal's time."""
    return Reply(status, messages.to_json(messages.Refusal(reason, words[0], words[1], at, expected)))


def _refused(verdict: Verdict, row: DeviceRow | None, at: datetime) -> Reply:
    ordered = verdict in {Verdict.GAP, Verdict.FORK}
    of_the_firm = verdict is Verdict.REVOKED and row is not None and row.tenant == FIRM
    words = _REVOKED_FIRM if of_the_firm else _WORDS[verdict]
    return refusal(STATUS[verdict], verdict, words, at, row.last_seq + 1 if ordered and row else None)
