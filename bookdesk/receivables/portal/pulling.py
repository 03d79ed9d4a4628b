"""What the portal tells: pages of its chain, believed by its signature, each event kept once with what follows from it.

A page, what follows, and how far the chain is known are one transaction; only after it is the page acknowledged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.identifiers import new_id
from bookdesk.core.records import MalformedRecord
from bookdesk.models.actions import Action
from bookdesk.models.gateway import GatewayConnection
from bookdesk.models.history import Origin
from bookdesk.models.portal import PortalEvent
from bookdesk.protocol import jsontext, messages
from bookdesk.protocol.chain import BrokenChain, Event, EventPage, Position, verified
from bookdesk.protocol.events import from_content
from bookdesk.receivables.portal.speaking import ACK, EVENTS, Speaker
from bookdesk.receivables.portal.taking import Taking
from bookdesk.receivables.portal.tenancy import tenant_in
from bookdesk.store.desk import Desk

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull brought: new events, how many had been let go unread, and whether the gateway has news."""

    events: int
    unread: int
    news: bool


def pull(desk: Desk, speaker: Speaker) -> Pulled:
    """Take everything that the portal has to tell. `BrokenChain` for a page that is not its own: nothing is taken."""
    count, unread, news = 0, 0, False
    while True:
        with desk.books.query() as session:
            tenant = tenant_in(session)
            after, key = Position(tenant.event_n, tenant.event_hash), tenant.portal_key
        page = _page(speaker.read(f"{EVENTS}?after={after.n}&hash={after.hash}&limit={_AT_ONCE}"))
        reached = verified(key, desk.books.client_id, after, page)
        found = _keep(desk, page.events, reached)
        count, unread, news = count + found.events, unread + found.unread, news or found.news
        if reached.n >= page.head:
            acknowledge(desk, speaker)
            return Pulled(count, unread, news)
        if not page.events:
            raise BrokenChain(
                "The portal says that it has more to tell, and does not tell it.", "Nothing was taken. Try again later."
            )


def acknowledge(desk: Desk, speaker: Speaker) -> None:
    """Let the portal know what is kept here for good, unless it knows."""
    with desk.books.query() as session:
        tenant = tenant_in(session)
        known, place = tenant.acked_n, messages.Ack(tenant.event_n, tenant.event_hash)
    if place.n <= known:
        return
    speaker.write(ACK, messages.to_json(place), new_id())


def note_acknowledged(session: Session, body: str) -> None:
    """Keep, once it is answered, what was acknowledged."""
    tenant_in(session).acked_n = messages.from_json(messages.Ack, body.encode()).n


def _page(body: bytes) -> EventPage:
    try:
        return messages.page_from_json(body)
    except MalformedRecord as nonsense:
        raise BrokenChain("The portal's events cannot be read.", "Nothing was taken. Try again later.") from nonsense


def _keep(desk: Desk, told: Sequence[Event], reached: Position) -> Pulled:
    with desk.books.change(
        Action.PORTAL_TOLD, "events of the pay portal", actor=desk.actor, origin=Origin.PORTAL
    ) as work:
        session = work.session
        known = set(session.scalars(select(PortalEvent.uid).where(PortalEvent.uid.in_([one.uid for one in told]))))
        new = list({one.uid: one for one in told if one.uid not in known}.values())
        taking = Taking(desk, work, _gateway(session))
        for one in new:
            work.add(_row(desk, one))
            if one.content is not None:
                taking.take(one.uid, from_content(one.kind, one.content))
        taking.finish()
        tenant = tenant_in(session)
        tenant.event_n, tenant.event_hash, tenant.asked_at = reached.n, reached.hash, desk.clock.now()
        work.commit()
    unread = sum(one.content is None for one in new)
    return Pulled(len(new), unread, taking.news or unread > 0)


def _gateway(session: Session) -> tuple[str, str] | None:
    row = session.scalars(select(GatewayConnection)).one_or_none()
    return (row.gateway, row.merchant) if row is not None else None


def _row(desk: Desk, one: Event) -> PortalEvent:
    content = None if one.content is None else _lean(one.content)
    return PortalEvent(
        uid=one.uid, n=one.n, hash=one.hash, at=one.at, kind=one.kind, content=content, taken_at=desk.clock.now()
    )


def _lean(content: str) -> str:
    """Return an event's content without what is kept elsewhere: files are papers, the gateway's messages its events."""
    if '"files"' not in content and '"body"' not in content:
        return content
    try:
        data: Any = jsontext.loads(content)
    except MalformedRecord:
        return content
    if not isinstance(data, dict):
        return content
    if isinstance(data.get("files"), list):
        data["files"] = [{**one, "content": ""} if isinstance(one, dict) else one for one in data["files"]]
    if {"gateway", "message", "body"} <= set(data):
        data["body"] = ""
    return jsontext.dumps(data)
