"""Somebody who looks at reminders in a window: a client in Dublin whose customers owe him."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from bookdesk.core.vocabulary import CustomerKind
from bookdesk.store.desk import Desk
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import profile
from bookdesk.ui.frame.window import MainWindow
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.reminders.rules.view import RulesScreen
from bookdesk.ui.reminders.statements.view import StatementsScreen
from bookdesk.ui.reminders.view import RemindersScreen
from tests.support.firm import KOALA, NOON
from tests.support.window import Seat
from tests.unit.receivables.owing import Owing

T = TypeVar("T")
S = TypeVar("S", bound=Screen)
TODAY = NOON.date()


def start(desk: Desk) -> None:
    """Take the client on, in Dublin: there a law of late payment is known."""
    told = profile(name=KOALA.name, country="IE", currency="EUR", zone="Europe/Dublin", tax_id=None)
    TakeOnService(desk).start(told)


def due(days_ago: int) -> date:
    """Return a due day so many days before the day of the window."""
    return TODAY - timedelta(days=days_ago)


def owe(desk: Desk) -> dict[str, str]:
    """Have an invoice for every list, and return the ids of customers and invoices by short names."""
    owing = Owing(desk)
    early = {"document_date": due(80)}
    acme, beta = (
        owing.customer("Acme Catering", country="IE"),
        owing.customer("Beta Bau GmbH", country="DE", email=None),
    )
    long = owing.customer(
        "Ärztehaus und Versandapotheke Köln-Süd GmbH",
        country="DE",
        zone="Australia/Sydney",
        email="kasse@customer.example",
    )
    person = owing.customer("Zoe Quinn", kind=CustomerKind.CONSUMER)
    ids = {"acme": acme, "beta": beta, "long": long, "person": person}
    ids["first"] = owing.invoice(acme, "INV-0001", "1234.56", due(16), **early)
    ids["second"] = owing.invoice(acme, "INV-0002", "50", due(4), **early)
    ids["beta invoice"] = owing.invoice(beta, "INV-0003", "800", due(20), **early)
    ids["long invoice"] = owing.invoice(long, "INV-0004", "99999.99", due(33), **early)
    ids["person invoice"] = owing.invoice(person, "INV-0005", "75.20", due(5), **early)
    ids["disputed"] = owing.invoice(acme, "INV-0006", "12", due(9), disputed=True, dispute_reason="broken", **early)
    ids["promised"] = owing.invoice(acme, "INV-0007", "13", due(9), promised_until=due(-6), **early)
    ids["spared"] = owing.invoice(acme, "INV-0008", "14", due(9), reminders=False, **early)
    ids["coming"] = owing.invoice(acme, "INV-0009", "15", due(-20), **early)
    return ids


@dataclass
class Reminding:
    """A window at the reminders of one client."""

    seat: Seat
    window: MainWindow
    client_id: str
    ids: dict[str, str] = field(default_factory=dict)

    def work(self, act: Callable[[Desk], T]) -> T:
        """Do something at the client's desk, as another part of the program would."""
        with self.seat.office.workspace(self.client_id) as workspace:
            return act(workspace.desk)

    def start_reminders(self) -> None:
        """Switch reminders on and approve the first list, the day before."""

        def act(desk: Desk) -> None:
            owing, now = Owing(desk), self.seat.firm.clock.instant
            owing.start(TODAY - timedelta(days=1))
            self.seat.firm.clock.instant = now

        self.work(act)

    def go(self, screen: str = "reminders", view: str = "", item: str = "") -> None:
        """Go somewhere, and wait until it is shown."""
        self.seat.desktop.go(Place(screen, self.client_id, view=view, item=item))
        self.settle()

    def settle(self) -> None:
        """Wait until what was asked, and what was asked for because of it, is answered."""
        for _ in range(4):
            self.seat.settle()

    def at(self, kind: type[S]) -> S:
        """Return the screen that is shown."""
        shown = self.window.current()
        assert isinstance(shown, kind)
        return shown

    @property
    def lists(self) -> RemindersScreen:
        """The lists of reminders."""
        return self.at(RemindersScreen)

    @property
    def rules(self) -> RulesScreen:
        """The page of rules."""
        return self.at(RulesScreen)

    @property
    def statements(self) -> StatementsScreen:
        """The page of statements."""
        return self.at(StatementsScreen)

    def act(self, name: str) -> None:
        """Do one of the acts of the shown screen; it is on offer."""
        screen = self.window.current()
        assert screen is not None
        action = next(one for one in screen.actions() if one.objectName() == name)
        assert action.isEnabled(), name
        action.trigger()
        self.settle()

    def answer(self, prompt: Prompt, text: str = "") -> None:
        """Answer a question."""
        assert prompt.isVisible()
        if text:
            prompt.answer.setText(text)
        prompt.do.click()
        self.settle()

    def customers(self) -> list[str]:
        """Return the customers in the list that is shown."""
        rows = self.lists.page.table.model()
        return [str(rows.index(place, 0).data()) for place in range(rows.rowCount())]
