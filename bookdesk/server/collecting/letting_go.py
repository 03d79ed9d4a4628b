"""Kept methods that a customer removed: let go at the gateway, too, so that nobody can charge them again.

Here they are out of use from the moment they are removed. A gateway that does not answer is asked again later.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from bookdesk.core.errors import BookDeskError
from bookdesk.server.gatewaydoor import GatewayDoor, NoGateway
from bookdesk.server.heart import Heart
from bookdesk.server.storage.base import stamp
from bookdesk.server.storage.moneytables import MethodRow
from bookdesk.server.storage.tables import TenantRow

AGAIN: Final = timedelta(hours=1)
"""How soon a gateway is asked again that did not let go."""

_LOG = logging.getLogger("bookdesk.server.worker")


@dataclass(frozen=True, slots=True)
class LettingGo:
    """Tells gateways of methods that were removed."""

    heart: Heart
    door: GatewayDoor

    def turn(self, most: int) -> int:
        """Let go of what is due, at most so many; returns how many are gone."""
        due = (MethodRow.let_go <= stamp(self.heart.now()),)
        with self.heart.store.reading() as session:
            query = select(MethodRow.tenant, MethodRow.id).where(*due).order_by(MethodRow.let_go, MethodRow.id)
            found = session.execute(query.limit(most)).all()
        return sum(self._one(tenant, method) for tenant, method in found)

    def _one(self, tenant: str, method: str) -> int:
        gone = self._gone(tenant, method)
        with self.heart.store.writing() as session:
            row = session.get(MethodRow, (tenant, method), with_for_update=True)
            if row is not None:  # a customer may have been erased meanwhile
                row.let_go = None if gone else stamp(self.heart.now() + AGAIN)
        return int(gone)

    def _gone(self, tenant: str, method: str) -> bool:
        with self.heart.store.reading() as session:
            owner = session.get_one(TenantRow, tenant)
            session.expunge_all()
        try:
            self.door.of(owner).forget_method(method)
        except NoGateway:  # its key is gone, and with it every way to charge
            return True
        except BookDeskError as failure:
            _LOG.warning("a removed method could not be let go at its gateway: %s", type(failure).__name__)
            return False
        return True
