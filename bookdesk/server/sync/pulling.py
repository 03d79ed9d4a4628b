"""What a desk reads: pages of events from where it stands, how it stands; and its word that it has them for good."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import Conflict, NotFound
from bookdesk.core.money import Money
from bookdesk.protocol import messages, versions
from bookdesk.protocol.chain import Event, EventPage, Position, signed_page
from bookdesk.protocol.envelope import FIRM, FIRST, Request
from bookdesk.server.collecting.putback import hold, put_back
from bookdesk.server.heart import Heart
from bookdesk.server.storage.base import stamp
from bookdesk.server.storage.tables import DeviceRow, DocumentRow, EventRow, TenantRow
from bookdesk.server.telling import as_event

MOST_EVENTS = 1000
"""Events of one page."""
LARGEST_PAGE = 4_000_000
"""Letters of content after which a page is closed: a question with its files is some millions itself."""


class Pulling:
    """Answers what desks read."""

    def __init__(self, heart: Heart) -> None:
        """Work with these parts."""
        self._heart = heart

    def events(self, session: Session, request: Request, _body: bytes, now: datetime) -> bytes:
        """Return the events after the desk's place, signed; `Conflict` where that is no place of the chain."""
        after, most = asked_place(request.path)
        chain = _chain(session, request.tenant)
        if not is_place(session, chain, after):
            raise Conflict("The desk's last event is none of this portal's.", "Join the portal again.")
        query = select(EventRow).where(EventRow.tenant == chain.id, EventRow.n > after.n).order_by(EventRow.n)
        page = EventPage(_bounded(session, query.limit(most)), chain.event_n, now)
        return messages.page_to_json(signed_page(self._heart.keys.signing, chain.id, after, page))

    def standing(self, session: Session, request: Request, _body: bytes, now: datetime) -> bytes:
        """Return how the device and its tenant stand."""
        device = session.get_one(DeviceRow, (request.tenant, request.device))
        chain = session.get(TenantRow, request.tenant)
        named = {"version": versions.spoken(), "capabilities": tuple(sorted(versions.CAPABILITIES)), "at": now}
        seen = {"last_seq": device.last_seq, "last_hash": device.last_hash}
        events = _of_chain(chain)
        held = _documents(session, request.tenant)
        found = put_back(session, request.tenant)
        held_back = hold(found, now, untold=False) if chain is not None and chain.gateway else None
        waits = {"restored": found and found.at, "held_until": held_back and held_back.until}
        return messages.to_json(messages.Standing(**named, **seen, **events, **waits, documents=held))  # type: ignore[arg-type] # by name

    def acknowledge(self, session: Session, request: Request, body: bytes, now: datetime) -> bytes:
        """Keep that the desk has all events up to one; `Conflict` for an event that is none of the chain's."""
        ack = messages.from_json(messages.Ack, body)
        chain = _chain(session, request.tenant)
        if not is_place(session, chain, Position(ack.n, ack.hash)):
            raise Conflict("The event that the desk names is none of this portal's.", "Join the portal again.")
        if ack.n > chain.acked_n:
            chain.acked_n, chain.acked_at = ack.n, stamp(now)
        return messages.to_json(messages.Answer(versions.spoken(), tuple(sorted(versions.CAPABILITIES)), now, ()))


def asked_place(path: str) -> tuple[Position, int]:
    """Return the place and the number of events that a path asks for."""
    query = parse_qs(urlsplit(path).query)
    after, most = (query.get(name, [default])[0] for name, default in (("after", "0"), ("limit", str(MOST_EVENTS))))
    if not (after.isascii() and after.isdigit() and most.isascii() and most.isdigit() and len(after + most) <= 20):  # noqa: PLR2004 - digits
        raise Conflict("The desk's place is not a number.", "Ask with after, hash and limit.")
    place = Position(int(after), query.get("hash", [FIRST])[0])
    return place, max(1, min(int(most), MOST_EVENTS))


def is_place(session: Session, chain: TenantRow, place: Position) -> bool:
    """Whether a place is one of the chain."""
    if place == Position():
        return True
    row = session.get(EventRow, (chain.id, place.n))
    return row is not None and row.hash == place.hash


def _chain(session: Session, tenant: str) -> TenantRow:
    row = session.get(TenantRow, tenant)
    if row is None or tenant == FIRM:
        raise NotFound("There is no chain of events under that name.", "Open the client first.")
    return row


def _of_chain(chain: TenantRow | None) -> dict[str, object]:
    if chain is None:
        return {"head": 0, "head_hash": FIRST, "acked": 0}
    return {"head": chain.event_n, "head_hash": chain.event_hash, "acked": chain.acked_n}


def _bounded(session: Session, query: object) -> tuple[Event, ...]:
    events: list[Event] = []
    size = 0
    for row in session.scalars(query):  # type: ignore[call-overload] # a query of events
        size += len(row.content or "")
        if events and size > LARGEST_PAGE:
            break
        events.append(as_event(row))
    return tuple(events)


def _documents(session: Session, tenant: str) -> tuple[messages.HeldDocument, ...]:
    wanted = (DocumentRow.kind, DocumentRow.number, DocumentRow.state, DocumentRow.amount, DocumentRow.currency)
    query = select(DocumentRow.id, DocumentRow.version, DocumentRow.customer, *wanted)
    rows = session.execute(query.where(DocumentRow.tenant == tenant).order_by(DocumentRow.id))
    return tuple(
        messages.HeldDocument(
            row.id, row.version, row.kind, row.number, row.state, Money(row.amount, row.currency), row.customer
        )
        for row in rows
    )
