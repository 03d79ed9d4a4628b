"""Somebody who looks at contacts in a window, and books of a client who has all kinds of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bookdesk.contacts.details import ContactDetails
from bookdesk.contacts.service import ContactService
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.invoicing.mailing import SalesMailing, Wish
from bookdesk.invoicing.service import InvoiceService
from bookdesk.models.actions import Action
from bookdesk.models.mail import MailEvent, MailEventKind
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.receivables.takings import Taken, Wanted
from bookdesk.store.desk import Desk
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import profile
from bookdesk.ui.contacts.view import ContactsScreen
from bookdesk.ui.frame.window import MainWindow
from bookdesk.ui.messages import Place
from bookdesk.workspace import Workspace
from tests.support.billing import customer, issued, line
from tests.support.firm import KOALA
from tests.support.window import Seat

T = TypeVar("T")
LONG = "Ärztehaus und Versandapotheke Köln-Süd Beteiligungsgesellschaft mbH & Co. KG"
HEBREW = "קפה ירושלים בע״מ"


def start(workspace: Workspace) -> None:
    """Take the client on."""
    TakeOnService(workspace.desk).start(
        profile(name=KOALA.name, country="AU", currency="AUD", zone="Australia/Sydney", tax_id=None)
    )


@dataclass
class Knowing:
    """A window at the books of one client."""

    seat: Seat
    window: MainWindow
    client_id: str

    def work(self, act: Callable[[Desk], T]) -> T:
        """Do something at the client's desk, as another part of the program would."""
        with self.seat.office.workspace(self.client_id) as workspace:
            return act(workspace.desk)

    def go(self, view: str = "", item: str = "", screen: str = "contacts", client_id: str = "") -> None:
        """Go somewhere, and wait until it is shown."""
        self.seat.desktop.go(Place(screen, client_id or self.client_id, view=view, item=item))
        self.settle()

    def settle(self) -> None:
        """Wait until what was asked, and what was asked for because of it, is answered."""
        for _ in range(4):
            self.seat.settle()
        QApplication.processEvents()  # what was put into a layout is shown by the next turn of the loop

    @property
    def screen(self) -> ContactsScreen:
        """The screen of contacts, which is shown."""
        shown = self.window.current()
        assert isinstance(shown, ContactsScreen)
        return shown

    def act(self, name: str) -> None:
        """Do one of the acts of the screen; it is on offer."""
        action = self.screen.acts[name]
        assert action.isEnabled(), name
        action.trigger()
        self.settle()

    def fill(self, **texts: str) -> None:
        """Write into fields of the form."""
        for name, text in texts.items():
            field = self.screen.form.fields[name]
            field.setText(text)
            field.editingFinished.emit()

    def save(self) -> None:
        """Press the button of the form, twice as people do."""
        for _ in range(2):
            QTest.mouseClick(self.screen.form.save, Qt.MouseButton.LeftButton)
        self.settle()

    def names(self) -> list[str]:
        """Return who is in the list."""
        model = self.screen.model
        return [row.name for place in range(model.rowCount()) if (row := model.row_at(place)) is not None]

    def details(self, name: str) -> ContactDetails:
        """Return what is kept of a contact."""
        key = next(
            row.id
            for place in range(self.screen.model.rowCount())
            if (row := self.screen.model.row_at(place)) is not None and row.name == name
        )
        return self.work(lambda desk: ContactService(desk).show(key))


def known(desk: Desk) -> dict[str, str]:
    """Have customers in every state, and return their ids by what tells them apart."""
    blue = customer(
        desk, email="jo@blue.example", phone="+61 2 5550 1234", city="Fremantle", postcode="6160", country="AU"
    )
    long, hebrew = customer(desk, LONG, email="post@apotheke.example", country="DE"), customer(desk, HEBREW)
    twin = customer(desk, "Blue Cafe Pty Ltd", email="JO@blue.example")
    invoices = InvoiceService(desk)
    early = date(2026, 4, 15)
    old = issued(desk, blue, line("1234.56", "12"), document_date=early, due_date=date(2026, 5, 15))
    disputed = issued(desk, blue, line("99.50"))
    invoices.dispute(disputed.id, "two boxes were missing", version=invoices.show(disputed.id).invoice.version)
    promised = issued(desk, long, line("100000"))
    invoices.promise(promised.id, date(2026, 12, 1), version=invoices.show(promised.id).invoice.version)
    paid = issued(desk, blue, line("50"), document_date=early, due_date=date(2026, 5, 15))
    money = Money.of("55", "AUD")
    ReceiptService(desk).take(Taken(blue, money, ReceiptWay.CASH, invoices=(Wanted(paid.id, money),)))
    ReceiptService(desk).take(Taken(hebrew, Money.of("12.30", "AUD"), ReceiptWay.CASH))
    mail = SalesMailing(desk).write(old.id, Wish())
    came_back(desk, mail.id)
    ContactService(desk).note(blue, "asks for invoices before the 20th")
    return {"blue": blue, "long": long, "hebrew": hebrew, "twin": twin, "old": old.id, "mail": mail.id}


def came_back(desk: Desk, mail_id: str) -> None:
    """Let a mail come back."""
    fact = MailEvent(
        mail_id=mail_id,
        kind=MailEventKind.BOUNCED,
        key=f"bounced:{mail_id}",
        at=desk.clock.now(),
        recipient="jo@blue.example",
        detail="mailbox unknown",
    )
    with desk.books.change(Action.MAIL_SENT, "came back", actor=desk.actor) as work:
        work.add(fact)
        work.commit()
