"""Somebody who writes and looks at invoices in a window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from PySide6.QtWidgets import QLineEdit

from bookdesk.store.desk import Desk
from bookdesk.takeon.service import TakeOnService
from bookdesk.takeon.starting import BankDetails, bank_account
from bookdesk.ui.clients.view import ClientsScreen
from bookdesk.ui.frame.window import MainWindow
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.sales.view import SalesScreen
from bookdesk.workspace import Workspace
from tests.support.window import Seat

T = TypeVar("T")
S = TypeVar("S", bound=Screen)


@dataclass
class Selling:
    """A window at the books of one client."""

    seat: Seat
    window: MainWindow
    client_id: str

    def work(self, act: Callable[[Desk], T]) -> T:
        """Do something at the client's desk, as another part of the program would."""
        with self.seat.office.workspace(self.client_id) as workspace:
            return act(workspace.desk)

    def work_at(self, act: Callable[[Workspace], T]) -> T:
        """Do something in the client's workspace, as a screen does."""
        with self.seat.office.workspace(self.client_id) as workspace:
            return act(workspace)

    def go(self, screen: str = "sales", view: str = "", item: str = "") -> None:
        """Go somewhere, and wait until it is shown."""
        self.seat.desktop.go(Place(screen, self.client_id, view=view, item=item))
        self.settle()

    def settle(self) -> None:
        """Wait until what was asked, and what was asked for because of it, is answered."""
        for _ in range(4):
            self.seat.settle()

    def needs(self) -> list[str]:
        """Return what the client asks for on the desk, in words, and stay on his row there."""
        screen = self.at(ClientsScreen)
        screen.table.choose(self.client_id)
        row = screen.table.current_record()
        return [one.words for one in row.attention.needs] if row is not None and row.attention is not None else []

    def at(self, kind: type[S]) -> S:
        """Return the screen that is shown."""
        shown = self.window.current()
        assert isinstance(shown, kind)
        return shown

    @property
    def sales(self) -> SalesScreen:
        """The list of invoices."""
        return self.at(SalesScreen)

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

    def numbers(self) -> list[str]:
        """Return the numbers in the list, of drafts the customer."""
        model = self.sales.model
        rows = [model.row_at(place) for place in range(model.rowCount())]
        return [row.number or row.customer for row in rows if row is not None]


def account(desk: Desk, currency: str = "AUD") -> None:
    """Open a bank account with nothing on it."""
    details = BankDetails("Everyday", "1-1010", currency, bsb="062-000", account_number="12345678")
    TakeOnService(desk).bank_account(*bank_account(details, Decimal(0), date(2026, 1, 1)))


def type_into(field: QLineEdit, text: str) -> None:
    """Write into a field as a person does."""
    field.setText(text)
    field.textEdited.emit(text)
