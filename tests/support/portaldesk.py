"""A window at a client of a sample practice, beside the firm's own pay portal in this process."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.gateways.port import VerifyWebhook
from bookdesk.office import portal, portalstanding
from bookdesk.office.portal import Ways
from bookdesk.protocol import events
from bookdesk.receivables.portal.reaching import Exchange
from bookdesk.receivables.portal.service import PortalService
from bookdesk.receivables.portal.switching import Offer
from bookdesk.server.assembly import Portal, assemble
from bookdesk.server.heart import Heart
from bookdesk.server.pairing import new_code
from bookdesk.server.storage import schema
from bookdesk.server.storage.engine import Store, sqlite_url
from bookdesk.server.telling import tell
from bookdesk.ui.memory import Memory
from tests.support.gatewaydesk import new_practice, prepare
from tests.support.hands import Hands, at_window
from tests.support.memorygateway import MemoryGateway, MemoryGateways
from tests.support.portal import KEYS, Letters
from tests.support.portalside import ADDRESS, Between
from tests.unit.ui.sales.selling import Selling


@dataclass
class Shared:
    """A way to the portal that threads of the window take in turn."""

    between: Between
    guard: threading.Lock = field(default_factory=threading.Lock)

    def exchange(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None) -> Exchange:
        """Send a request when nobody else does."""
        with self.guard:
            return self.between.exchange(method, path, headers, body)


class AnyGateway(MemoryGateways):
    """The one gateway there is, by whatever name: the window shows the names of real ones only."""

    def verify(self, name: str) -> VerifyWebhook:
        """Take every name."""
        del name
        return super().verify("memory")


@dataclass
class AtDesk(Selling):
    """Somebody at the window, and the other side: the portal, its host, and customers there."""

    host: Portal
    between: Between
    hands: Hands

    def code(self) -> str:
        """Have the portal's host make a one-time code."""
        return new_code(self.host.heart)

    @property
    def service(self) -> PortalService:
        """The client's portal, as a job works with it."""
        return self.work_at(portal.service)

    def let_in(self, offer: Offer | None = None, *, told: bool = True) -> None:
        """Have the firm paired and the client let in; where it is `told`, somebody has seen what leaves."""
        practice = self.seat.office.practice
        portal.pair(practice, ADDRESS, self.code())
        with self.seat.office.workspace(self.client_id) as workspace:
            portalstanding.offer_there(practice, workspace, offer or Offer(papers=False))
            if told:
                portal.service(workspace).preview()
                portal.service(workspace).push()
        self.changed()

    def said(self, *told: events.Event) -> None:
        """Let the portal tell these events, and the desk ask for them."""
        now = self.seat.firm.clock.now()
        with self.host.heart.store.writing() as session:
            tell(session, self.client_id, told, now)
        self.work_at(portal.ask)
        self.changed()

    def changed(self) -> None:
        """Let the window look again."""
        self.seat.desktop.books_changed.emit(self.client_id)
        self.settle()


@contextmanager
def portal_desk(
    qtbot: QtBot, home: Path, monkeypatch: pytest.MonkeyPatch, liked: Memory | None = None
) -> Iterator[AtDesk]:
    """Yield a window at such a client, not let in yet; it looks as `liked`."""
    home.mkdir(parents=True, exist_ok=True)
    firm = new_practice(home / "firm")
    store = Store(sqlite_url(home / "portal.db"))
    schema.prepare(store)
    host = assemble(Heart(store, KEYS, AnyGateway(MemoryGateway(firm.clock)), firm.clock), Letters())
    with Between(host) as between:
        way = Shared(between)
        monkeypatch.setattr(portal, "Ways", lambda: Ways(lambda _: way))
        with at_window(qtbot, firm, memory=liked) as hands:
            yield AtDesk(hands.seat, hands.window, prepare(hands.seat), host, between, hands)
    host.close()
