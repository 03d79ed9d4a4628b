"""What is done with the gateway's messages once they are stored: told to the desk as they came, then read anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import select, update

from bookdesk.core.errors import BookDeskError
from bookdesk.gateways.port import RawEvent
from bookdesk.protocol.events import GatewayMessage
from bookdesk.server.collecting.looking import again_at
from bookdesk.server.collecting.outcomes import Outcomes
from bookdesk.server.gatewaydoor import GatewayDoor
from bookdesk.server.heart import Heart
from bookdesk.server.storage.base import moment, stamp
from bookdesk.server.storage.moneytables import MessageRow
from bookdesk.server.storage.tables import TenantRow
from bookdesk.server.telling import tell


class Messages:
    """Works through stored messages."""

    def __init__(self, heart: Heart, door: GatewayDoor, outcomes: Outcomes) -> None:
        """Work with these parts."""
        self._heart, self._door, self._outcomes = heart, door, outcomes

    def tell(self, most: int) -> int:
        """Put messages into the chains of their tenants, in the order they came; returns how many."""
        now, count = self._heart.now(), 0
        query = select(MessageRow).where(MessageRow.told == 0).order_by(MessageRow.received, MessageRow.id).limit(most)
        with self._heart.store.writing() as session:
            rows = list(session.scalars(query.with_for_update(skip_locked=True)))
            for tenant, own in _by_tenant(rows):
                account = session.get_one(TenantRow, tenant).account
                tell(session, tenant, [_event(row, account) for row in own], now)
                count += len(own)
            for row in rows:
                row.told = 1
                row.done = 0 if row.known else 1
        return count

    def read(self, most: int) -> int:
        """Read at the gateway what messages are about, and take it in; returns how many are done with."""
        now, count = self._heart.now(), 0
        query = select(MessageRow).where(MessageRow.told == 1, MessageRow.done == 0, MessageRow.due <= stamp(now))
        with self._heart.store.reading() as session:
            rows = list(session.scalars(query.order_by(MessageRow.received, MessageRow.id).limit(most)))
            owners = {row.tenant: session.get_one(TenantRow, row.tenant) for row in rows}
            session.expunge_all()
        for tenant, own in _by_tenant(rows):
            count += self._read(owners[tenant], own, now)
        return count

    def _read(self, tenant: TenantRow, rows: Sequence[MessageRow], now: datetime) -> int:
        try:
            facts = self._door.of(tenant).read([as_raw(row) for row in rows])
        except BookDeskError:
            self._mark(rows, {"tries": MessageRow.tries + 1, "due": stamp(again_at(rows[0].tries + 1, now))})
            return 0
        self._outcomes.facts(tenant.id, facts)
        self._mark(rows, {"done": 1})
        return len(rows)

    def _mark(self, rows: Sequence[MessageRow], values: dict[str, object]) -> None:
        """Change messages of one tenant, all at once: whoever stores new ones waits for it."""
        ids: dict[str, list[str]] = defaultdict(list)
        for row in rows:
            ids[row.gateway].append(row.id)
        with self._heart.store.writing() as session:
            for gateway, some in ids.items():
                own = (MessageRow.tenant == rows[0].tenant, MessageRow.gateway == gateway, MessageRow.id.in_(some))
                session.execute(update(MessageRow).where(*own).values(**values))


def _by_tenant(rows: Iterable[MessageRow]) -> list[tuple[str, list[MessageRow]]]:
    ordered = sorted(rows, key=lambda row: row.tenant)  # stable: within a tenant as they came
    return [(tenant, list(own)) for tenant, own in groupby(ordered, key=lambda row: row.tenant)]


def _event(row: MessageRow, account: str) -> GatewayMessage:
    known, at = bool(row.known), moment(row.received)
    return GatewayMessage(row.gateway, account, row.id, row.kind, row.api_version, row.body, known, at)


def as_raw(row: MessageRow) -> RawEvent:
    """Return a message as the gateway's adapter made it."""
    about = (row.object_kind, row.object_id)
    return RawEvent(row.id, row.kind, moment(row.created), row.api_version, *about, row.body, bool(row.known))
