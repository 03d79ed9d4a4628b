"""Money of a customer as it is taken in; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtCore import QObject, Signal

from bookdesk.banking.service import BankingService
from bookdesk.core.clock import today
from bookdesk.core.money import Money, total
from bookdesk.invoicing.listing import InvoiceRow
from bookdesk.receivables.receiptlists import ReceiptDetails
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.receivables.takings import Taken, Wanted
from bookdesk.security.roles import Permission
from bookdesk.ui.desktop import Desktop
from bookdesk.workspace import Workspace


@dataclass(frozen=True)
class Asked:
    """For which invoices money came: all of one customer and currency. `open` is what is open of them together."""

    rows: tuple[InvoiceRow, ...]
    accounts: tuple[tuple[str, str], ...]

    @property
    def customer(self) -> str:
        """Whose money it is."""
        return self.rows[0].customer

    @property
    def open(self) -> Money:
        """What is open of the invoices."""
        currency = self.rows[0].open.currency
        return total((row.open for row in self.rows), currency)


class TakingPresenter(QObject):
    """Takes money in for invoices of the client in front."""

    asked = Signal(object)
    """`Asked`: the form may open."""
    taken = Signal(object)
    """It is booked: `ReceiptDetails`."""
    refused = Signal(object)

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._desktop = desktop

    def today(self) -> date:
        """Return the client's civil date."""
        entry = self._desktop.office.entry(self._desktop.client_id)
        return today(self._desktop.office.clock, entry.profile.zone or "UTC")

    def ask(self, rows: Sequence[InvoiceRow]) -> None:
        """Look which bank accounts there are, then ask."""
        chosen = tuple(rows)

        def work(workspace: Workspace) -> Asked:
            accounts = BankingService(workspace.desk).accounts()
            return Asked(chosen, tuple((one.id, one.name) for one in accounts if not one.archived))

        self._desktop.ask(self._desktop.client_id, self, work, self.asked.emit, name="accounts")

    def take(self, asked: Asked, taken: Taken) -> None:
        """Book it and lay it on the invoices, the oldest of them first."""
        oldest = sorted(asked.rows, key=lambda row: (row.due_date or row.document_date, row.document_date))
        whole = replace(taken, customer=asked.rows[0].contact_id, invoices=_wanted(oldest, taken.amount))

        def work(workspace: Workspace) -> ReceiptDetails:
            workspace.require(Permission.BANK)
            return ReceiptService(workspace.desk).take(whole)

        self._desktop.act(self._desktop.client_id, self, work, self.taken.emit, self.refused.emit)


def _wanted(rows: Sequence[InvoiceRow], amount: Money) -> tuple[Wanted, ...]:
    """Return what is laid on each invoice, the first filled first; what is more stays the customer's credit."""
    found, left = [], amount
    for row in rows:
        part = min(left, row.open)
        if part.minor > 0:
            found.append(Wanted(row.id, part))
            left -= part
    return tuple(found)
