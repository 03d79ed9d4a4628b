"""Money of a customer as it is taken in; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject, Signal

from bookdesk.invoicing.listing import InvoiceRow
from bookdesk.receivables.foresight import AccountChoice, Foreseen, OpenOne, Purse, customers_of, purse_of
from bookdesk.receivables.receiptlists import ReceiptDetails
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.receivables.takings import Taken
from bookdesk.security.roles import Permission
from bookdesk.ui.desktop import Desktop
from bookdesk.workspace import Workspace


@dataclass(frozen=True)
class Asked:
    """Whose money came, in which currency, and for which of his invoices it was said to be."""

    purse: Purse
    currency: str
    chosen: frozenset[str] = frozenset()

    @property
    def invoices(self) -> tuple[OpenOne, ...]:
        """His open invoices in that currency, the longest due first."""
        return tuple(one for one in self.purse.invoices if one.open.currency == self.currency)

    @property
    def wanted(self) -> tuple[OpenOne, ...]:
        """Those that are filled: the chosen ones, all of them where none is."""
        return tuple(one for one in self.invoices if one.id in self.chosen) or self.invoices

    def account(self, account_id: str) -> AccountChoice | None:
        """Return an account by its id."""
        return next((one for one in self.purse.accounts if one.id == account_id), None)


@dataclass(frozen=True)
class Seen:
    """What was said, and what it would be."""

    taken: Taken
    foreseen: Foreseen


class TakingPresenter(QObject):
    """Takes money in for invoices of the client in front."""

    customers = Signal(object)
    """Who may have paid, as pairs of id and name."""
    asked = Signal(object)
    """`Asked`: the form may open."""
    seen = Signal(object)
    """`Seen`: what would be booked."""
    doubted = Signal(object, object)
    """What was said, and why that would not be booked: a `BookDeskError`."""
    taken = Signal(object)
    """It is booked: `ReceiptDetails`."""
    refused = Signal(object)

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._desktop = desktop

    def today(self) -> date:
        """Return the client's civil date."""
        return self._desktop.today()

    def ask(self, rows: Sequence[InvoiceRow]) -> None:
        """Look what is open of the customer of these invoices, then ask how much of his came."""
        first = rows[0]
        self.look_at(first.contact_id, first.open.currency, frozenset(row.id for row in rows))

    def ask_anybody(self) -> None:
        """Look who may have paid."""
        self._desktop.ask(
            self._desktop.client_id,
            self,
            lambda workspace: customers_of(workspace.desk),
            self.customers.emit,
            name="customers",
        )

    def look_at(self, customer: str, currency: str = "", chosen: frozenset[str] = frozenset()) -> None:
        """Look what is open of a customer; without a currency it is the one of his longest due invoice."""

        def work(workspace: Workspace) -> Asked:
            purse = purse_of(workspace.desk, customer)
            usual = purse.invoices[0].open.currency if purse.invoices else purse.base
            return Asked(purse, currency or usual, chosen)

        self._desktop.ask(self._desktop.client_id, self, work, self.asked.emit, name="purse")

    def foresee(self, taken: Taken) -> None:
        """Look what would be booked."""

        def work(workspace: Workspace) -> Foreseen:
            workspace.require(Permission.BANK)
            return ReceiptService(workspace.desk).foresee(taken)

        self._desktop.quietly(
            self._desktop.client_id,
            self,
            work,
            lambda found: self.seen.emit(Seen(taken, found)),
            lambda error: self.doubted.emit(taken, error),
        )

    def take(self, seen: Seen, taken: Taken) -> None:
        """Book what was seen, and nothing else."""

        def work(workspace: Workspace) -> ReceiptDetails:
            workspace.require(Permission.BANK)
            return ReceiptService(workspace.desk).take(taken, seen.foreseen.mark)

        self._desktop.act(self._desktop.client_id, self, work, self.taken.emit, self.refused.emit)
