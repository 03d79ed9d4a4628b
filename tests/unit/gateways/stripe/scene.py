"""Stripe's adapter on the stand-in, and the stand-in's customers, banks and clock."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import stripe

from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.port import Gateway, Session, VerifyWebhook
from bookdesk.gateways.stripe.client import StripeGateway
from bookdesk.gateways.stripe.transport import Network
from bookdesk.gateways.stripe.webhooks import verify
from bookdesk.sandbox.stripe import acts
from bookdesk.sandbox.stripe.faults import Kind
from bookdesk.sandbox.stripe.server import Standin
from bookdesk.sandbox.stripe.settings import FULL_KEY
from bookdesk.sandbox.stripe.transport import client_of
from bookdesk.sandbox.stripe.webhooks import signature
from bookdesk.sandbox.stripe.world import World
from tests.support.gateway_acting import Conduct
from tests.support.gateway_contract import Message

DESK = (
    *("account:read", "balance:read", "charge:write", "checkout_session:write", "dispute:read", "event:read"),
    *("mandate:read", "payment_intent:write", "payment_method:write", "payout:read"),
)
"""What a desk's key may do: everything here is used by some question of the port."""
PORTAL = ("account:read", "checkout_session:write", "payment_intent:read")
SECRET = "whsec_madeUpForTests"  # noqa: S105 - made up
_METHODS = {
    Conduct.PAYS: "pm_card_visa",
    Conduct.NO_MONEY: "pm_card_visa_chargeDeclinedInsufficientFunds",
    Conduct.STOLEN: "pm_card_visa_chargeDeclinedStolenCard",
    Conduct.ASKS: "pm_card_authenticationRequired",
}
BAD_CARD = "4000000000000002"


@dataclass
class WorldClock:
    """The stand-in's clock."""

    world: World

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.world.now, UTC)

    def monotonic(self) -> float:
        return 0.0


@dataclass
class Scene:
    """One account; `tries` is how often the client tries again."""

    standin: Standin
    gateway: Gateway
    beginning: str
    verify: VerifyWebhook = field(default=verify)

    @property
    def world(self) -> World:
        return self.standin.world

    def now(self) -> datetime:
        return WorldClock(self.world).now()

    def pay(self, session: Session, method: PayMethod = PayMethod.CARD) -> bool:
        means = "sepa_debit" if method is PayMethod.BANK_DEBIT else "card"
        with self.standin.lock:
            return acts.pay(self.world, session.id, means).status == 303

    def try_badly(self, session: Session) -> None:
        with self.standin.lock:
            assert acts.pay(self.world, session.id, "card", BAD_CARD).status == 402

    def settle(self, session: Session, *, pays: bool) -> None:
        act = acts.settle_debit if pays else acts.fail_debit
        with self.standin.lock:
            act(self.world, session.id)

    def settle_charge(self, payment_id: str, *, pays: bool) -> None:
        act = acts.settle_debit if pays else acts.fail_debit
        with self.standin.lock:
            act(self.world, payment_id)

    def revoke(self, mandate_id: str) -> None:
        with self.standin.lock:
            acts.revoke_mandate(self.world, mandate_id)

    def give_back(self, session: Session) -> None:
        with self.standin.lock:
            acts.return_debit(self.world, session.id)

    def keep(self, conduct: Conduct) -> tuple[str, str]:
        client = client_of(self.world, FULL_KEY)
        with self.standin.lock:
            customer = client.v1.customers.create()
            method = client.v1.payment_methods.attach(_METHODS[conduct], {"customer": customer.id})
        return customer.id, method.id

    def lose(self, *, done: bool) -> None:
        self.fault(Kind.DROP_RESPONSE if done else Kind.DROP_REQUEST)

    def fault(self, kind: Kind, *, method: str = "POST", times: int = 1, seconds: int = 60) -> None:
        with self.standin.lock:
            self.world.faults.add(kind, method=method, times=times, seconds=seconds)

    def dispute(self, session: Session) -> str:
        with self.standin.lock:
            return str(acts.begin_dispute(self.world, acts.charge_of(self.world, session.id)["id"])["id"])

    def decide(self, dispute_id: str, *, won: bool) -> None:
        with self.standin.lock:
            acts.close_dispute(self.world, dispute_id, won=won)

    def fail_refund(self, refund_id: str) -> None:
        with self.standin.lock:
            acts.fail_refund(self.world, refund_id)

    def pass_days(self, days: int) -> None:
        with self.standin.lock:
            self.world.advance(days * 86_400 + 60)

    def message(self) -> Message:
        event = self.world.events.get(list(self.world.events)[-1]["id"])
        return self._signed(json.dumps(event).encode(), SECRET, self.now())

    def other_message(self, message: Message, *, secret: str | None = None, at: datetime | None = None) -> Message:
        return self._signed(message.body, secret or message.secret, at or message.at)

    def requests(self) -> int:
        return len(self.world.log)

    @staticmethod
    def _signed(body: bytes, secret: str, at: datetime) -> Message:
        header = signature(body, secret, int(at.timestamp()))
        return Message(body, {"Stripe-Signature": header}, secret, at)


@contextmanager
def scene(rights: tuple[str, ...] = DESK, *, tries: int = 0, world: World | None = None) -> Iterator[Scene]:
    """Run a stand-in over real HTTP, and the adapter with a key of these rights."""
    account = world or World()
    standin = Standin(account, delivers=False)
    key = account.keys.add("rk_test_madeUpForTests", rights)
    standin.start()
    network: stripe.HTTPClient = Network(proxies=False, timeouts=(5, 20), pause=lambda _tries: 0.0)
    gateway = StripeGateway(
        key, WorldClock(account), base_url=standin.base_url, practice=True, network=network, tries=tries
    )
    try:
        yield Scene(standin, gateway, gateway.list_events(None).cursor)
    finally:
        gateway.close()
        standin.stop()
