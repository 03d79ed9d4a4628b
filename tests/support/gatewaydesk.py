"""A window at a client of a sample practice, whose customers pay at a stand-in for the gateway on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pytestqt.qtbot import QtBot

from bookdesk.core.money import Money
from bookdesk.models.practice import Mode
from bookdesk.receivables.online.collecting import PayLink
from bookdesk.receivables.online.connection import reach
from bookdesk.receivables.online.service import OnlineService
from bookdesk.sandbox.stripe import acts
from bookdesk.sandbox.stripe.server import Standin
from bookdesk.sandbox.stripe.settings import Settings
from bookdesk.sandbox.stripe.world import World
from bookdesk.store.places import Places
from tests.support.billing import decide
from tests.support.firm import KOALA, NOON, Firm
from tests.support.window import LONG_ENOUGH, Seat, seated
from tests.unit.ui.sales.conftest import start
from tests.unit.ui.sales.selling import Selling, account

KEY = "rk_test_madeUpForTests"
RIGHTS = (
    *("account:read", "balance:read", "charge:write", "checkout_session:write", "dispute:read", "event:read"),
    *("mandate:read", "payment_intent:write", "payment_method:read", "payout:read"),
)


@dataclass
class Gateway(Selling):
    """Somebody at the window, and the other side: customers, their banks and time."""

    standin: Standin

    @property
    def world(self) -> World:
        return self.standin.world

    def online(self, act: Callable[[OnlineService], object]) -> object:
        """Do something at the desk, as a job would."""
        return self.work_at(lambda workspace: act(OnlineService(workspace.desk, reach(workspace.desk, practice=True))))

    def connect(self) -> None:
        """Have the account connected."""
        self.online(lambda service: service.connect("stripe", KEY, base_url=self.standin.base_url))

    def link(self, invoice_id: str, amount: Money | None = None) -> PayLink:
        """Make a pay link."""
        made = self.online(lambda service: service.link(invoice_id, amount))
        assert isinstance(made, PayLink)
        return made

    def pay(self, link: PayLink, means: str = "card") -> None:
        """Let a customer pay at the page of a link; a card has paid at once, a debit is under way."""
        session = link.url.rpartition("/")[2]
        with self.standin.lock:
            assert acts.pay(self.world, session, means).status == 303

    def pass_days(self, days: int) -> None:
        """Let time pass at the gateway and at the desk."""
        with self.standin.lock:
            self.world.advance_days(days)
        self.seat.firm.clock.advance(days * 86_400)

    def look(self) -> None:
        """Let the desk ask the gateway."""
        self.online(lambda service: service.look())
        self.seat.desktop.books_changed.emit(self.client_id)
        self.settle()

    def until(self, true: Callable[[], object]) -> None:
        """Wait until something is so."""
        self.seat.qtbot.waitUntil(lambda: bool(true()), timeout=LONG_ENOUGH)
        self.settle()


@contextmanager
def standing_in() -> Iterator[Standin]:
    """Run the stand-in of an Australian account, at the time of the desk."""
    world = World(now=int(NOON.timestamp()), settings=Settings(country="AU", currency="aud", name="Koala Kafe"))
    world.keys.add(KEY, RIGHTS)
    standin = Standin(world, delivers=False)
    standin.start()
    try:
        yield standin
    finally:
        standin.stop()


def new_practice(home: Path) -> Firm:
    """Return a sample practice with its two clients."""
    firm = Firm(Places(home))
    firm.found(Mode.DEMO)
    firm.staff()
    return firm


def prepare(seat: Seat) -> str:
    """Start the books of a client who has a website and a bank account; returns whose."""
    client_id = seat.client(KOALA.name)
    with seat.office.workspace(client_id) as workspace:
        start(workspace)
        decide(workspace.desk, website="koala.example")
        account(workspace.desk)
    return client_id


@contextmanager
def gateway_desk(qtbot: QtBot, home: Path, *, connected: bool = True) -> Iterator[Gateway]:
    """Yield a window at such a client."""
    with standing_in() as standin, seated(qtbot, new_practice(home)) as seat:
        client_id = prepare(seat)
        made = Gateway(seat, seat.window(), client_id, standin)
        if connected:
            made.connect()
        yield made
