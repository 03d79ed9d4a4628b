"""A client whose customers pay at a gateway: his books, and the gateway in this process, their clocks in step."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bookdesk.core.clock import MovableClock
from bookdesk.gateways.catalogue import Access
from bookdesk.gateways.port import Gateway
from bookdesk.gateways.stripe.client import StripeGateway
from bookdesk.models.actions import Action
from bookdesk.models.gateway import CollectionAttempt
from bookdesk.models.invoice import Invoice
from bookdesk.models.sales import SalesSettings
from bookdesk.receivables.online.connection import Reach
from bookdesk.receivables.online.service import Looked, OnlineService
from bookdesk.sandbox.stripe import acts
from bookdesk.sandbox.stripe.messages import Asked
from bookdesk.sandbox.stripe.settings import FULL_KEY, Settings
from bookdesk.sandbox.stripe.transport import InProcess
from bookdesk.sandbox.stripe.world import World
from bookdesk.store.desk import Desk
from tests.support.books import client_desk

KEY = "rk_test_counter"
RIGHTS = (
    "account:read",
    "balance:read",
    "charge:write",
    "checkout_session:write",
    "dispute:read",
    "event:read",
    "payment_intent:read",
    "payment_method:read",
    "payout:read",
)
"""What the desk's key may do, and no more."""


@dataclass
class Counter:
    """The client's desk and the gateway behind it."""

    desk: Desk
    world: World
    service: OnlineService = field(init=False)

    def __post_init__(self) -> None:
        self.world.keys.add(KEY, RIGHTS)
        self.service = OnlineService(self.desk, Reach(self._open, practice=True))

    def _open(self, name: str, access: Access) -> Gateway:
        assert name == StripeGateway.name
        return StripeGateway(
            access.key,
            self.desk.clock,
            account=access.account,
            practice=access.practice,
            network=InProcess(self.world),
            tries=0,
        )

    def connect(self) -> None:
        self.service.connect("stripe", KEY)

    def later(self, *, days: int = 0, minutes: int = 1) -> None:
        """Let time pass on both sides."""
        seconds = days * 86_400 + minutes * 60
        assert isinstance(self.desk.clock, MovableClock)
        self.desk.clock.advance(seconds)
        self.world.advance(seconds)

    def away(self, days: int) -> None:
        """Let time pass."""
        self.later(days=days, minutes=0)

    def pays(self, invoice: Invoice, means: str = "card") -> str:
        """Let a customer pay on the page of an invoice, and return its session."""
        link = self.service.link(invoice.id)
        session = self.attempt(invoice).session_id or ""
        assert link.url
        assert acts.pay(self.world, session, means).status == 303
        return session

    def attempt(self, invoice: Invoice) -> CollectionAttempt:
        """Return the last attempt at an invoice."""
        query = select(CollectionAttempt).where(CollectionAttempt.invoice_id == invoice.id)
        with self.desk.books.query() as session:
            return session.scalars(
                query.order_by(CollectionAttempt.made_at.desc(), CollectionAttempt.id.desc())
            ).first()  # type: ignore[return-value]

    def refunded_elsewhere(self, session_id: str, minor: int) -> None:
        """Let somebody pay back in the gateway's own pages, or books that have forgotten it."""
        charge = acts.charge_of(self.world, session_id)["id"]
        given = {"charge": charge, "amount": str(minor)}
        asked = Asked("POST", "/v1/refunds", given, {"authorization": f"Bearer {FULL_KEY}"})
        assert self.world.handle(asked).status == 200

    def look(self) -> Looked:
        self.later()
        return self.service.look()


def with_site(desk: Desk) -> None:
    """Give a client a website, where customers come back to."""
    with desk.books.change(Action.SALES_SETTINGS_EDITED, "test", actor=desk.actor) as work:
        row = work.session.scalars(select(SalesSettings)).one_or_none() or SalesSettings()
        row.website = "acme.example"
        work.add(row)
        work.commit()


@contextmanager
def counter(home: Path, **settings: Any) -> Iterator[Counter]:  # noqa: ANN401 - fields of the gateway's settings
    """Yield a client in Australia with a website, connected with his account."""
    with client_desk(home) as desk:
        with_site(desk)
        now = int(desk.clock.now().timestamp())
        world = World(1, now, Settings(**{"country": "AU", "currency": "aud", **settings}))
        one = Counter(desk, world)
        one.connect()
        one.later()
        yield one
