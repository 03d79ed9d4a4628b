"""Reading an attempt at the gateway: after the customer came back, by poll, to close it, or since no answer came.

An attempt whose first request had no answer is asked for again under the same key, which the gateway carries out once;
that, and reading, are the only ways out of `unknown`. Once keys are forgotten (24 hours) and no page lives so long,
what the gateway does not know was never made.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bookdesk.core.errors import BookDeskError
from bookdesk.gateways.port import Gateway, Refused
from bookdesk.protocol.events import AttemptState
from bookdesk.server.collecting import wishes
from bookdesk.server.collecting.attempts import AUTO, UNHEARD
from bookdesk.server.collecting.outcomes import Outcomes, Told, of_charge, of_session
from bookdesk.server.gatewaydoor import GatewayDoor
from bookdesk.server.heart import Heart
from bookdesk.server.storage.base import moment, stamp
from bookdesk.server.storage.moneytables import AttemptRow
from bookdesk.server.storage.tables import TenantRow

KEYS_LIVE: Final = timedelta(hours=20)
"""How long the same key is surely still known (Stripe: at least 24 hours), with room for clocks."""
GONE_AFTER: Final = timedelta(hours=30)
"""After this long an attempt that the gateway does not know was never made: pages live a day at most."""
FIRST_AGAIN: Final = timedelta(seconds=30)
LAST_AGAIN: Final = timedelta(hours=1)
"""How soon, and at last how seldom, a gateway is asked again that did not answer."""


class Looking:
    """Reads attempts at their gateway."""

    def __init__(self, heart: Heart, door: GatewayDoor, outcomes: Outcomes) -> None:
        """Work with these parts."""
        self._heart, self._door, self._outcomes = heart, door, outcomes

    def look(self, tenant: str, attempt: str) -> AttemptState:
        """Read an attempt, closing it where that is wanted; returns its state now.

        A gateway that does not answer, or refuses to, leaves it as it is, to be looked at later; that is raised.
        """
        with self._heart.store.reading() as session:
            row = session.get_one(AttemptRow, (tenant, attempt))
            owner = session.get_one(TenantRow, tenant)
            session.expunge_all()
        asked_just_now = row.state == AttemptState.CREATED and self._heart.now() - moment(row.begun) < UNHEARD
        if row.live is None or asked_just_now:
            return AttemptState(row.state)
        try:
            told = self._asked(self._door.of(owner), row)
        except BookDeskError:
            self._later(row)
            raise
        if told is None:
            self._later(row)
            return AttemptState(row.state)
        return self._outcomes.attempt(tenant, attempt, told)

    def _asked(self, gateway: Gateway, row: AttemptRow) -> Told | None:
        if not row.wish and row.session is None:
            return _found(gateway, row)
        if row.kind == AUTO:
            return self._charge(gateway, row)
        if row.session is None:
            return self._page(gateway, row)
        if row.closing and row.state != AttemptState.PROCESSING:
            return of_session(gateway.expire_session(row.session))
        return of_session(gateway.get_attempt(row.session))

    def _page(self, gateway: Gateway, row: AttemptRow) -> Told | None:
        """Find the page whose making had no answer."""
        begun = moment(row.begun)
        found = gateway.find_attempt(row.reference, begun - timedelta(hours=1))
        if found is not None:
            return of_session(found)
        age = self._heart.now() - begun
        if age < KEYS_LIVE:
            return _made_again(gateway, row)
        return Told(AttemptState.EXPIRED, why="never made") if age > GONE_AFTER else None

    def _charge(self, gateway: Gateway, row: AttemptRow) -> Told | None:
        """Find the charge whose making had no answer; make it again only while it is still wanted."""
        begun = moment(row.begun)
        found = gateway.get_charge(row.reference, begun - timedelta(hours=1))
        if found is not None:
            return of_charge(found)
        age = self._heart.now() - begun
        if age < KEYS_LIVE and not row.closing:
            return _charged_again(gateway, row)
        return Told(AttemptState.EXPIRED, why="never made") if age > GONE_AFTER else None

    def _later(self, row: AttemptRow) -> None:
        now = self._heart.now()
        with self._heart.store.writing() as session:
            fresh = session.get_one(AttemptRow, (row.tenant, row.id))
            fresh.tries += 1
            fresh.look = stamp(again_at(fresh.tries, now))


def _found(gateway: Gateway, row: AttemptRow) -> Told | None:
    """Read an attempt that was forgotten and of which the gateway told us: it is there, and is not made again."""
    since = moment(row.begun) - timedelta(hours=1)
    page = gateway.find_attempt(row.reference, since) if row.kind != AUTO else None
    if page is not None:
        return of_session(page)
    charge = gateway.get_charge(row.reference, since)
    return of_charge(charge) if charge is not None else None


def _made_again(gateway: Gateway, row: AttemptRow) -> Told:
    try:
        return of_session(gateway.create_session(wishes.new_session(row.wish)))
    except Refused as refusal:
        if not refusal.final:
            raise
        return Told(AttemptState.FAILED, why=refusal.code or "refused")


def _charged_again(gateway: Gateway, row: AttemptRow) -> Told:
    try:
        return of_charge(gateway.charge_saved(wishes.saved_charge(row.wish)))
    except Refused as refusal:
        return Told(AttemptState.FAILED, why=refusal.code or "refused", retry=not refusal.final)


def again_at(tries: int, now: datetime) -> datetime:
    """Return when to ask again a gateway that did not answer so many times."""
    doubled: int = 1 << max(0, min(tries - 1, 10))
    return now + min(LAST_AGAIN, FIRST_AGAIN * doubled)
