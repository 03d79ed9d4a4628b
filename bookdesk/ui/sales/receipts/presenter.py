"""The list of receipts as it is asked for and acted on; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.banking.service import BankingService
from bookdesk.core.clock import today
from bookdesk.core.money import Money
from bookdesk.invoicing.shown import Mailed, mails_about
from bookdesk.office.trail import TrailEntry, trail
from bookdesk.receivables.receiptlisting import ReceiptLine, ReceiptList, ReceiptListing, ReceiptsAsked
from bookdesk.receivables.receiptmail import ReceiptMailing
from bookdesk.receivables.receipts import ReceiptService
from bookdesk.receivables.receiptshown import ReceiptShown, show_receipt
from bookdesk.security.roles import Permission
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.models import OpenedList, open_beginning, open_list, open_rest
from bookdesk.ui.sales.receipts.table import COLUMNS
from bookdesk.workspace import Workspace

T = TypeVar("T")
COUNTED = (ReceiptList.UNAPPLIED, ReceiptList.IN_HAND)
"""Lists that people work through; the others only grow."""
ADDED_UP = 5_000
"""A longer list is not added up with every look at it."""
SUMMED = 500
"""A larger selection is not added up while it grows under the pointer."""
Sums = tuple[tuple[Money, Money], ...]


@dataclass(frozen=True)
class ReceiptsFound:
    """What one question to the books brought: the list, ready to be painted."""

    query: ReceiptsAsked
    list: OpenedList[ReceiptLine]
    wanted: int | None = None
    none_at_all: bool = False
    """Whether the client has no receipt on any list."""
    whose: str = ""
    """The customer whose receipts alone are listed, where it is not everybody's."""


@dataclass(frozen=True)
class InFull:
    """One receipt with the mails about it and what happened to it."""

    shown: ReceiptShown
    mails: tuple[Mailed, ...]
    history: tuple[TrailEntry, ...]


class ReceiptsPresenter(QObject):
    """Asks for lists of receipts of the client in front, and does what a person decides on them."""

    found = Signal(object)
    """A `ReceiptsFound`, whole or its beginning."""
    completed = Signal(object)
    """The `ReceiptsFound` whose beginning was shown, now whole."""
    counted = Signal(object)
    added_up = Signal(object)
    """`Sums` of the whole list that is shown; nothing where it is very long."""
    shown = Signal(object)
    """The current receipt, `InFull`."""
    chosen_sums = Signal(object)
    to_pay_in = Signal(object, object)
    """The receipts that are paid in, and the bank accounts as pairs of id and name."""
    stale = Signal()

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Begin with all receipts, the newest first."""
        super().__init__(parent)
        self._desktop = desktop
        self._counted = ""
        self.query = self._first = ReceiptsAsked()
        desktop.books_changed.connect(self._books_changed)

    def begin_anew(self) -> None:
        """Show the first list again: another client's receipts are not looked at where the last one's were."""
        self.query = self._first

    def show(self, *, wanted: str = "", from_top: bool = False, **changes: object) -> None:
        """Ask for the list anew, with other terms where given (`list`, `text`, `order`, `descending`)."""
        self.query = replace(self.query, **changes)  # type: ignore[arg-type] # fields of the query, by name
        query = self.query
        if wanted or query.text or not from_top:
            self.refresh(wanted=wanted)
        else:
            self._ask("list", lambda workspace: _begin(workspace, query), self._show_found)

    def refresh(self, pages: Sequence[int] = (0,), wanted: str = "") -> None:
        """Ask for the same list again; `wanted` is the id of a receipt to be found in it."""
        query = self.query
        self._ask("list", lambda workspace: _find(workspace, query, pages, wanted), self._show_found)

    def page(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        """Read a page of the list; the model asks for it."""
        self._ask("", lambda _workspace: work(), then)

    def show_details(self, receipt_id: str) -> None:
        """Ask for one receipt in full."""
        person = self._desktop.office.name_of

        def work(workspace: Workspace) -> InFull:
            shown = show_receipt(workspace.desk, receipt_id)
            with workspace.desk.books.query() as session:
                mails = mails_about(session, [receipt_id])
            return InFull(shown, mails, trail(workspace, "receipt", receipt_id, person))

        self._ask("details", work, self.shown.emit)

    def add_up(self, keys: Sequence[int]) -> None:
        """Ask what the chosen receipts add up to."""
        chosen = list(keys)
        self._ask("sums", lambda workspace: ReceiptListing(workspace.desk).sums(chosen), self.chosen_sums.emit)

    def today(self) -> date:
        """Return the client's civil date."""
        entry = self._desktop.office.entry(self._desktop.client_id)
        return today(self._desktop.office.clock, entry.profile.zone or "UTC")

    # -- acts

    def free(self, row: ReceiptLine, invoice_id: str | None, why: str) -> None:
        """Take a receipt off one invoice, or off all: the money is the customer's credit again."""
        self._act(
            lambda receipts: receipts.free(row.id, invoice_id, why=why),
            lambda _: self._tell(f"{row.number} was taken off. It is {row.customer}’s credit again."),
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

    def _ask(self, name: str, work: Callable[[Workspace], T], then: Callable[[T], None]) -> None:
        client_id = self._desktop.client_id
        if client_id:
            self._desktop.ask(client_id, self, work, then, name=name)

    def _show_found(self, found: ReceiptsFound) -> None:
        self.found.emit(found)
        if found.list.whole:
            self._ask_around(found)
        else:
            self._ask("list", lambda _workspace: _complete(found), self._show_completed)

    def _show_completed(self, found: ReceiptsFound) -> None:
        self.completed.emit(found)
        self._ask_around(found)

    def _ask_around(self, found: ReceiptsFound) -> None:
        """Ask for counts, only where they may be others, and for the total."""
        if self._counted != self._desktop.client_id:
            self._counted = self._desktop.client_id
            self._ask("counts", _count, self.counted.emit)
        keys = found.list.keys
        if len(keys) <= ADDED_UP:
            self._ask("total", lambda workspace: ReceiptListing(workspace.desk).sums(keys), self.added_up.emit)

    def _books_changed(self, client_id: str) -> None:
        if client_id == self._counted:
            self._counted = ""
        if client_id == self._desktop.client_id:
            self.stale.emit()


def _find(workspace: Workspace, query: ReceiptsAsked, pages: Sequence[int], wanted: str) -> ReceiptsFound:
    listing = ReceiptListing(workspace.desk)
    opened = open_list(listing.of(query), COLUMNS, pages)
    return _found(listing, query, opened, listing.key_of(wanted) if wanted else None)


def _begin(workspace: Workspace, query: ReceiptsAsked) -> ReceiptsFound:
    listing = ReceiptListing(workspace.desk)
    return _found(listing, query, open_beginning(listing.of(query), COLUMNS))


def _found(
    listing: ReceiptListing, query: ReceiptsAsked, opened: OpenedList[ReceiptLine], wanted: int | None = None
) -> ReceiptsFound:
    none_at_all = not query.text and not len(opened.keys) and not listing.counts((ReceiptList.ALL,))[ReceiptList.ALL]
    return ReceiptsFound(query, opened, wanted, none_at_all, listing.whose(query))


def _complete(found: ReceiptsFound) -> ReceiptsFound:
    return replace(found, list=open_rest(found.list, COLUMNS))


def _count(workspace: Workspace) -> dict[str, int]:
    return {one.value: number for one, number in ReceiptListing(workspace.desk).counts(COUNTED).items()}
