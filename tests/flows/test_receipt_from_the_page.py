"""A customer pays at the portal's page; the desk books it later, and the receipt is there, at the page and the account.

Desk, portal and the gateway's stand-in are the real programs in one process, over their own routes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from sqlalchemy import select

from bookdesk.core.clock import MovableClock
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.catalogue import Access, webhook_verifier
from bookdesk.gateways.port import Gateway, VerifyWebhook
from bookdesk.gateways.stripe.client import StripeGateway
from bookdesk.models.invoice import Invoice
from bookdesk.models.receipt import Receipt
from bookdesk.receivables.online.connection import Reach
from bookdesk.receivables.online.service import OnlineService
from bookdesk.receivables.portal.switching import PortalKeys, keep_gateway
from bookdesk.sandbox.stripe import acts
from bookdesk.sandbox.stripe.settings import Settings
from bookdesk.sandbox.stripe.transport import InProcess
from bookdesk.sandbox.stripe.world import World
from bookdesk.server.mailing import Letter
from bookdesk.server.pages.settings import PageSettings
from bookdesk.server.pages.whole import portal_app
from tests.support.billing import customer, issued
from tests.support.portal import Letters
from tests.support.portal_client import ADDRESS, PortalClient
from tests.support.portalside import Side, beside_a_portal

KEY = "rk_test_receipts"
RIGHTS = (
    *("account:read", "balance:read", "charge:write", "checkout_session:write", "dispute:read", "event:read"),
    *("payment_intent:write", "payment_method:read", "payout:read"),
)


@dataclass
class Stripe:
    """The gateways of desk and portal: the stand-in alone, its clock in step with theirs."""

    clock: MovableClock
    world: World = field(init=False)

    def __post_init__(self) -> None:
        """Open an Australian account."""
        settings = Settings(country="AU", currency="aud", name="Koala Kafe")
        self.world = World(now=int(self.clock.now().timestamp()), settings=settings)
        self.world.keys.add(KEY, RIGHTS)

    def open(self, name: str, key: str, account: str) -> Gateway:
        """Open it for the portal."""
        assert name == "stripe"
        network = InProcess(self.world)
        return StripeGateway(key, self.clock, account=account, practice=True, network=network, tries=0)

    def verify(self, name: str) -> VerifyWebhook:
        """Believe its messages."""
        return webhook_verifier(name)

    def at_desk(self, name: str, access: Access) -> Gateway:
        """Open it for the desk."""
        assert name == "stripe"
        network = InProcess(self.world)
        return StripeGateway(access.key, self.clock, account=access.account, practice=True, network=network, tries=0)


@dataclass
class Scene:
    """Desk, portal, gateway and a customer with his browser."""

    side: Side
    stripe: Stripe
    online: OnlineService
    customer: PortalClient
    letters: Letters
    page: str
    invoice: Invoice

    def pay(self) -> None:
        """Pay at the gateway's page, and come back."""
        whole = str(self.invoice.total)
        typed = {"amount": whole, "seen": whole, "method": PayMethod.CARD.value}
        self.customer.post(f"{self.page}/pay", typed, shown_on=self.page)
        session = str(list(self.stripe.world.sessions)[-1]["id"])
        assert acts.pay(self.stripe.world, session).status == 303
        self.customer.post(f"{self.page}/check", {}, shown_on=f"{self.page}/back")

    def later(self, seconds: int = 3_600) -> None:
        """Let time pass everywhere."""
        self.side.clock.advance(seconds)
        self.stripe.world.advance(seconds)

    def desk_works(self) -> None:
        """Let the desk ask the portal and the gateway, and tell what is new."""
        self.side.service.pull()
        self.online.look()
        self.side.service.push()

    def receipt(self) -> str:
        """Return the way to the receipt that the page shows."""
        (found,) = {str(one) for one in re.findall(rf"{self.page}/receipt/[\w.:-]+", self.customer.get(self.page).text)}
        return found


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    opened: list[Stripe] = []

    def gateways(clock: MovableClock) -> Stripe:
        opened.append(Stripe(clock))
        return opened[-1]

    with beside_a_portal(tmp_path, on=False, gateways=gateways) as side:
        (stripe,) = opened
        online = OnlineService(side.desk, Reach(stripe.at_desk, practice=True))
        online.connect("stripe", KEY)
        side.offer(papers=True)
        keep_gateway(side.desk, PortalKeys(KEY, ("whsec_receipts",)), os.urandom)
        invoice = issued(side.desk, customer(side.desk, language="de", email="kim@blue.example"))
        page = side.service.link(invoice.id).removeprefix(ADDRESS)
        side.settle()
        app = portal_app(side.portal.for_pages(), PageSettings(ADDRESS, (), b"k" * 32), side.portal.routes())
        letters = side.letters
        with PortalClient(app, languages="en") as browser:
            yield Scene(side, stripe, online, browser, letters, page, invoice)


def words(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return str(document[0].get_textpage().get_text_range())


def test_what_was_paid_at_the_page_brings_its_receipt_once_the_desk_booked_it(scene: Scene) -> None:
    scene.pay()
    way = scene.receipt()
    assert scene.customer.post(way, {}, shown_on=scene.page).status_code == 404
    scene.later()
    scene.desk_works()
    assert scene.receipt() == way, "the gateway's name of the payment is the receipt's"
    assert f'action="{way}"' in scene.customer.get(way).text
    answer = scene.customer.post(way, {}, shown_on=way)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert "Quittung" in words(answer.content)
    assert str(scene.invoice.number) in words(answer.content)


def test_it_is_taken_from_the_account_too(scene: Scene) -> None:
    scene.pay()
    scene.later()
    scene.desk_works()
    payment = scene.receipt().rpartition("/")[2]
    everything = f"{scene.page}/everything"
    scene.customer.post(everything, {}, shown_on=everything)
    letter: Letter = scene.letters.sent[-1]
    code = re.search(r"\d{6}", letter.body)
    assert code is not None
    scene.customer.post(f"{everything}/code", {"code": code[0]}, shown_on=f"{everything}/code")
    own = f"/account/d/{scene.invoice.id}/receipt/{payment}"
    answer = scene.customer.post(own, {}, shown_on=own)
    assert answer.headers["content-type"] == "application/pdf"


def test_what_the_gateway_paid_back_stands_on_the_receipt(scene: Scene) -> None:
    scene.pay()
    scene.later()
    scene.desk_works()
    way = scene.receipt()
    assert "Erstattet" not in words(scene.customer.post(way, {}, shown_on=way).content)
    with scene.side.desk.books.query() as session:
        receipt = session.scalars(select(Receipt.id)).one()
    scene.online.pay_back(receipt, Money(1_000, "AUD"), "one came broken")
    scene.later()
    scene.desk_works()
    assert "Erstattet" in words(scene.customer.post(way, {}, shown_on=way).content)
