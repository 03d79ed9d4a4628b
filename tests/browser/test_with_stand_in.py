"""The whole way with nothing scripted: portal, its database, the gateway's adapter and its stand-in, one customer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bookdesk.core.clock import MovableClock
from bookdesk.core.vocabulary import PayMethod
from bookdesk.protocol import commands, events, signing
from bookdesk.sandbox.stripe.server import Standin
from bookdesk.sandbox.stripe.world import World
from bookdesk.server.assembly import Portal, assemble
from bookdesk.server.backup import restore_backup, write_backup
from bookdesk.server.heart import Heart
from bookdesk.server.pages.settings import PageSettings
from bookdesk.server.pages.whole import portal_app
from bookdesk.server.realgateways import CatalogueGateways
from bookdesk.server.storage import schema
from bookdesk.server.storage.engine import Store, sqlite_url
from tests.support.chromium import chromium
from tests.support.desk import TOKEN, Desk
from tests.support.portal import KEYS, Letters, paired
from tests.support.portal_browser import Visitor, Walked, listen, served
from tests.support.scripted_portal import ScriptedPortal

pytestmark = pytest.mark.slow
_RIGHTS = ("account:read", "checkout_session:write", "payment_intent:read")
"""What a portal's key may do, and no more."""


@dataclass
class Whole:
    """Everything that runs."""

    desk: Desk
    standin: Standin
    walked: Walked


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Whole]:
    clock = MovableClock(datetime(2026, 11, 30, 12, tzinfo=UTC))
    standin = Standin(World(now=int(clock.instant.timestamp())), delivers=False)
    standin.start()
    store = Store(sqlite_url(tmp_path / "portal.db"))
    schema.prepare(store)
    gateways = CatalogueGateways(clock, standin.base_url)
    portal = assemble(Heart(store, KEYS, gateways, clock), Letters())
    desk = to_be_paid(unset(portal), standin.world)
    listening, origin = listen()
    settings = PageSettings(origin, gateways.origins(), b"w" * 32)
    with chromium() as browser, served(portal_app(portal.for_pages(), settings, portal.routes()), listening):
        yield Whole(desk, standin, Walked(origin, ScriptedPortal(), browser))
    portal.close()
    standin.stop()


def unset(portal: Portal) -> Desk:
    """Return the desk of a tenant that was only opened."""
    firm, desk = paired(portal), Desk(portal, "koala")
    register = commands.RegisterDevice("koala", desk.device, signing.public_of(desk.key), "Kim's desk")
    made, _ = firm.send(commands.OpenTenant("koala"), register)
    desk.box = json.loads(made.given)["box_key"]
    return desk


def to_be_paid(desk: Desk, world: World) -> Desk:
    """Set the tenant up to be paid at the stand-in."""
    settings = commands.SetTenant(
        display_name="Deli GmbH",
        locale="en",
        currency="EUR",
        zone="Europe/Berlin",
        methods=(PayMethod.CARD,),
        part_payment=True,
        auto_pay=False,
    )
    key = world.keys.add("rk_test_madeUpForTests", _RIGHTS)
    gateway = commands.SetGateway("stripe", world.account, desk.boxed("gateway key", key), ())
    customer = commands.Customer("cust1", (), "en")
    results = desk.send(settings, gateway, desk.paper(customer=customer))
    assert [(result.outcome, result.why) for result in results] == [(events.Outcome.APPLIED, "")] * 3
    return desk


@pytest.mark.parametrize("script", [True, False], ids=["scripts", "no scripts"])
def test_a_customer_pays_at_the_gateway_and_the_desk_hears_of_it(whole: Whole, script: bool) -> None:  # noqa: FBT001 - a case
    with whole.walked.visitor(360, script=script) as visitor:
        visitor.go(f"/d/{TOKEN}")
        visitor.page.get_by_role("button", name="Pay €100.00").click()
        visitor.page.wait_for_url(f"{whole.standin.base_url}/**")
        at_gateway(visitor)
        visitor.page.wait_for_url(f"{whole.walked.origin}/**/back**")
        if not script:
            visitor.page.get_by_role("button", name="See what came of it").click()
        visitor.page.wait_for_url("**/back?checked")
        assert "has arrived" in visitor.page.inner_text("main")
        visitor.go(f"/d/{TOKEN}")
        assert "Paid in full" in visitor.page.inner_text("main")
        assert visitor.complaints == []
    states = [event.state for event in whole.desk.pull() if isinstance(event, events.SessionChanged)]
    assert states[-1] is events.AttemptState.SUCCEEDED
    assert [charge["amount"] for charge in whole.standin.world.charges] == [10_000]


def test_who_paid_on_a_page_that_a_restored_portal_forgot_sees_that_he_paid(whole: Whole, tmp_path: Path) -> None:
    heart, file = whole.desk.portal.heart, tmp_path / "portal.backup"
    write_backup(heart.store, KEYS, file, heart.now())
    with whole.walked.visitor(360) as visitor:
        visitor.go(f"/d/{TOKEN}")
        visitor.page.get_by_role("button", name="Pay €100.00").click()
        visitor.page.wait_for_url(f"{whole.standin.base_url}/**")
        restore_backup(heart.store, tmp_path / "portal.keys", file, heart.now())
        at_gateway(visitor)
        visitor.page.wait_for_url("**/back?checked")
        assert "has arrived" in visitor.page.inner_text("main")
        visitor.go(f"/d/{TOKEN}")
        assert "Paid in full" in visitor.page.inner_text("main")
        assert visitor.complaints == []
    assert [charge["amount"] for charge in whole.standin.world.charges] == [10_000]


def test_while_a_restored_portal_waits_there_is_no_button_but_the_hour_and_the_bank(
    whole: Whole, tmp_path: Path
) -> None:
    heart, file = whole.desk.portal.heart, tmp_path / "portal.backup"
    write_backup(heart.store, KEYS, file, heart.now())
    restore_backup(heart.store, tmp_path / "portal.keys", file, heart.now())
    whole.desk.send(whole.desk.paper(version=2, customer=commands.Customer("cust1", (), "en")))
    with whole.walked.visitor(360) as visitor:
        visitor.go(f"/d/{TOKEN}")
        assert visitor.page.get_by_role("button", name="Pay €100.00").count() == 0
        told = visitor.page.inner_text("main")
        assert "again on 30 Nov 2026, 4:00\N{NARROW NO-BREAK SPACE}PM at the latest" in told
        assert "DE02 1203 0000 0000 2020 51" in told
        assert visitor.complaints == []


def at_gateway(visitor: Visitor) -> None:
    """Pay by card on the gateway's page."""
    visitor.page.get_by_label("Card", exact=True).check()
    visitor.page.get_by_role("button", name="Pay").click()
