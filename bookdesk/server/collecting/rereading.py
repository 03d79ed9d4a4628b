"""Asking the gateway what a portal that was put back has forgotten: pages and charges since its backup.

What it knows of stays what it was, by the same path as every message. What it forgot is kept anew: a page that is
open holds its document again, so that its customer goes on with it; where another holds the document by now, the page
is closed; what was paid shows as paid and is told to the desk.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session as Database

from bookdesk.core.errors import BookDeskError
from bookdesk.gateways.port import Capability, Gateway, Listed, PaymentFact, Session
from bookdesk.protocol.events import AttemptState
from bookdesk.server import tenants
from bookdesk.server.collecting.attempts import is_too_much, locked_document, want_closed
from bookdesk.server.collecting.looking import again_at
from bookdesk.server.collecting.outcomes import Outcomes, of_session
from bookdesk.server.collecting.putback import note_read, put_back
from bookdesk.server.gatewaydoor import GatewayDoor
from bookdesk.server.heart import Heart
from bookdesk.server.storage.moneytables import AttemptRow
from bookdesk.server.storage.tables import TenantRow

SLACK: Final = timedelta(days=1)
"""How long before the backup is read as well: clocks differ, and what was under way then has moved on since."""
_AT_ONCE: Final = 100
"""Facts taken in within one transaction."""

Told = Session | PaymentFact


class Rereading:
    """Reads tenants' gateways after the portal was put back."""

    def __init__(self, heart: Heart, door: GatewayDoor, outcomes: Outcomes) -> None:
        """Work with these parts."""
        self._heart, self._door, self._outcomes = heart, door, outcomes
        self._failed: dict[str, tuple[int, datetime]] = {}

    def due(self) -> list[str]:
        """Return the tenants whose gateway is to be read now."""
        now = self._heart.now()
        with self._heart.store.reading() as session:
            if put_back(session, "") is None:
                return []
            paid = select(TenantRow.id).where(TenantRow.gateway != "").order_by(TenantRow.id)
            waiting = [tenant for tenant in session.scalars(paid) if _is_next(session, tenant, now)]
        return [tenant for tenant in waiting if tenant not in self._failed or self._failed[tenant][1] <= now]

    def read(self, tenant: str) -> bool:
        """Read a tenant's gateway if that may tell more than is known; returns whether it was read: not every one can.

        One that does not answer, or refuses to, is asked again later; that is raised.
        """
        began = self._heart.now()
        with self._heart.store.reading() as session:
            found = put_back(session, tenant)
            owner = tenants.held(session, tenant)
            known = frozenset(session.scalars(select(AttemptRow.reference).where(AttemptRow.tenant == tenant)))
            session.expunge_all()
        if found is None or found.known or began < found.next_read() or not owner.gateway:
            return False
        try:
            gateway = self._door.of(owner)
            if Capability.PAGE_LISTS not in gateway.capabilities:
                return False
            told = list(_told(gateway, found.made - SLACK))
            told.sort(key=lambda fact: fact.reference not in known)  # what ended makes way for what came after it
            for start in range(0, len(told), _AT_ONCE):
                self._outcomes.facts(tenant, told[start : start + _AT_ONCE])
            self._close_doubles(tenant, gateway)
        except BookDeskError:
            tries = self._failed.get(tenant, (0, began))[0] + 1
            self._failed[tenant] = tries, again_at(tries, began)
            raise
        self._failed.pop(tenant, None)
        with self._heart.store.writing() as session:
            _close_what_asks_too_much(session, tenant, began)
            note_read(session, tenant, began)
        return True

    def _close_doubles(self, tenant: str, gateway: Gateway) -> None:
        """Close pages that are open though another attempt holds their document."""
        query = select(AttemptRow).where(AttemptRow.tenant == tenant, AttemptRow.live.is_(None))
        with self._heart.store.reading() as session:
            rows = list(session.scalars(query.where(AttemptRow.state == AttemptState.OPEN)))
            session.expunge_all()
        for row in rows:
            if row.session is not None:
                self._outcomes.attempt(tenant, row.id, of_session(gateway.expire_session(row.session)))


def _is_next(session: Database, tenant: str, now: datetime) -> bool:
    found = put_back(session, tenant)
    return found is not None and not found.known and now >= found.next_read()


def _told(gateway: Gateway, since: datetime) -> Iterator[Told]:
    """Yield all pages and payments with our reference made since: pages first, which payments belong to."""
    for what in (Listed.ATTEMPTS, Listed.PAYMENTS):
        after: str | None = None
        while True:
            page = gateway.list_objects(what, since, after)
            yield from (fact for fact in page.facts if isinstance(fact, Session | PaymentFact) and fact.reference)
            if page.next is None:
                break
            after = page.next


def _close_what_asks_too_much(session: Database, tenant: str, now: datetime) -> None:
    query = select(AttemptRow).where(AttemptRow.tenant == tenant, AttemptRow.live == 1)
    for row in session.scalars(query.where(AttemptRow.state == AttemptState.OPEN)).all():
        document = locked_document(session, tenant, row.document)
        if document is None or is_too_much(session, document, row):
            want_closed(row, now)
