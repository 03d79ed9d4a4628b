"""Credit of a customer as it is laid on invoices or paid back; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject, Signal

from bookdesk.core.money import Money
from bookdesk.receivables.foresight import Purse, purse_of
from bookdesk.receivables.receipts import PaidBack, ReceiptService
from bookdesk.receivables.receiptshown import Posted
from bookdesk.receivables.takings import Wanted
from bookdesk.security.roles import Permission
from bookdesk.ui.desktop import Desktop
from bookdesk.workspace import Workspace


@dataclass(frozen=True)
class Credit:
    """What is left of a receipt, or of a credit note."""

    id: str
    number: str
    customer: str
    contact_id: str
    left: Money
    is_note: bool = False

    @property
    def words(self) -> str:
        """How people name it."""
        return f"{'credit note' if self.is_note else 'receipt'} {self.number}"

    @property
    def title(self) -> str:
        """How people name it at the beginning of a sentence; its number stays as it is written."""
        return f"{self.words[0].upper()}{self.words[1:]}"


@dataclass(frozen=True)
class Offered:
    """A credit with what is open of its customer, and the accounts there are."""

    credit: Credit
    purse: Purse


class CreditPresenter(QObject):
    """Lays credit of the client's customers on invoices, and pays it back."""

    asked = Signal(object)
    """`Offered`: the form may open."""
    done = Signal(object)
    """What was done: the `Credit` it was done with."""
    refused = Signal(object)
    seen = Signal(object, object)
    """What was said to be paid back, and what would be `Posted` for it."""
    discounted = Signal(object, object)
    """The amounts that were said, by invoice, and the discount that would come with them, if any."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._desktop = desktop

    def today(self) -> date:
        """Return the client's civil date."""
        return self._desktop.today()

    def ask(self, credit: Credit) -> None:
        """Look what is open of the customer whose credit it is."""
        client_id = self._desktop.client_id

        def work(workspace: Workspace) -> Offered:
            return Offered(credit, purse_of(workspace.desk, credit.contact_id))

        self._desktop.ask(client_id, self, work, self.asked.emit, name="purse")

    def apply(self, credit: Credit, amounts: Mapping[str, Money]) -> None:
        """Lay just these amounts on just these invoices."""
        wanted = [Wanted(invoice_id, amount) for invoice_id, amount in amounts.items()]

        def work(workspace: Workspace) -> Credit:
            workspace.require(Permission.BANK)
            receipts = ReceiptService(workspace.desk)
            if credit.is_note:
                receipts.apply_credit_note(credit.id, wanted)
            else:
                receipts.apply(credit.id, wanted)
            return credit

        self._desktop.act(self._desktop.client_id, self, work, self.done.emit, self.refused.emit)

    def foresee_discount(self, credit: Credit, amounts: Mapping[str, Money]) -> None:
        """Look which discount would come with these amounts; what cannot be applied yet shows none."""
        said = dict(amounts)
        wanted = [Wanted(invoice_id, amount) for invoice_id, amount in said.items()]

        def work(workspace: Workspace) -> Money | None:
            workspace.require(Permission.BANK)
            return ReceiptService(workspace.desk).foresee_discount(credit.id, wanted, is_note=credit.is_note)

        client_id = self._desktop.client_id
        self._desktop.quietly(client_id, self, work, lambda found: self.discounted.emit(said, found), lambda _: None)

    def foresee(self, paid: PaidBack) -> None:
        """Look what would be posted for money that is paid back; what cannot be booked yet shows nothing."""

        def work(workspace: Workspace) -> tuple[Posted, ...]:
            workspace.require(Permission.POST)
            return ReceiptService(workspace.desk).foresee_refund(paid)

        client_id = self._desktop.client_id
        self._desktop.quietly(client_id, self, work, lambda found: self.seen.emit(paid, found), lambda _: None)

    def refund(self, credit: Credit, paid: PaidBack) -> None:
        """Book what was paid back of a credit."""

        def work(workspace: Workspace) -> Credit:
            workspace.require(Permission.POST)
            ReceiptService(workspace.desk).refund(paid)
            return credit

        self._desktop.act(self._desktop.client_id, self, work, self.done.emit, self.refused.emit)
