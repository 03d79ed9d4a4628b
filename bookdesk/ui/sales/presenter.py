"""The list of invoices as it is asked for and acted on; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.core.money import Money
from bookdesk.invoicing.listing import InvoiceList, InvoiceListing, InvoiceOrder, InvoiceQuery, InvoiceRow
from bookdesk.invoicing.service import InvoiceService
from bookdesk.invoicing.shown import InvoiceShown, number_to_come, show
from bookdesk.office.trail import trail
from bookdesk.security.roles import Permission
from bookdesk.store.desk import Desk
from bookdesk.takeon.files import sheet_text
from bookdesk.takeon.service import NEEDED, Taken, TakeOnService
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.gateway import crediting_words, paying_words
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.list_presenter import Found, ListPresenter, ListSource
from bookdesk.ui.sales.table import COLUMNS
from bookdesk.workspace import Workspace

T = TypeVar("T")
COUNTED = tuple(
    one
    for one in InvoiceList
    if one
    not in (InvoiceList.ALL, InvoiceList.PENDING, InvoiceList.SETTLED, InvoiceList.CANCELLED, InvoiceList.CREDIT_NOTES)
)
"""Lists that people work through; the others only grow."""
_LOOKED_AT = 20
"""So many drafts are looked at before anybody is asked whether they are to be issued; more are as they are issued."""
InvoicesFound = Found[InvoiceQuery, InvoiceRow]


def _sums(desk: Desk, query: InvoiceQuery, keys: Sequence[int]) -> tuple[Money, ...]:
    """Return what is open of invoices, by currency; of drafts, which owe nothing yet, what they come to."""
    listing = InvoiceListing(desk)
    return listing.totals(keys) if query.list is InvoiceList.DRAFTS else listing.sums(keys)


_SOURCE = ListSource(
    InvoiceListing,
    COLUMNS,
    InvoiceList.ALL,
    COUNTED,
    sums=_sums,
    whose=lambda desk, query: InvoiceListing(desk).whose(query),
)


class SalesPresenter(ListPresenter[InvoiceQuery, InvoiceRow, InvoiceList]):
    """Asks for lists of invoices of the client in front, and does what a person decides on them."""

    shown = Signal(object)
    """The `InvoiceShown` of the current invoice."""
    told_history = Signal(object)
    """What happened to the current invoice, as `TrailEntry`s; it comes after the invoice."""
    to_issue = Signal(object, str, str)
    """The drafts that are about to be issued, as rows, the number that the first of them gets, and what becomes of what
    is under way online for invoices that credit notes among them correct."""
    begun = Signal(str)
    """The id of a draft that was just begun, such as of a credit note."""
    taken = Signal(object)
    """The `Taken` of a sheet of open invoices."""
    not_taken = Signal(object)
    """Why a sheet was not taken over."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Begin with all open invoices, by due date."""
        super().__init__(desktop, _SOURCE, InvoiceQuery(InvoiceList.OPEN, order=InvoiceOrder.DUE_DATE), parent)

    def show_details(self, invoice_id: str) -> None:
        """Ask for one invoice in full, then for what happened to it, which an act on thousands makes slow."""
        self._ask("details", lambda workspace: show(workspace.desk, invoice_id), self._show_details)

    def open(self, invoice_id: str = "", *, row: InvoiceRow | None = None) -> None:
        """Go to an invoice, or to a new one; from there the way leads back to this list."""
        whose = self.query.contact_id or ""
        item = row.id if row is not None else ""
        back = Place("sales", self._desktop.client_id, view=self.query.list, item=item, contact=whose)
        self._desktop.go(Place("invoice", item=invoice_id, view="invoice", back=back, contact=whose))

    # -- acts

    def ask_to_issue(self, rows: Sequence[InvoiceRow]) -> None:
        """Look which number the first of these drafts would get; what cannot be is refused before anybody is asked."""
        drafts = list(rows)
        self._ask(
            "number",
            lambda workspace: (
                _to_come(workspace.desk, [row.id for row in drafts[:_LOOKED_AT]]),
                crediting_words(workspace, [row.id for row in drafts]),
            ),
            lambda found: self.to_issue.emit(drafts, *found),
        )

    def issue(self, rows: Sequence[InvoiceRow]) -> None:
        """Issue drafts, each in a change of its own; those before a refusal stay issued."""
        self._each(rows, lambda invoices, row: invoices.issue(row.id, version=row.version))

    def delete(self, rows: Sequence[InvoiceRow]) -> None:
        """Throw drafts away."""
        self._each(rows, lambda invoices, row: invoices.delete(row.id, version=row.version))

    def cancel(self, row: InvoiceRow, reason: str) -> None:
        """Cancel an issued invoice; its number stays."""
        self._each([row], lambda invoices, one: invoices.cancel(one.id, reason, version=one.version))

    def paying(self, row: InvoiceRow, then: Callable[[str], None]) -> None:
        """Look what becomes of what is under way online for an invoice, and tell it in sentences, or nothing."""
        self._ask("paying", lambda workspace: paying_words(workspace, [row.id]), then)

    def dispute(self, rows: Sequence[InvoiceRow], reason: str | None) -> None:
        """Mark invoices as disputed with the reason, or the dispute as settled."""
        self._each(rows, lambda invoices, row: invoices.dispute(row.id, reason, version=row.version))

    def promise(self, rows: Sequence[InvoiceRow], until: date | None) -> None:
        """Note until when the customer promised to pay, or that he takes it back."""
        self._each(rows, lambda invoices, row: invoices.promise(row.id, until, version=row.version))

    def remind(self, rows: Sequence[InvoiceRow], *, wanted: bool) -> None:
        """Let reminders be sent for these invoices, or spare them."""
        self._each(rows, lambda invoices, row: invoices.remind(row.id, wanted=wanted, version=row.version))

    def reached(self, invoice_id: str, position: int) -> None:
        """Say that a part of an invoice is due from today."""
        self._act(lambda invoices: invoices.reached(invoice_id, position))

    def credit(self, row: InvoiceRow) -> None:
        """Begin a credit note for an invoice, and go there."""
        self._act(lambda invoices: invoices.credit(row.id).id, self._go_to_draft)

    def copy(self, row: InvoiceRow) -> None:
        """Begin a new draft like an invoice, and go there."""
        self._act(lambda invoices: invoices.copy(row.id).id, self._go_to_draft)

    def take_over(self, sheet: Path, day: date) -> None:
        """Take the open invoices of a sheet over from the old system; they are posted on `day`."""

        def work(workspace: Workspace) -> Taken:
            workspace.require(NEEDED)
            return TakeOnService(workspace.desk).invoices(sheet_text(sheet), day)

        self._desktop.act(self._desktop.client_id, self, work, self.taken.emit, self.not_taken.emit)

    # -- inside

    def _go_to_draft(self, invoice_id: str) -> None:
        self.begun.emit(invoice_id)
        self.open(invoice_id)

    def _each(self, rows: Sequence[InvoiceRow], act: Callable[[InvoiceService, InvoiceRow], object]) -> None:
        def work(invoices: InvoiceService) -> None:
            for row in rows:
                act(invoices, row)

        self._act(work)

    def _act(self, act: Callable[[InvoiceService], T], then: Callable[[T], None] | None = None) -> None:
        def work(workspace: Workspace) -> T:
            workspace.require(Permission.INVOICE)
            return act(InvoiceService(workspace.desk))

        self._desktop.act(self._desktop.client_id, self, work, then)

    def _show_details(self, shown: InvoiceShown) -> None:
        self.shown.emit(shown)
        invoice_id, person = shown.details.invoice.id, self._desktop.office.name_of
        self._ask("history", lambda workspace: trail(workspace, "invoice", invoice_id, person), self.told_history.emit)


def _to_come(desk: Desk, ids: Sequence[str]) -> str:
    """Return the number of the first draft; one of them that cannot be issued is refused."""
    first, *_ = [number_to_come(desk, one) for one in ids]
    return first
