"""One world with the gateway's official client on it, and the words tests need."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import stripe

from bookdesk.sandbox.stripe import acts
from bookdesk.sandbox.stripe.messages import Asked, Record
from bookdesk.sandbox.stripe.settings import FULL_KEY, Settings
from bookdesk.sandbox.stripe.transport import client_of
from bookdesk.sandbox.stripe.world import World


@dataclass
class Desk:
    """A world, and whoever holds its full key."""

    world: World = field(default_factory=World)

    @classmethod
    def of(cls, seed: int = 0, **settings: Any) -> Desk:  # noqa: ANN401 - fields of the settings
        return cls(World(seed, settings=Settings(**settings)))

    def client(self, key: str = FULL_KEY, tries: int = 0) -> stripe.StripeClient:
        return client_of(self.world, key, tries)

    def ask(self, method: str, path: str, given: Record | None = None, **headers: str) -> tuple[int, Record]:
        """Ask without the client; header names use `_` for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        asked = Asked(method, f"/v1/{path}", given or {}, {"authorization": f"Bearer {FULL_KEY}", **named})
        answer = self.world.handle(asked)
        return answer.status, answer.json()

    def ok(self, method: str, path: str, given: Record | None = None) -> Record:
        status, body = self.ask(method, path, given)
        assert status == 200, body
        return body

    def refused(self, method: str, path: str, given: Record | None = None, status: int = 400) -> Record:
        found, body = self.ask(method, path, given)
        assert found == status, body
        error: Record = body["error"]
        return error

    def session(self, amount: int = 10_000, currency: str = "eur", **more: Any) -> Record:  # noqa: ANN401 - parameters
        return self.ok("POST", "checkout/sessions", {**payment(amount, currency), **more})

    def paid(self, amount: int = 10_000, currency: str = "eur", means: str = "card", number: str = "") -> Record:
        """Return the charge of a session that was paid."""
        session = self.session(amount, currency)
        assert acts.pay(self.world, session["id"], means, number).status == 303
        return acts.charge_of(self.world, session["id"])

    def told(self) -> list[str]:
        """Return the types of all events, oldest first."""
        return [event["type"] for event in self.world.events]


def payment(amount: int = 10_000, currency: str = "eur") -> Record:
    """Return the parameters of a session as they arrive."""
    price = {"currency": currency, "unit_amount": str(amount), "product_data": {"name": "Invoice 7"}}
    lines = [{"quantity": "1", "price_data": price}]
    return {"mode": "payment", "success_url": "https://shop.test/ok?s={CHECKOUT_SESSION_ID}", "line_items": lines}
