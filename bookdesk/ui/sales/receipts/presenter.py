"""The list of receipts as it is asked for and acted on; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.banking.service import BankingService
from bookdesk.core.money import Money
from bookdesk.invoicing.shown import Mailed, mails_about
from bookdesk.office.trail import TrailEntry, trail
from bookdesk.receivables.online.moveshown import MoveShown
from bookdesk.receivables.receiptlisting import ReceiptLine, ReceiptList, ReceiptListing, ReceiptsAsked
from bookdesk.receivables.receiptmail import ReceiptMailing
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.receivables.receiptshown import ReceiptShown, show_receipt
from bookdesk.security.roles import Permission
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.gateway import online
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.list_presenter import Found, ListPresenter, ListSource
from bookdesk.ui.sales.receipts.table import COLUMNS
from bookdesk.workspace import Workspace

T = TypeVar("T")
COUNTED = (ReceiptList.UNAPPLIED, ReceiptList.IN_HAND)
"""Lists that people work through; the others only grow."""
Sums = tuple[tuple[Money, Money], ...]
ReceiptsFound = Found[ReceiptsAsked, ReceiptLine]
_SOURCE = ListSource(
    ReceiptListing,
    COLUMNS,
    ReceiptList.ALL,
    COUNTED,
    sums=lambda desk, _, keys: ReceiptListing(desk).sums(keys),
    whose=lambda desk, query: ReceiptListing(desk).whose(query),
)
"""What was received and what is left of it adds up, by currency."""


@dataclass(frozen=True)
class InFull:
    """One receipt with the mails about it and what happened to it."""

    shown: ReceiptShown
    mails: tuple[Mailed, ...]
    history: tuple[TrailEntry, ...]
    online: MoveShown | None = None
    """The gateway's move that it was booked from, where it came online."""


@dataclass(frozen=True)
class Standing:
    """What of a receipt settles an invoice now."""

    invoice_id: str
    number: str
    amount: Money


def standing(shown: ReceiptShown) -> tuple[Standing, ...]:
    """Return what each invoice is settled with by a receipt, those left out from which it was taken off."""
    found: dict[str, Standing] = {}
    for one in shown.laid:
        before = found.get(one.invoice_id)
        amount = before.amount + one.amount if before is not None else one.amount
        found[one.invoice_id] = Standing(one.invoice_id, one.number, amount)
    return tuple(one for one in found.values() if one.amount.minor > 0)


class ReceiptsPresenter(ListPresenter[ReceiptsAsked, ReceiptLine, ReceiptList]):
    """Asks for lists of receipts of the client in front, and does what a person decides on them."""

    shown = Signal(object)
    """The current receipt, `InFull`."""
    to_pay_in = Signal(object, object)
    """The receipts that are paid in, and the bank accounts as pairs of id and name."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Begin with all receipts, the newest first."""
        super().__init__(desktop, _SOURCE, ReceiptsAsked(), parent)

    def show_details(self, receipt_id: str) -> None:
        """Ask for one receipt in full."""
        person = self._desktop.office.name_of

        def work(workspace: Workspace) -> InFull:
            shown = show_receipt(workspace.desk, receipt_id)
            with workspace.desk.books.query() as session:
                mails = mails_about(session, [receipt_id])
            move = online(workspace).move_of_receipt(receipt_id)
            return InFull(shown, mails, trail(workspace, "receipt", receipt_id, person), move)

        self._ask("details", work, self.shown.emit)

    # -- acts

    def free(self, row: ReceiptLine, one: Standing, why: str) -> None:
        """Take a receipt off an invoice: the money is the customer's credit again."""
        what = f"{wording.money(one.amount)} of {row.number} was taken off {one.number}"
        self._act(
            lambda receipts: receipts.free(row.id, one.invoice_id, why=why),
            lambda _: self._tell(f"{what}. It is {row.customer}’s credit again."),
        )

    def reverse(self, row: ReceiptLine, why: str) -> None:
        """Take a receipt back: all that it settled is open again."""
        self._act(
            lambda receipts: receipts.reverse(row.id, why=why),
            lambda _: self._tell(f"{row.number} was taken back. What it settled is open again."),
        )

    def reverse_refund(self, row: ReceiptLine, refund_id: str, why: str) -> None:
        """Take a refund back: it did not leave, or came back."""
        self._act(
            lambda receipts: receipts.reverse_refund(refund_id, why=why),
            lambda _: self._tell(f"The refund of {row.number} was taken back."),
            Permission.POST,
        )

    def reverse_paying_in(self, row: ReceiptLine, why: str) -> None:
        """Take back that a receipt was paid in: it is in hand again."""
        self._act(
            lambda receipts: receipts.reverse_paying_in([row.id], why=why),
            lambda _: self._tell(f"The paying-in of {row.number} was taken back. It is in hand again."),
        )

    def ask_to_pay_in(self, rows: Sequence[ReceiptLine]) -> None:
        """Look which bank accounts there are, then ask into which one."""
        chosen = tuple(rows)

        def work(workspace: Workspace) -> tuple[tuple[str, str], ...]:
            accounts = BankingService(workspace.desk).accounts()
            return tuple((one.id, one.name) for one in accounts if not one.archived)

        self._ask("accounts", work, lambda accounts: self.to_pay_in.emit(chosen, accounts))

    def send(self, row: ReceiptLine) -> None:
        """Write the mail of a receipt, once."""

        def work(workspace: Workspace) -> str:
            workspace.require(Permission.INVOICE)
            return ReceiptMailing(workspace.desk).send(row.id).subject

        def written(subject: str) -> None:
            self._tell(f"“{subject}” waits in the outbox.")

        self._desktop.act(self._desktop.client_id, self, work, written)

    def preview(self, receipt_id: str) -> Callable[[Workspace], bytes]:
        """Return what draws the paper of a receipt as it would be printed now."""
        return lambda workspace: ReceiptMailing(workspace.desk).pdf(receipt_id)

    def papers(self, receipt_ids: Sequence[str]) -> Callable[[Workspace, str], Sequence[tuple[str, bytes]]]:
        """Return what hands the papers of receipts out."""
        ids = tuple(receipt_ids)
        return lambda workspace, how: ReceiptMailing(workspace.desk).take_all(ids, how)

    # -- inside

    def _tell(self, words: str) -> None:
        self._desktop.tell(Message(wording.local(words), Tone.GOOD))

    def _act(
        self,
        act: Callable[[ReceiptService], T],
        then: Callable[[T], None],
        needed: Permission = Permission.BANK,
    ) -> None:
        def work(workspace: Workspace) -> T:
            workspace.require(needed)
            return act(ReceiptService(workspace.desk))

        self._desktop.act(self._desktop.client_id, self, work, then)
