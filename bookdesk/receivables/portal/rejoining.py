"""How this desk goes on after it, or the portal, was put back to an earlier day.

What is open is published anew under a higher version; the portal keeps the newest. What the portal forgot of its chain
it tells again under the old names; what only it knows of our documents is kept as strange, for a person to withdraw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.core.errors import Unreachable
from bookdesk.core.records import MalformedRecord, from_data
from bookdesk.models.portal import CommandState, PortalCommand, PortalLink, PublishedDocument, PublishedStatement
from bookdesk.protocol import messages, versions
from bookdesk.protocol.chain import Position
from bookdesk.protocol.commands import Rejoin, SetGateway
from bookdesk.protocol.messages import HeldDocument, Standing
from bookdesk.receivables.portal.forgetting import queue_erasing
from bookdesk.receivables.portal.joining import Heard, Step, compare, differences
from bookdesk.receivables.portal.memory import DeskMemory
from bookdesk.receivables.portal.outbox import ABOUT_A_DOCUMENT, Outbox
from bookdesk.receivables.portal.receipting import forget_told
from bookdesk.receivables.portal.speaking import STATE, Speaker
from bookdesk.receivables.portal.strangers import described
from bookdesk.receivables.portal.tenancy import document_in, tenant_in
from bookdesk.store.desk import Desk

_AHEAD = 1_000
"""How far versions of statements go on after one side was put back: the portal does not tell which it holds."""


@dataclass(frozen=True, slots=True)
class Joined:
    """How the two stood, and which documents the portal holds that these books do not know."""

    step: Step
    strangers: tuple[str, ...]

    @property
    def anew(self) -> bool:
        """Whether everything is told anew."""
        return self.step in {Step.DESK_BEHIND, Step.PORTAL_BEHIND}


def join(desk: Desk, speaker: Speaker, *, broken: bool = False) -> Joined:
    """Ask how the portal stands and go on from there; `broken` says that it does not know our place in its chain.

    One that was put back since it was last asked is told everything anew, though nothing of it may be lost: until then
    it lets nobody pay.
    """
    theirs = _asked(speaker)
    voice = DeskMemory(desk).voice()
    with desk.books.query() as session:
        tenant = tenant_in(session)
        mine = Heard(voice.seq, voice.last_hash, Position(tenant.event_n, tenant.event_hash))
        broken = broken or theirs.restored not in {None, tenant.restored}
    said = Heard(theirs.last_seq, theirs.last_hash, Position(theirs.head, theirs.head_hash))
    under_way = voice.request(voice.under_way).hash() if voice.under_way is not None else None
    step = Step.PORTAL_BEHIND if broken else compare(mine, said, under_way)
    held = {one.document: one for one in theirs.documents}
    if step in {Step.IN_STEP, Step.ANSWER_LOST}:
        with desk.books.upkeep() as session:
            tenant_in(session).held_until = theirs.held_until
            return Joined(step, _compared(session, held))
    strangers: list[str] = []

    def begin_anew(session: Session) -> None:
        strangers.extend(_compared(session, held))
        tenant = tenant_in(session)
        tenant.restored, tenant.held_until = theirs.restored, theirs.held_until
        _all_anew(session)
        if step is Step.PORTAL_BEHIND:
            _say_again(desk, session, mine.events)

    speaker.adopt(theirs.last_seq, theirs.last_hash, begin_anew)
    return Joined(step, tuple(strangers))


def _asked(speaker: Speaker) -> Standing:
    try:
        found = messages.from_json(Standing, speaker.read(STATE))
    except MalformedRecord as nonsense:
        raise Unreachable("The portal does not say how it stands.", "Check its address and version.") from nonsense
    versions.agree(found.version, found.capabilities)
    return found


def _compared(session: Session, held: Mapping[str, HeldDocument]) -> tuple[str, ...]:
    """Bring the register in line with what the portal holds; returns the strangers."""
    rows = {one.document_id: one for one in session.scalars(select(PublishedDocument))}
    for one in [row for row in rows.values() if row.stranger and row.document_id not in held]:
        session.delete(rows.pop(one.document_id))
    found = differences(
        {name: row.edition for name, row in rows.items() if row.held or row.edition},
        {name: one.version for name, one in held.items()},
    )
    for name, version in found.newer.items():
        rows[name].edition = rows[name].held = version
        rows[name].content_hash = ""
    for name in found.missing:
        _missing(session, rows[name])
    for name in found.strange:
        session.add(_met(session, held[name]))
    session.flush()
    for row in session.scalars(select(PublishedDocument).where(PublishedDocument.stranger)):
        row.told = {**(row.told if isinstance(row.told, Mapping) else {}), **described(held[row.document_id])}
    query = select(PublishedDocument.document_id).where(PublishedDocument.stranger)
    return tuple(session.scalars(query.order_by(PublishedDocument.document_id)))


def _missing(session: Session, row: PublishedDocument) -> None:
    """Tell anew what the portal lost; what it let go since it was settled, or what waits to be told, stays."""
    waits = select(PortalCommand.id).where(
        PortalCommand.subject == row.document_id,
        PortalCommand.kind.in_(ABOUT_A_DOCUMENT),
        PortalCommand.state.in_((CommandState.WAITING, CommandState.SENT)),
    )
    settled = isinstance(row.told, Mapping) and row.told.get("state") != "issued"
    if row.held == 0 or row.gone or session.scalar(waits.limit(1)) is not None:
        return
    row.held = 0
    row.content_hash = "" if not settled else row.content_hash
    row.gone = settled


def _met(session: Session, one: HeldDocument) -> PublishedDocument:
    """Return the register's row of a document that the portal holds and the register does not know."""
    known, version = document_in(session, one.document) is not None, one.version
    row = PublishedDocument(document_id=one.document, kind=one.kind, edition=version, held=version)
    row.content_hash, row.told = "", {}
    row.gone, row.stranger, row.as_of = False, not known, tenant_in(session).opened_at
    return row


def _all_anew(session: Session) -> None:
    tenant = tenant_in(session)
    tenant.epoch += 1
    tenant.told = None
    for statement in session.scalars(select(PublishedStatement)):
        statement.edition, statement.content_hash = statement.edition + _AHEAD, ""
    for row in session.scalars(select(PublishedDocument).where(PublishedDocument.stranger.is_(False))):
        row.content_hash = ""
    forget_told(session)


def _say_again(desk: Desk, session: Session, place: Position) -> None:
    """Say first where we stand in the chain; then what only commands of the past had told."""
    tenant, outbox = tenant_in(session), Outbox(session, desk.clock.now())
    first = outbox.queue("tenant", Rejoin(place.n, place.hash))
    first.place = (session.scalar(select(func.min(PortalCommand.place))) or 0) - 1
    tenant.acked_n = place.n
    if tenant.gateway is not None:
        outbox.queue("tenant", from_data(SetGateway, tenant.gateway))
    for link in session.scalars(select(PortalLink).where(PortalLink.revoked_at.is_not(None))):
        link.told = False
    for row in session.scalars(select(PublishedDocument).where(PublishedDocument.gone)):
        row.gone = False
    queue_erasing(session, outbox, anew=True)
