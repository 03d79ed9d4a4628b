"""How desk and portal go on after one of them was put back to an earlier day.

A desk that was put back finds its requests refused as forks, asks how it stands and goes on from there; commands it
sends again are applied once. A portal that was put back misses the last events that the desk has: it goes on from the
desk's, and tells again, under their old names, all that the desk had not acknowledged by then, so that nothing that
happened since is lost and nothing counts twice.
"""

from __future__ import annotations

from sqlalchemy import delete, select

from bookdesk.protocol import commands
from bookdesk.protocol.chain import Happening, Position
from bookdesk.protocol.events import KINDS, Rejoined, to_content
from bookdesk.server import telling
from bookdesk.server.storage.base import moment, stamp
from bookdesk.server.storage.tables import EventRow, TenantRow
from bookdesk.server.sync.applying import Done, Turn

JOINED = "joined"
"""The kind of a place in a chain of which only the hash is known."""


def rejoin(turn: Turn, command: commands.Rejoin) -> Done:
    """Go on from the desk's last event."""
    chain = turn.own()
    theirs = Position(command.event_n, command.event_hash)
    if _is_ours(turn, theirs):
        return Done(why="The chain goes on where the desk left it.")
    kept = min(chain.acked_n, theirs.n - 1)
    again = _after(turn, kept)
    _begin_after(turn, chain, theirs, kept)
    said = Rejoined(turn.device, len(again), turn.at)
    news = Happening(turn.heart.fresh(), turn.at, KINDS.name(said), to_content(said))
    telling.append(turn.session, turn.tenant, [*again, news])
    return Done(why=f"{len(again)} events are told again.")


def _is_ours(turn: Turn, theirs: Position) -> bool:
    if theirs == Position():
        return True
    row = turn.session.get(EventRow, (turn.tenant, theirs.n))
    return row is not None and row.hash == theirs.hash


def _after(turn: Turn, n: int) -> list[Happening]:
    query = select(EventRow).where(EventRow.tenant == turn.tenant, EventRow.n > n).order_by(EventRow.n)
    rows = [row for row in turn.session.scalars(query) if row.content is not None]
    return [Happening(row.uid, moment(row.at), row.kind, row.content or "") for row in rows]


def _begin_after(turn: Turn, chain: TenantRow, theirs: Position, kept: int) -> None:
    """Take away our end of the chain, which the desk does not follow, and stand where the desk stands.

    The desk's last event, whose content is lost here, is kept as a place from which the desk may ask.
    """
    turn.session.execute(delete(EventRow).where(EventRow.tenant == turn.tenant, EventRow.n > kept))
    named = {"tenant": turn.tenant, "uid": "", "kind": JOINED, "content_sha256": "", "at": stamp(turn.at)}
    turn.session.add(EventRow(**named, n=theirs.n, hash=theirs.hash, content=None))
    chain.event_n, chain.event_hash, chain.acked_n = theirs.n, theirs.hash, theirs.n
    turn.session.flush()
