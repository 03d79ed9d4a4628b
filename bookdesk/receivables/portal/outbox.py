"""The outbox of commands: queued in their order, the newest of a document in the place of what waits, sent in batches.

What left once is never changed; under its own key the portal applies it once, however often it arrives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.core.identifiers import new_id
from bookdesk.core.records import from_data
from bookdesk.models.portal import CommandState, PortalCommand, PublishedDocument, PublishedReceipt
from bookdesk.protocol import jsontext, messages, versions
from bookdesk.protocol.commands import KINDS, LARGEST_BATCH, MOST_COMMANDS, Command, PublishDocument
from bookdesk.protocol.events import Outcome
from bookdesk.protocol.messages import Batch, RawCommand, Result

PUBLISH = "publish document"
ABOUT_A_DOCUMENT = frozenset({PUBLISH, "change amount", "credit document", "withdraw document"})
"""Commands of which a newer one of the same document says all that an older one said."""
OF_A_RECEIPT = frozenset({"receipt available", "withdraw receipt"})
"""Commands that the portal takes only while it holds their document."""
_LEFT = (CommandState.WAITING, CommandState.SENT)
_FRAME = 1_000
"""Bytes of a batch around its commands, generously."""
_STATES = {
    Outcome.APPLIED: CommandState.APPLIED,
    Outcome.REFUSED: CommandState.REFUSED,
    Outcome.WAITING: CommandState.AWAITED,
}


@dataclass(frozen=True, slots=True)
class Outbox:
    """Queues commands in a transaction of the caller."""

    session: Session
    now: datetime
    fresh: Callable[[], str] = new_id

    def queue(self, subject: str, command: Command) -> PortalCommand:
        """Put a command behind all others, in the place of what waits to be said of the same document."""
        kind = KINDS.name(command)
        if kind in ABOUT_A_DOCUMENT:
            self.replace(subject, ABOUT_A_DOCUMENT | ({"grant link"} if kind == PUBLISH else frozenset()))
        elif kind in {"set tenant", "set gateway", "publish statement"}:
            self.replace(subject, {kind})
        row = PortalCommand(
            place=(self.session.scalar(select(func.max(PortalCommand.place))) or 0) + 1,
            idem=self.fresh(),
            kind=kind,
            subject=subject,
            data=jsontext.dumps(KINDS.encode(command)["data"]),
            state=CommandState.WAITING,
            why="",
            made_at=self.now,
        )
        self.session.add(row)
        self.session.flush()
        return row

    def replace(self, subject: str, kinds: Iterable[str]) -> None:
        """Let what waits of these kinds, and never left, not leave any more."""
        query = select(PortalCommand).where(
            PortalCommand.subject == subject,
            PortalCommand.kind.in_(list(kinds)),
            PortalCommand.state == CommandState.WAITING,
        )
        for row in self.session.scalars(query):
            row.state, row.data, row.done_at = CommandState.REPLACED, "", self.now

    def ever_left(self, subject: str) -> bool:
        """Return whether the portal may have heard of a document at all."""
        query = select(PortalCommand.id).where(
            PortalCommand.subject == subject,
            PortalCommand.state.not_in((CommandState.WAITING, CommandState.REPLACED)),
        )
        return self.session.scalar(query.limit(1)) is not None


def publish_waits(session: Session, document: str) -> bool:
    """Return whether a version of a document waits that never left."""
    query = select(PortalCommand.id).where(
        PortalCommand.subject == document,
        PortalCommand.kind == PUBLISH,
        PortalCommand.state == CommandState.WAITING,
    )
    return session.scalar(query.limit(1)) is not None


def waiting(session: Session) -> int:
    """Return how many commands have not arrived for sure."""
    return session.scalar(select(func.count(PortalCommand.id)).where(PortalCommand.state.in_(_LEFT))) or 0


def awaited(session: Session) -> int:
    """Return how many commands the portal took whose end needs the gateway: pages that are being closed there."""
    query = select(func.count(PortalCommand.id)).where(PortalCommand.state == CommandState.AWAITED)
    return session.scalar(query) or 0


def next_batch(session: Session) -> tuple[Sequence[str], bytes]:
    """Return the keys of the next commands and the batch they make, within what one request may hold."""
    query = select(PortalCommand).where(PortalCommand.state.in_(_LEFT)).order_by(PortalCommand.place)
    chosen: list[RawCommand] = []
    size = _FRAME
    for row in session.scalars(query.limit(MOST_COMMANDS)):
        raw = RawCommand(row.idem, row.kind, row.data)
        size += len(messages.to_json(raw)) + 1
        if chosen and size > LARGEST_BATCH:
            break
        chosen.append(raw)
    batch = Batch(versions.spoken(), tuple(sorted(versions.CAPABILITIES)), tuple(chosen))
    return [one.idem for one in chosen], messages.to_json(batch)


def fits(command: Command) -> bool:
    """Return whether a command can travel in a batch of its own."""
    encoded = KINDS.encode(command)
    raw = messages.command("0" * 36, encoded["kind"], encoded["data"])
    return len(messages.to_json(raw)) + _FRAME <= LARGEST_BATCH


def leave(session: Session, keys: Sequence[str], desk: str) -> None:
    """Keep that commands are on their way."""
    for row in session.scalars(select(PortalCommand).where(PortalCommand.idem.in_(keys))):
        row.state, row.desk = CommandState.SENT, desk


def take_results(session: Session, results: Iterable[Result], now: datetime) -> list[PortalCommand]:
    """Keep what became of commands; returns those that were refused."""
    told = {one.idem: one for one in results}
    refused = []
    query = select(PortalCommand).where(PortalCommand.idem.in_(list(told)), PortalCommand.state.in_(_LEFT))
    for row in session.scalars(query):  # what another desk of ours heard the end of has ended
        found = told[row.idem]
        row.state, row.why, row.done_at = _STATES[found.outcome], found.why, now
        if row.kind == PUBLISH and row.state is not CommandState.REFUSED:
            _held(session, row)
        row.data = "" if row.state is not CommandState.REFUSED or row.kind in ABOUT_A_DOCUMENT else row.data
        if row.state is CommandState.REFUSED:
            refused.append(row)
            _tell_anew(session, row)
    return refused


def take_outcome(session: Session, idem: str, outcome: Outcome, why: str, now: datetime) -> bool:
    """Keep the end of a command that needed the gateway; returns whether it is one of ours."""
    row = session.scalars(select(PortalCommand).where(PortalCommand.idem == idem)).one_or_none()
    if row is not None:
        row.state, row.why, row.done_at = _STATES[outcome], why, now
    return row is not None


def _held(session: Session, row: PortalCommand) -> None:
    """Keep which version the portal holds now."""
    version = from_data(PublishDocument, jsontext.loads(row.data)).version
    query = select(PublishedDocument).where(PublishedDocument.document_id == row.subject)
    for known in session.scalars(query):
        known.held = max(known.held, version)


def _tell_anew(session: Session, row: PortalCommand) -> None:
    """An amount that was refused (the document is not held, or by another clock) is told with its document, anew."""
    if row.kind in {"change amount", "credit document", "receipt available"}:
        query = select(PublishedDocument).where(PublishedDocument.document_id == row.subject)
        for known in session.scalars(query):
            known.content_hash = ""
    if row.kind == "receipt available":
        for receipt in session.scalars(select(PublishedReceipt).where(PublishedReceipt.document_id == row.subject)):
            receipt.content_hash = ""
