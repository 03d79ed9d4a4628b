"""Asking a gateway what happened: its events since the last one known, and the moves of the account since then.

Events say what changed, moves what it meant in money. Where the desk was away for longer than the gateway keeps events,
everything made since is listed instead; nothing is lost by it but the messages themselves. Each page is one change, so
a round that breaks off goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from bookdesk.gateways.catalogue import entry
from bookdesk.gateways.port import Capability, EventPage, Fact, Gateway, Listed, Move, PayoutState, RawEvent
from bookdesk.models.actions import Action
from bookdesk.models.gateway import CameBy, FactKind, GatewayFact, PayoutLine
from bookdesk.models.history import Origin
from bookdesk.receivables.online.attempts import known_sessions, take_sessions
from bookdesk.receivables.online.connection import connection_in
from bookdesk.receivables.online.told import Source, keep_events, keep_facts, keep_lines
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk

OVERLAP: Final = timedelta(hours=1)
"""How far before the last look moves are listed again: one that was made then may have been shown a little later."""
_AFTER_A_GAP: Final = (Listed.MOVES, Listed.REFUNDS, Listed.DISPUTES, Listed.PAYOUTS)


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a look brought: how many events and facts were new, and whether lists stood in for events long gone."""

    events: int
    facts: int
    listed: bool


def pull(desk: Desk, gateway: Gateway, source: Source) -> Pulled:
    """Ask for everything that is not known yet; errors of the gateway pass through, and lose nothing."""
    with desk.books.query() as session:
        row = connection_in(session)
        cursor, known_to = row.cursor, row.complete_to or row.connected_at
    began = desk.clock.now()
    events, facts, gap = 0, 0, False
    for page in _pages(gateway, cursor):
        gap = gap or page.gap
        wanted = _with_a_state(desk, source, page.events)
        new, told = _keep_page(desk, source, page, gateway.read(wanted) if wanted else ())
        events, facts = events + new, facts + told
    for what in _AFTER_A_GAP if gap else (Listed.MOVES,):
        facts += sum(_keep_facts(desk, source, some) for some in _list(gateway, what, known_to - OVERLAP))
    if Capability.PAYOUT_LINES in gateway.capabilities:
        facts += _payouts(desk, gateway, source)
    with desk.books.upkeep() as session:
        row = connection_in(session)
        row.complete_to, row.asked_at, row.problem = began, desk.clock.now(), None
    return Pulled(events, facts, gap)


def _pages(gateway: Gateway, cursor: str | None) -> Iterator[EventPage]:
    """Yield pages of events; where a cursor is too old the stream goes on from where it stands now."""
    while True:
        page = gateway.list_events(cursor)
        yield page
        cursor = page.cursor
        if not page.more:
            return


def _with_a_state(desk: Desk, source: Source, events: Sequence[RawEvent]) -> list[RawEvent]:
    """Return the events about something that moves do not tell of: what is asked anew should be worth a request."""
    own = entry(source.gateway)
    sessions = [one.object_id for one in events if one.object_kind == own.sessions]
    with desk.books.query() as session:
        known = known_sessions(session, sessions)
    return [one for one in events if one.object_kind in own.stateful or one.object_id in known]


def _keep_page(desk: Desk, source: Source, page: EventPage, told: Sequence[Fact]) -> tuple[int, int]:
    """Keep a page, what its objects are now, and that it is known, in one change."""
    with _telling(desk, "events of the gateway") as work:
        new = keep_events(work, source, page.events, CameBy.POLL)
        facts = keep_facts(work, source, told)
        take_sessions(work.session, told, source.at)
        connection_in(work.session).cursor = page.cursor
        work.commit()
    return new, facts


def _list(gateway: Gateway, what: Listed, since: datetime) -> Iterator[tuple[Fact, ...]]:
    after: str | None = None
    while True:
        page = gateway.list_objects(what, since, after)
        yield page.facts
        after = page.next
        if after is None:
            return


def _keep_facts(desk: Desk, source: Source, facts: tuple[Fact, ...]) -> int:
    if not facts:
        return 0
    with _telling(desk, "moves of the gateway") as work:
        new = keep_facts(work, source, facts)
        work.commit()
    return new


def _payouts(desk: Desk, gateway: Gateway, source: Source) -> int:
    """Ask for the lines of payouts that are there and whose lines are not known; all of one are kept together."""
    found = 0
    for payout_id in _without_lines(desk, source):
        moves = list(_lines(gateway, payout_id))
        with _telling(desk, "lines of a payout") as work:
            keep_facts(work, source, moves)
            found += keep_lines(work, source, [(payout_id, one.id) for one in moves])
            work.commit()
    return found


def _lines(gateway: Gateway, payout_id: str) -> Iterator[Move]:
    after: str | None = None
    while True:
        page = gateway.payout_lines(payout_id, after)
        yield from (fact for fact in page.facts if isinstance(fact, Move))
        after = page.next
        if after is None:
            return


def _without_lines(desk: Desk, source: Source) -> list[str]:
    known = select(PayoutLine.payout_id)
    query = select(GatewayFact).where(
        GatewayFact.gateway == source.gateway,
        GatewayFact.merchant == source.merchant,
        GatewayFact.kind == FactKind.PAYOUT,
        GatewayFact.state.in_((PayoutState.IN_TRANSIT, PayoutState.PAID)),
        GatewayFact.object_id.not_in(known),
    )
    with desk.books.query() as session:
        rows = session.scalars(query.order_by(GatewayFact.at)).all()
    return list(dict.fromkeys(row.object_id for row in rows if isinstance(row.more, dict) and row.more.get("listed")))


def _telling(desk: Desk, reason: str) -> Change:
    return desk.books.change(Action.GATEWAY_TOLD, reason, actor=desk.actor, origin=Origin.JOB)
