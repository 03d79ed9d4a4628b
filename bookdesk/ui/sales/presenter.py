"""The list of invoices as it is asked for and acted on; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.core.clock import today
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
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.models import OpenedList, open_beginning, open_list, open_rest
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
ADDED_UP = 5_000
"""A longer list is not added up with every look at it."""
_LOOKED_AT = 20
"""So many drafts are looked at before anybody is asked whether they are to be issued; more are as they are issued."""
SUMMED = 500
"""A larger selection is not added up while it grows under the pointer."""


@dataclass(frozen=True)
class InvoicesFound:
    """What one question to the books brought: the list, ready to be painted."""

    query: InvoiceQuery
    list: OpenedList[InvoiceRow]
    wanted: int | None = None
    """The key of the invoice that somebody wanted to see."""
    whose: str = ""
    """The customer whose invoices alone are listed, where it is not everybody's."""
    none_at_all: bool = False
    """Whether the client has no invoice on any list."""


class SalesPresenter(QObject):
    """Asks for lists of invoices of the client in front, and does what a person decides on them."""

    found = Signal(object)
    """An `InvoicesFound`, whole or its beginning."""
    completed = Signal(object)
    """The `InvoicesFound` whose beginning was shown, now whole."""
    counted = Signal(object)
    """How long the lists are that people work through; it comes after the list that is shown."""
    added_up = Signal(object)
    """What is open of the whole list that is shown, by currency; nothing where it is very long."""
    shown = Signal(object)
    """The `InvoiceShown` of the current invoice."""
    told_history = Signal(object)
    """What happened to the current invoice, as `TrailEntry`s; it comes after the invoice."""
    chosen_sums = Signal(object)
    """What is open of the chosen invoices, by currency."""
    to_issue = Signal(object, str)
    """The drafts that are about to be issued, as rows, and the number that the first of them gets."""
    begun = Signal(str)
    """The id of a draft that was just begun, such as of a credit note."""
    taken = Signal(object)
    """The `Taken` of a sheet of open invoices."""
    not_taken = Signal(object)
    """Why a sheet was not taken over."""
    stale = Signal()
    """The books changed: what is shown may not hold any more."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Begin with all open invoices, by due date."""
        super().__init__(parent)
        self._desktop = desktop
        self._counted = ""
        self.query = self._first = InvoiceQuery(InvoiceList.OPEN, order=InvoiceOrder.DUE_DATE)
        desktop.books_changed.connect(self._books_changed)

    def begin_anew(self) -> None:
        """Show the first list again: another client's invoices are not looked at where the last one's were."""
        self.query = self._first

    def show(self, *, wanted: str = "", from_top: bool = False, **changes: object) -> None:
        """Ask for the list anew, with other terms where given (`list`, `text`, `order`, `descending`, `contact_id`).

        A list that is looked at from its top is shown as soon as its beginning is known; to search takes the same time
        for one row as for all.
        """
        self.query = replace(self.query, **changes)  # type: ignore[arg-type] # fields of the query, by name
        query = self.query
        if wanted or query.text or not from_top:
            self.refresh(wanted=wanted)
        else:
            self._ask("list", lambda workspace: _begin(workspace, query), self._show_found)

    def refresh(self, pages: Sequence[int] = (0,), wanted: str = "") -> None:
        """Ask for the same list again; `wanted` is the id of an invoice to be found in it."""
        query = self.query
        self._ask("list", lambda workspace: _find(workspace, query, pages, wanted), self._show_found)

    def page(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        """Read a page of the list; the model asks for it."""
        self._ask("", lambda _workspace: work(), then)

    def show_details(self, invoice_id: str) -> None:
        """Ask for one invoice in full, then for what happened to it, which an act on thousands makes slow."""
        self._ask("details", lambda workspace: show(workspace.desk, invoice_id), self._show_details)

    def add_up(self, keys: Sequence[int]) -> None:
        """Ask what the chosen invoices add up to."""
        chosen, drafts = list(keys), self.query.list is InvoiceList.DRAFTS
        self._ask("sums", lambda workspace: _sums(workspace, chosen, drafts=drafts), self.chosen_sums.emit)

    def today(self) -> date:
        """Return the client's civil date."""
        entry = self._desktop.office.entry(self._desktop.client_id)
        return today(self._desktop.office.clock, entry.profile.zone or "UTC")

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
            lambda workspace: _to_come(workspace.desk, [row.id for row in drafts[:_LOOKED_AT]]),
            lambda number: self.to_issue.emit(drafts, number),
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

    def _ask(self, name: str, work: Callable[[Workspace], T], then: Callable[[T], None]) -> None:
        client_id = self._desktop.client_id
        if client_id:
            self._desktop.ask(client_id, self, work, then, name=name)

    def _show_details(self, shown: InvoiceShown) -> None:
        self.shown.emit(shown)
        invoice_id, person = shown.details.invoice.id, self._desktop.office.name_of
        self._ask("history", lambda workspace: trail(workspace, "invoice", invoice_id, person), self.told_history.emit)

    def _show_found(self, found: InvoicesFound) -> None:
        """Show what was found at once, then ask for the rest of it, or for what stands around it."""
        self.found.emit(found)
        if found.list.whole:
            self._ask_around(found)
        else:
            self._ask("list", lambda _workspace: _complete(found), self._show_completed)

    def _show_completed(self, found: InvoicesFound) -> None:
        self.completed.emit(found)
        self._ask_around(found)

    def _ask_around(self, found: InvoicesFound) -> None:
        """Ask for counts, only where they may be others, and for the total."""
        if self._counted != self._desktop.client_id:
            self._counted = self._desktop.client_id
            self._ask("counts", _count, self.counted.emit)
        keys, drafts = found.list.keys, found.query.list is InvoiceList.DRAFTS
        if len(keys) <= ADDED_UP:
            self._ask("total", lambda workspace: _sums(workspace, keys, drafts=drafts), self.added_up.emit)

    def _books_changed(self, client_id: str) -> None:
        if client_id == self._counted:
            self._counted = ""
        if client_id == self._desktop.client_id:
            self.stale.emit()


def _to_come(desk: Desk, ids: Sequence[str]) -> str:
    """Return the number of the first draft; one of them that cannot be issued is refused."""
    first, *_ = [number_to_come(desk, one) for one in ids]
    return first


def _sums(workspace: Workspace, keys: Sequence[int], *, drafts: bool) -> tuple[Money, ...]:
    """Return what is open of invoices; of drafts, which owe nothing yet, what they come to."""
    listing = InvoiceListing(workspace.desk)
    return listing.totals(keys) if drafts else listing.sums(keys)


def _find(workspace: Workspace, query: InvoiceQuery, pages: Sequence[int], wanted: str) -> InvoicesFound:
    listing = InvoiceListing(workspace.desk)
    opened = open_list(listing.of(query), COLUMNS, pages)
    return _found(listing, query, opened, listing.key_of(wanted) if wanted else None)


def _begin(workspace: Workspace, query: InvoiceQuery) -> InvoicesFound:
    listing = InvoiceListing(workspace.desk)
    return _found(listing, query, open_beginning(listing.of(query), COLUMNS))


def _found(
    listing: InvoiceListing, query: InvoiceQuery, opened: OpenedList[InvoiceRow], wanted: int | None = None
) -> InvoicesFound:
    none_at_all = not query.text and not len(opened.keys) and not listing.counts((InvoiceList.ALL,))[InvoiceList.ALL]
    return InvoicesFound(query, opened, wanted, listing.whose(query), none_at_all)


def _complete(found: InvoicesFound) -> InvoicesFound:
    return replace(found, list=open_rest(found.list, COLUMNS))


def _count(workspace: Workspace) -> dict[str, int]:
    return {one.value: number for one, number in InvoiceListing(workspace.desk).counts(COUNTED).items()}
