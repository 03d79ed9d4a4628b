"""The hosted page in a real browser without JavaScript: declined, paid, and a second tab that comes too late."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from bookdesk.sandbox.loopback import LOOPBACK, Exchange, Heard, Listener
from bookdesk.sandbox.stripe.server import Standin
from bookdesk.sandbox.stripe.world import World
from tests.support.chromium import chromium
from tests.unit.sandbox.stripe.desk import Desk, payment

pytestmark = pytest.mark.slow


@pytest.fixture
def shop() -> Iterator[str]:
    """A shop to come back to."""

    def serve(heard: Heard, exchange: Exchange) -> None:
        exchange.write(200, {"Content-Type": "text/html"}, f"<title>Shop</title>{heard.path}?{heard.query}".encode())

    listener = Listener(0, serve)
    listener.start()
    yield f"http://{LOOPBACK}:{listener.server_port}"
    listener.stop()


@pytest.fixture
def standin() -> Iterator[Standin]:
    running = Standin(World(), delivers=False)
    running.start()
    yield running
    running.stop()


def opened(page: Page, url: str) -> int:
    response = page.goto(url)
    assert response is not None
    return response.status


def test_two_tabs_decline_then_pay_once(standin: Standin, shop: str) -> None:
    desk = Desk(standin.world)
    back = {"success_url": f"{shop}/ok?s={{CHECKOUT_SESSION_ID}}", "cancel_url": f"{shop}/left"}
    session = desk.ok("POST", "checkout/sessions", {**payment(12_345), **back})
    with chromium() as browser:
        context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
        first, second = context.new_page(), context.new_page()
        assert [opened(page, session["url"]) for page in (first, second)] == [200, 200]
        assert first.get_by_role("heading").inner_text() == "Pay EUR 123.45"
        first.get_by_label("A card that is declined").check()
        first.get_by_role("button", name="Pay").click()
        assert first.get_by_role("alert").inner_text() == "Your card was declined."
        first.get_by_role("link", name="Leave without paying").click()
        assert first.url == f"{shop}/left"
        opened(first, session["url"])
        first.get_by_label("Card", exact=True).check()
        first.get_by_role("button", name="Pay").click()
        assert first.url == f"{shop}/ok?s={session['id']}"
        second.get_by_label("SEPA Direct Debit").check()
        second.get_by_role("button", name="Pay").click()
        assert second.get_by_role("heading").inner_text() == "You have already paid"
        context.close()
    assert len([charge for charge in standin.world.charges if charge["status"] != "failed"]) == 1


def test_the_page_keeps_nobody_out(standin: Standin) -> None:
    desk = Desk(standin.world)
    asked = desk.session()
    with chromium() as browser:
        page = browser.new_page()
        opened(page, asked["url"])
        assert Axe().run(page).violations_count == 0
        page.get_by_label("Number").fill("4000 0025 0000 3155")
        page.get_by_role("button", name="Pay").click()
        assert page.get_by_text("Your bank asks").is_visible()
        assert Axe().run(page).violations_count == 0
