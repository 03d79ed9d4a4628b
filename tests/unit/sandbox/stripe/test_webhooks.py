"""Deliveries that go wrong as planned, and signatures the official client accepts or refuses."""

from __future__ import annotations

import json

import pytest
import stripe

from bookdesk.sandbox.stripe import events
from bookdesk.sandbox.stripe.messages import Record
from bookdesk.sandbox.stripe.webhooks import Delivery, Letter, Mishap, PlannedMishap, letter
from tests.unit.sandbox.stripe.desk import Desk

DAY = 86_400


def listening(*mishaps: PlannedMishap, wanted: tuple[str, ...] = ("*",)) -> tuple[Desk, Record]:
    """Return a desk whose events go to one endpoint, as planned."""
    desk = Desk()
    given = {"url": "https://portal.test/hook", "enabled_events": list(wanted)}
    endpoint = desk.ok("POST", "webhook_endpoints", given)
    desk.world.outbox.plan.extend(mishaps)
    return desk, endpoint


def written(desk: Desk, delivery: Delivery) -> Letter:
    body = json.dumps(events.shown(desk.world, delivery.event)).encode()
    return letter(delivery, desk.world.endpoints.get(delivery.endpoint), body, desk.world.now)


def carried(desk: Desk) -> list[str]:
    """Take all that is due; return the types in the order they came."""
    came = []
    for delivery in desk.world.outbox.due(desk.world.now):
        taken = not delivery.lost
        desk.world.outbox.report(delivery, taken=taken, now=desk.world.now)
        if taken:
            came.append(desk.world.events.get(delivery.event)["type"])
    return came


def accepted(desk: Desk, endpoint: Record, delivery: Delivery, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Tell whether the official client believes a delivery, on a machine whose clock is the world's."""
    sent = written(desk, delivery)
    monkeypatch.setattr("stripe._webhook.time.time", lambda: desk.world.now)
    try:
        stripe.Webhook.construct_event(sent.body, sent.headers["Stripe-Signature"], endpoint["secret"])
    except stripe.SignatureVerificationError:
        return False
    return True


def test_an_endpoint_is_told_what_it_wants_and_its_secret_is_told_once() -> None:
    desk, endpoint = listening(wanted=("charge.succeeded",))
    desk.paid()
    assert carried(desk) == ["charge.succeeded"]
    assert endpoint["secret"].startswith("whsec_")
    assert "secret" not in desk.ok("GET", f"webhook_endpoints/{endpoint['id']}")
    assert "secret" not in desk.ok("GET", "webhook_endpoints")["data"][0]
    wrong = {"url": "portal", "enabled_events": ["*"]}
    assert desk.refused("POST", "webhook_endpoints", wrong)["code"] == "url_invalid"


@pytest.mark.parametrize(("mishap", "believed"), [(None, True), (Mishap.STALE, False), (Mishap.WRONG_SECRET, False)])
def test_signatures(mishap: Mishap | None, monkeypatch: pytest.MonkeyPatch, *, believed: bool) -> None:
    desk, endpoint = listening(*([PlannedMishap(mishap)] if mishap else []))
    desk.ok("POST", "customers")
    (delivery,) = desk.world.outbox.due(desk.world.now)
    assert accepted(desk, endpoint, delivery, monkeypatch) is believed


def test_a_signature_ages(monkeypatch: pytest.MonkeyPatch) -> None:
    desk, endpoint = listening()
    desk.ok("POST", "customers")
    (delivery,) = desk.world.outbox.due(desk.world.now)
    sent = written(desk, delivery)
    for late, believed in ((300, True), (301, False)):
        monkeypatch.setattr("stripe._webhook.time.time", lambda late=late: desk.world.now + late)
        try:
            stripe.Webhook.construct_event(sent.body, sent.headers["Stripe-Signature"], endpoint["secret"])
            found = True
        except stripe.SignatureVerificationError:
            found = False
        assert found is believed


def test_what_is_dropped_comes_with_the_next_try() -> None:
    desk, _ = listening(PlannedMishap(Mishap.DROP, "charge"))
    desk.paid()
    assert carried(desk) == ["payment_intent.created", "payment_intent.succeeded", "checkout.session.completed"]
    desk.world.advance(60)
    assert carried(desk) == ["charge.succeeded"]


def test_what_is_doubled_comes_twice_and_what_is_delayed_later() -> None:
    desk, _ = listening(
        PlannedMishap(Mishap.DUPLICATE, "payment_intent.s"), PlannedMishap(Mishap.DELAY, "charge", seconds=30)
    )
    desk.paid()
    came = carried(desk)
    assert (came.count("payment_intent.succeeded"), came.count("charge.succeeded")) == (2, 0)
    desk.world.advance(30)
    assert carried(desk) == ["charge.succeeded"]


def test_what_is_reordered_comes_newest_first() -> None:
    desk, _ = listening(PlannedMishap(Mishap.REORDER, times=99, seconds=100))
    desk.paid()
    desk.world.advance(50)
    desk.paid()
    assert carried(desk) == []
    desk.world.advance(50)
    assert carried(desk) == desk.told()[::-1]


def test_what_nobody_takes_is_given_up_after_some_days_and_can_be_found() -> None:
    desk, _ = listening(wanted=("customer.created",))
    desk.ok("POST", "customers")
    (event,) = desk.ok("GET", "events", {"delivery_success": "false"})["data"]
    assert event["pending_webhooks"] == 1
    tries = 0
    while desk.world.outbox.waiting:
        for delivery in desk.world.outbox.due(desk.world.now):
            desk.world.outbox.report(delivery, taken=False, now=desk.world.now)
            tries += 1
        desk.world.advance(DAY // 2)
    assert tries > 5
    (event,) = desk.ok("GET", "events", {"delivery_success": "false"})["data"]
    assert event["pending_webhooks"] == 0
    assert desk.ok("GET", "events", {"delivery_success": "true"})["data"] == []
