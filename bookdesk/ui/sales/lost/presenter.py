"""Invoices as they are written off, and as that is taken back; no widget, no SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject, Signal

from bookdesk.core.money import Money
from bookdesk.invoicing.listing import InvoiceRow
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.security.roles import Permission
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.gateway import paying_words
from bookdesk.workspace import Workspace


@dataclass(frozen=True)
class Lost:
    """How much of an invoice is written off, when, why, and whether its tax is lowered with it."""

    row: InvoiceRow
    amount: Money
    day: date | None
    why: str
    with_tax: bool


class LostPresenter(QObject):
    """Writes invoices of the client in front off."""

    done = Signal(object)
    """The `Lost` that is booked."""
    reversed = Signal(object)
    """The row whose write-off was taken back."""
    refused = Signal(object)
    foretold = Signal(str)
    """What becomes of what is under way online for the invoice that was asked about, in sentences, or nothing."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Do nothing yet."""
        super().__init__(parent)
        self._desktop = desktop

    def today(self) -> date:
        """Return the client's civil date."""
        return self._desktop.today()

    def look(self, row: InvoiceRow) -> None:
        """Look what becomes of what is under way online for an invoice."""
        told = self.foretold.emit
        self._desktop.ask(
            self._desktop.client_id, self, lambda workspace: paying_words(workspace, [row.id]), told, name="paying"
        )

    def write_off(self, lost: Lost) -> None:
        """Book it; more than is open by then is refused."""

        def work(workspace: Workspace) -> Lost:
            workspace.require(Permission.POST)
            ReceiptService(workspace.desk).write_off(
                lost.row.id, lost.amount, why=lost.why, day=lost.day, with_tax=lost.with_tax
            )
            return lost

        self._desktop.act(self._desktop.client_id, self, work, self.done.emit, self.refused.emit)

    def take_back(self, row: InvoiceRow, why: str) -> None:
        """Take back all that was written off of an invoice: it is open again."""

        def work(workspace: Workspace) -> InvoiceRow:
            workspace.require(Permission.POST)
            ReceiptService(workspace.desk).reverse_write_off(row.id, why=why)
            return row

        self._desktop.act(self._desktop.client_id, self, work, self.reversed.emit)
