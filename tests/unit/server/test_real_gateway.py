"""The portal with the gateway's own client, against the stand-in in this process: page, debit, kept method, webhook."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bookdesk.core.clock import MovableClock
from bookdesk.core.money import Money
from bookdesk.gateways.catalogue import webhook_verifier
from bookdesk.gateways.port import Gateway, VerifyWebhook
from bookdesk.gateways.references import document_in
from bookdesk.gateways.stripe.client import StripeGateway
from bookdesk.gateways.stripe.webhooks import sign
from bookdesk.protocol import commands
from bookdesk.protocol.events import AttemptState, CommandOutcome, GatewayMessage, Outcome, SessionChanged
from bookdesk.protocol.words import PaperState
from bookdesk.sandbox.stripe import acts
from bookdesk.sandbox.stripe.settings import START
from bookdesk.sandbox.stripe.transport import InProcess
from bookdesk.sandbox.stripe.world import World
from bookdesk.server.assembly import Portal, assemble
from bookdesk.server.backup import restore_backup, write_backup
from bookdesk.server.collecting.paying import Result, Wish
from bookdesk.server.heart import Heart
from bookdesk.server.pages.settings import PageSettings
from bookdesk.server.realgateways import CatalogueGateways
from bookdesk.server.security.headers import content_policy
from bookdesk.server.storage import schema
from bookdesk.server.storage.engine import Store, sqlite_url
from bookdesk.server.views import LiveState, Standing
from tests.support.desk import Desk, opened
from tests.support.portal import KEYS, Letters, paired

KEY, SECRET = "rk_test_portal", "whsec_portal"
RIGHTS = ("checkout_session:write", "payment_intent:write", "charge:read", "payment_method:read", "event:read")
DOCUMENT = "0192f0c0-0000-7000-8000-000000000001"


@dataclass
class Stripe:
    """The gateways of a portal: the stand-in alone."""

    world: World
    clock: MovableClock

    def open(self, name: str, key: str, account: str) -> Gateway:
        assert (name, account) == ("stripe", "acct")
        return StripeGateway(key, self.clock, practice=True, network=InProcess(self.world), tries=0)

    def verify(self, name: str) -> VerifyWebhook:
        return webhook_verifier(name)


@dataclass
class Scene:
    portal: Portal
    desk: Desk
    world: World
    clock: MovableClock

    def start(self, document: str = DOCUMENT) -> str:
        whole = Money(10000, "EUR")
        wish = Wish(
            "koala", document, "contact1", "de", whole, whole, "https://pay.example/done", "https://pay.example/back"
        )
        begun = self.portal.services.paying.start(wish)
        assert begun.result is Result.GO
        return str(list(self.world.sessions)[-1]["id"])

    def later(self, seconds: int) -> None:
        self.clock.advance(seconds)
        self.world.advance(seconds)

    def deliver(self) -> None:
        """Post every event that there is, twice and backwards, then let the worker work."""

        async def post() -> None:
            transport = httpx.ASGITransport(Starlette(routes=self.portal.routes()))
            async with httpx.AsyncClient(transport=transport, base_url="https://pay.example") as client:
                for event in [*reversed(list(self.world.events))] * 2:
                    body = json.dumps(event).encode()
                    headers = {"Stripe-Signature": sign(body, SECRET, self.clock.now())}
                    assert (await client.post(self.desk.hook, content=body, headers=headers)).status_code == 204

        asyncio.run(post())
        while self.portal.worker.turn():
            pass


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    world, clock = World(), MovableClock(datetime.fromtimestamp(START, UTC))
    world.keys.add(KEY, RIGHTS)
    store = Store(sqlite_url(tmp_path / "portal.db"))
    schema.prepare(store)
    portal = assemble(Heart(store, KEYS, Stripe(world, clock), clock), Letters())
    desk = opened(portal, paired(portal))
    boxed = (desk.boxed("gateway key", KEY), (desk.boxed("webhook secret", SECRET),))
    gateway = commands.SetGateway("stripe", "acct", *boxed)
    results = desk.send(desk.settings(), gateway, desk.paper(DOCUMENT))
    assert {result.outcome for result in results} == {Outcome.APPLIED}, results
    yield Scene(portal, desk, world, clock)
    portal.close()


def ends(scene: Scene) -> list[AttemptState]:
    told = [event for event in scene.desk.pull() if isinstance(event, SessionChanged)]
    assert {document_in(event.reference) for event in told} == {DOCUMENT}
    return [event.state for event in told]


def test_a_card_is_charged_once_and_told_once(scene: Scene) -> None:
    page = scene.start()
    assert acts.pay(scene.world, page).status == 303
    scene.deliver()
    scene.deliver()
    told = scene.desk.pull()
    assert [event.state for event in told if isinstance(event, SessionChanged)] == [
        AttemptState.OPEN,
        AttemptState.SUCCEEDED,
    ]
    messages = [event.message for event in told if isinstance(event, GatewayMessage)]
    assert len(messages) == len(set(messages)) > 1
    assert acts.pay(scene.world, page).status == 410


@pytest.mark.parametrize(("pays", "end"), [(True, AttemptState.SUCCEEDED), (False, AttemptState.FAILED)])
def test_a_debit_is_under_way_until_the_bank_decides(scene: Scene, pays: bool, end: AttemptState) -> None:  # noqa: FBT001 - a case
    page = scene.start()
    acts.pay(scene.world, page, "sepa_debit")
    scene.deliver()
    assert ends(scene) == [AttemptState.OPEN, AttemptState.PROCESSING]
    (acts.settle_debit if pays else acts.fail_debit)(scene.world, page)
    scene.deliver()
    assert ends(scene) == [end]


@pytest.mark.parametrize(("paid", "outcome"), [(False, Outcome.APPLIED), (True, Outcome.REFUSED)])
def test_a_page_is_closed_with_a_last_look(scene: Scene, paid: bool, outcome: Outcome) -> None:  # noqa: FBT001 - a case
    page = scene.start()
    if paid:
        acts.pay(scene.world, page)
    scene.desk.send(commands.WithdrawDocument(DOCUMENT, PaperState.VOID))
    scene.deliver()
    assert [event.outcome for event in scene.desk.pull() if isinstance(event, CommandOutcome)] == [outcome]
    assert acts.pay(scene.world, page).status == 410


def test_without_any_message_the_poll_finds_it(scene: Scene) -> None:
    page = scene.start()
    acts.pay(scene.world, page)
    scene.later(20 * 60)
    while scene.portal.worker.turn():
        pass
    assert ends(scene) == [AttemptState.OPEN, AttemptState.SUCCEEDED]


@pytest.mark.parametrize("way", ["open", "paid", "debit", "closed"])
def test_a_portal_that_was_put_back_learns_from_the_gateway_what_it_forgot(
    scene: Scene, tmp_path: Path, way: str
) -> None:
    heart, file = scene.portal.heart, tmp_path / "portal.backup"
    write_backup(heart.store, KEYS, file, scene.clock.now())
    page = scene.start()
    if way in {"paid", "debit"}:
        acts.pay(scene.world, page, "card" if way == "paid" else "sepa_debit")
    elif way == "closed":
        scene.portal.services.paying.stop("koala", DOCUMENT)
    scene.later(60)
    restore_backup(heart.store, tmp_path / "portal.keys", file, scene.clock.now())
    scene.later(150)
    while scene.portal.worker.turn():
        pass
    view = scene.portal.services.showing.view("koala", DOCUMENT)
    assert view is not None
    expected = {"open": (Standing.OPEN, LiveState.OPEN), "paid": (Standing.PAID, None)}
    expected |= {"debit": (Standing.PROCESSING, LiveState.PROCESSING), "closed": (Standing.OPEN, None)}
    assert (view.standing, view.live.state if view.live else None) == expected[way]
    resumed = scene.portal.services.paying.resume("koala", DOCUMENT)
    assert (resumed.url is not None) == (way == "open")
    assert len(list(scene.world.sessions)) == 1


def test_what_the_gateway_takes_no_payment_of_has_no_button_here_and_is_never_asked_for(scene: Scene) -> None:
    odd = Money(10_005, "KWD")
    scene.desk.send(scene.desk.paper(DOCUMENT, 2, amount=odd))
    view = scene.portal.services.showing.view("koala", DOCUMENT)
    assert view is not None
    assert (view.untaken, view.can_be_paid, view.can_begin) == (True, False, True)
    assert (view.minimum, view.maximum) == (Money(1_000, "KWD"), Money(10_000, "KWD"))
    way = ("koala", DOCUMENT, "contact1", "de")
    urls = ("https://pay.example/done", "https://pay.example/back")
    assert scene.portal.services.paying.start(Wish(*way, odd, odd, *urls)).result is Result.BAD_AMOUNT
    assert scene.portal.services.paying.start(Wish(*way, Money(9_990, "KWD"), odd, *urls)).result is Result.GO


def test_customers_are_sent_to_the_gateways_own_origin_and_nowhere_else() -> None:
    origins = CatalogueGateways(MovableClock(datetime(2026, 11, 30, tzinfo=UTC))).origins()
    assert origins == ("https://checkout.stripe.com",)
    pages = PageSettings("https://pay.example", origins, b"k" * 32)
    assert pages.is_gateway("https://checkout.stripe.com/c/pay/cs_live_1#fid")
    assert not pages.is_gateway("https://checkout.stripe.com.evil.example/c/pay/cs_live_1")
    assert "form-action 'self' https://checkout.stripe.com;" in content_policy(origins)
