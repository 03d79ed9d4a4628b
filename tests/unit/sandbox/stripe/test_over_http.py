"""The same over real HTTP: the official client, a browser's requests, webhooks, control routes, its own process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import stripe

from bookdesk.sandbox.loopback import LOOPBACK, Exchange, Heard, Listener
from bookdesk.sandbox.stripe.messages import Record
from bookdesk.sandbox.stripe.process import RunningStripe
from bookdesk.sandbox.stripe.server import Standin
from bookdesk.sandbox.stripe.settings import FULL_KEY
from bookdesk.sandbox.stripe.world import World
from tests.unit.sandbox.stripe.desk import payment

TIMEOUT = 20


@pytest.fixture
def standin() -> Iterator[Standin]:
    running = Standin(World(), delivers=False)
    running.start()
    yield running
    running.stop()


def client_over(standin: Standin, wire: stripe.HTTPClient | None = None) -> stripe.StripeClient:
    return stripe.StripeClient(FULL_KEY, base_addresses={"api": standin.base_url}, http_client=wire)


@pytest.fixture
def client(standin: Standin) -> Iterator[stripe.StripeClient]:
    wire = stripe.RequestsClient()
    yield client_over(standin, wire)
    wire.close()  # type: ignore[no-untyped-call]


class Taker:
    """An endpoint that keeps what it is sent."""

    def __init__(self) -> None:
        self.taken: list[Heard] = []
        self.status, self.came = 200, threading.Event()
        self.listener = Listener(0, self._take)
        self.listener.start()

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.listener.server_port}/hook"

    def _take(self, heard: Heard, exchange: Exchange) -> None:
        self.taken.append(heard)
        exchange.write(self.status, {}, b"")
        self.came.set()


@pytest.fixture
def taker() -> Iterator[Taker]:
    made = Taker()
    yield made
    made.listener.stop()


def control(standin: Standin, method: str, path: str, body: Record | None = None, status: int = 200) -> Any:  # noqa: ANN401 - JSON
    reply = requests.request(method, f"{standin.control_url}/{path}", json=body, timeout=TIMEOUT)
    assert reply.status_code == status, reply.text
    return reply.json()


def made_session(client: stripe.StripeClient) -> stripe.checkout.Session:
    return client.v1.checkout.sessions.create(
        {
            "mode": "payment",
            "success_url": "https://shop.test/ok",
            "line_items": [
                {"quantity": 1, "price_data": {"currency": "eur", "unit_amount": 10_000, "product_data": {"name": "x"}}}
            ],
        }
    )


def test_a_payment_from_link_to_payout_with_the_official_client(
    standin: Standin, client: stripe.StripeClient, taker: Taker
) -> None:
    endpoint = client.v1.webhook_endpoints.create({"url": taker.url, "enabled_events": ["*"]})
    session = made_session(client)
    assert session.url is not None
    assert requests.head(session.url, timeout=TIMEOUT).status_code == 200
    assert "EUR 100.00" in requests.get(session.url, timeout=TIMEOUT).text
    done = requests.post(session.url, data={"means": "card"}, allow_redirects=False, timeout=TIMEOUT)
    assert (done.status_code, done.headers["Location"]) == (303, "https://shop.test/ok")
    assert requests.post(session.url, data={"means": "card"}, timeout=TIMEOUT).status_code == 410
    control(standin, "POST", "clock", {"advance": 4 * 86_400})
    (payout,) = client.v1.payouts.list().data
    listed = client.v1.balance_transactions.list({"payout": payout.id}).data
    assert sum(one.net for one in listed if one.type != "payout") == payout.amount == 9_825
    assert len(control(standin, "POST", "deliver")) == len(taker.taken) == len(standin.world.events)
    for heard in taker.taken:
        stripe.WebhookSignature.verify_header(
            heard.body.decode(), heard.headers["stripe-signature"], endpoint.secret or "", None
        )


def test_two_tabs_at_the_same_time_make_one_payment(standin: Standin, client: stripe.StripeClient) -> None:
    url, together, statuses = made_session(client).url, threading.Barrier(4), list[int]()

    def pay() -> None:
        together.wait(TIMEOUT)
        reply = requests.post(str(url), data={"means": "card"}, allow_redirects=False, timeout=TIMEOUT)
        statuses.append(reply.status_code)

    tabs = [threading.Thread(target=pay) for _ in range(4)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join(TIMEOUT)
    assert sorted(statuses) == [303, 410, 410, 410]
    assert len(standin.world.charges) == 1


def test_what_an_endpoint_refuses_is_sent_again(standin: Standin, client: stripe.StripeClient, taker: Taker) -> None:
    client.v1.webhook_endpoints.create({"url": taker.url, "enabled_events": ["checkout.session.completed"]})
    session, taker.status = made_session(client), 500
    control(standin, "POST", "pay", {"session": session.id})
    assert [one["status"] for one in control(standin, "POST", "deliver")] == [500]
    (event,) = client.v1.events.list({"delivery_success": False}).data
    assert event.pending_webhooks == 1
    taker.status = 204
    assert control(standin, "POST", "deliver") == []
    control(standin, "POST", "clock", {"advance": 60})
    assert [one["status"] for one in control(standin, "POST", "deliver")] == [204]
    assert client.v1.events.list({"delivery_success": False}).data == []


def test_an_answer_that_is_lost_or_held_is_found_again_under_its_key(
    standin: Standin, client: stripe.StripeClient
) -> None:
    session = made_session(client)
    control(standin, "POST", "pay", {"session": session.id})
    intent = client.v1.checkout.sessions.retrieve(session.id).payment_intent
    given: stripe.params.RefundCreateParams = {"payment_intent": str(intent), "amount": 100}
    control(standin, "POST", "faults", {"kind": "drop_response", "path": "/refunds"})
    with pytest.raises(stripe.APIConnectionError):
        client.v1.refunds.create(given, {"idempotency_key": "lost", "max_network_retries": 0})
    client.v1.refunds.create(given, {"idempotency_key": "lost"})
    control(standin, "POST", "faults", {"kind": "hold", "path": "/refunds"})
    found: list[str] = []
    waiting = threading.Thread(
        target=lambda: found.append(client.v1.refunds.create(given, {"idempotency_key": "held"}).id)
    )
    waiting.start()
    while len([one for one in control(standin, "GET", "requests") if one["key"] == "held"]) == 0:
        pass
    with pytest.raises(stripe.APIError) as busy:
        client.v1.refunds.create(given, {"idempotency_key": "held", "max_network_retries": 0})
    assert (busy.value.http_status, "in-progress request" in str(busy.value)) == (409, True)
    control(standin, "POST", "release")
    waiting.join(TIMEOUT)
    assert found == [list(standin.world.refunds)[-1]["id"]]
    assert len(standin.world.refunds) == 2


def test_its_clock_can_run_along_and_webhooks_leave_by_themselves(taker: Taker) -> None:
    seconds = [100.0]
    running = Standin(World(), running=lambda: seconds[0])
    running.start()
    try:
        client = client_over(running)
        client.v1.webhook_endpoints.create({"url": taker.url, "enabled_events": ["checkout.session.expired"]})
        session = made_session(client)
        seconds[0] += 24 * 3600
        assert client.v1.checkout.sessions.retrieve(session.id).status == "expired"
        assert taker.came.wait(TIMEOUT)
    finally:
        running.stop()
    assert b"checkout.session.expired" in taker.taken[0].body


def test_a_slow_answer_comes_when_it_is_released(standin: Standin, client: stripe.StripeClient) -> None:
    control(standin, "POST", "faults", {"kind": "slow", "path": "/account", "seconds": 3600})
    before, countries = standin.world.now, list[str | None]()
    waiting = threading.Thread(target=lambda: countries.append(client.v1.accounts.retrieve_current().country))
    waiting.start()
    while not control(standin, "GET", "requests"):
        pass
    control(standin, "POST", "release")
    waiting.join(TIMEOUT)
    assert (countries, standin.world.now) == (["IE"], before + 3600)


def test_control_routes_refuse_what_they_do_not_know(standin: Standin) -> None:
    control(standin, "POST", "nothing", {}, status=404)
    control(standin, "POST", "faults", {"kind": "fire"}, status=400)
    control(standin, "POST", "debits/nobody", {"act": "settle"}, status=404)
    control(standin, "POST", "clock", {}, status=400)


def test_it_can_be_out_of_reach_and_come_back(standin: Standin, client: stripe.StripeClient) -> None:
    control(standin, "POST", "listen", {"open": False})
    with pytest.raises(stripe.APIConnectionError):
        client.v1.accounts.retrieve_current(options={"max_network_retries": 0})
    control(standin, "POST", "listen", {"open": True})
    assert client.v1.accounts.retrieve_current().country == "IE"


@pytest.mark.slow
def test_it_runs_as_a_process_of_its_own() -> None:
    with RunningStripe(start_at="2026-11-01T00:00:00+00:00") as running:
        headers = {"Authorization": f"Bearer {FULL_KEY}"}
        account = requests.get(f"{running.base_url}/v1/account", headers=headers, timeout=TIMEOUT)
        assert account.json()["charges_enabled"] is True
        running.advance(60)
        assert running.control("GET", "clock") == {"now": 1_793_491_260}
        assert running.records("charge") == []


def test_a_form_is_read_as_the_official_client_writes_it(standin: Standin) -> None:
    """The encoding of nested lists, asked over the wire and found in the log."""
    given = payment()
    body = {
        "mode": "payment",
        "success_url": given["success_url"],
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "eur",
        "line_items[0][price_data][unit_amount]": "10000",
        "line_items[0][price_data][product_data][name]": "Invoice 7",
    }
    headers = {"Authorization": f"Bearer {FULL_KEY}"}
    reply = requests.post(f"{standin.base_url}/v1/checkout/sessions", data=body, headers=headers, timeout=TIMEOUT)
    assert reply.status_code == 200
    assert control(standin, "GET", "requests")[-1]["given"] == given
