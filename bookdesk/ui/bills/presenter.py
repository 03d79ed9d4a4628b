"""The list of bills as it is asked for and acted on; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.core.clock import today
from bookdesk.ledger.billlists import BillList
from bookdesk.office.trail import trail
from bookdesk.payments.bills import BillDetails, BillService
from bookdesk.payments.listing import BillListing, BillOrder, BillQuery, BillRow
from bookdesk.security.roles import Permission
from bookdesk.takeon.files import sheet_text
from bookdesk.takeon.service import NEEDED, Taken, TakeOnService
from bookdesk.ui.bills.table import COLUMNS
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.models import OpenedList, open_beginning, open_list, open_rest
from bookdesk.workspace import Workspace

T = TypeVar("T")
COUNTED = tuple(one for one in BillList if one not in (BillList.ALL, BillList.PAID, BillList.VOID))
"""Lists that people work through; the others only grow."""
ADDED_UP = 5_000
"""A longer list is not added up with every look at it."""
SUMMED = 500
"""A larger selection is not added up while it grows under the pointer."""


@dataclass(frozen=True)
class BillsFound:
    """What one question to the books brought: the list, ready to be painted."""

    query: BillQuery
    list: OpenedList[BillRow]
    wanted: int | None = None
    """The key of the bill that somebody wanted to see."""
    whose: str = ""
    """The supplier whose bills alone are listed, where it is not everybody's."""
    none_at_all: bool = False
    """Whether the client has no bill on any list."""


class BillsPresenter(QObject):
    """Asks for lists of bills of the client in front, and does what a person decides on them."""

    found = Signal(object)
    """A `BillsFound`, whole or its beginning."""
    completed = Signal(object)
    """The `BillsFound` whose beginning was shown, now whole."""
    counted = Signal(object)
    """How long the lists are that people work through; it comes after the list that is shown."""
    added_up = Signal(object)
    """What is open of the whole list that is shown, by currency; nothing where it is very long."""
    details = Signal(object)
    """The `BillDetails` of the current bill."""
    told_history = Signal(object)
    """What happened to the current bill, as `TrailEntry`s; it comes after the details."""
    taken = Signal(object)
    """A sheet was taken over: what it brought, as `Taken`."""
    not_taken = Signal(object)
    chosen_sums = Signal(object)
    """What is open of the chosen bills, by currency."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Begin with all open bills, by due date."""
        super().__init__(parent)
        self._desktop = desktop
        self._counted = ""
        self.query = self._first = BillQuery(BillList.OPEN, order=BillOrder.DUE_DATE)
        desktop.books_changed.connect(self._books_changed)

    def begin_anew(self) -> None:
        """Show the first list again: another client's bills are not looked at where the last one's were."""
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
        """Ask for the same list again; `wanted` is the id of a bill to be found in it."""
        query = self.query
        self._ask("list", lambda workspace: _find(workspace, query, pages, wanted), self._show_found)

    def page(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        """Read a page of the list; the model asks for it."""
        self._ask("", lambda _workspace: work(), then)

    def show_details(self, bill_id: str) -> None:
        """Ask for one bill in full, then for what happened to it, which an act on thousands of bills makes slow."""
        self._ask("details", lambda workspace: BillService(workspace.desk).show(bill_id), self._show_details)

    def _show_details(self, details: BillDetails) -> None:
        self.details.emit(details)
        bill_id, person = details.view.bill.id, self._desktop.office.name_of
        self._ask("history", lambda workspace: trail(workspace, "bill", bill_id, person), self.told_history.emit)

    def add_up(self, keys: Sequence[int]) -> None:
        """Ask what the chosen bills add up to."""
        chosen = list(keys)
        self._ask("sums", lambda workspace: BillListing(workspace.desk).sums(chosen), self.chosen_sums.emit)

    # -- acts

    def hold(self, rows: Sequence[BillRow], reason: str) -> None:
        """Keep bills from being paid."""
        self._each(rows, lambda bills, row: bills.hold(row.id, reason, version=row.version))

    def lift_hold(self, rows: Sequence[BillRow]) -> None:
        """Let bills be paid again."""
        self._each(rows, lambda bills, row: bills.lift_hold(row.id, version=row.version))

    def dispute(self, rows: Sequence[BillRow], *, disputed: bool) -> None:
        """Mark bills as disputed with their supplier, or the dispute as settled."""
        self._each(rows, lambda bills, row: bills.dispute(row.id, disputed=disputed, version=row.version))

    def void(self, row: BillRow, reason: str) -> None:
        """Take a bill out of the books."""
        self._each([row], lambda bills, one: bills.void(one.id, reason, version=one.version))

    def open_document(self, details: BillDetails) -> None:
        """Show the document of a bill."""
        if details.view.bill.document_id:
            self._desktop.go(Place("review", item=details.view.bill.document_id))

    def today(self) -> date:
        """Return the client's civil date."""
        entry = self._desktop.office.entry(self._desktop.client_id)
        return today(self._desktop.office.clock, entry.profile.zone or "UTC")

    def take_over(self, sheet: Path, day: date) -> None:
        """Take the open bills of a sheet over from the old system; they are posted on `day`."""

        def work(workspace: Workspace) -> Taken:
            workspace.require(NEEDED)
            return TakeOnService(workspace.desk).bills(sheet_text(sheet), day)

        self._desktop.act(self._desktop.client_id, self, work, self.taken.emit, self.not_taken.emit)

    # -- inside

    def _each(self, rows: Sequence[BillRow], act: Callable[[BillService, BillRow], object]) -> None:
        def work(workspace: Workspace) -> None:
            workspace.require(Permission.CAPTURE)
            bills = BillService(workspace.desk)
            for row in rows:
                act(bills, row)

        self._desktop.act(self._desktop.client_id, self, work)

    def _ask(self, name: str, work: Callable[[Workspace], T], then: Callable[[T], None]) -> None:
        client_id = self._desktop.client_id
        if client_id:
            self._desktop.ask(client_id, self, work, then, name=name)

    def _show_found(self, found: BillsFound) -> None:
        """Show what was found at once, then ask for the rest of it, or for what stands around it."""
        self.found.emit(found)
        if found.list.whole:
            self._ask_around(found)
        else:
            self._ask("list", lambda _workspace: _complete(found), self._show_completed)

    def _show_completed(self, found: BillsFound) -> None:
        self.completed.emit(found)
        self._ask_around(found)

    def _ask_around(self, found: BillsFound) -> None:
        """Ask for counts, only where they may be others, and for the total."""
        if self._counted != self._desktop.client_id:
            self._counted = self._desktop.client_id
            self._ask("counts", _count, self.counted.emit)
        keys = found.list.keys
        if len(keys) <= ADDED_UP:
            self._ask("total", lambda workspace: BillListing(workspace.desk).sums(keys), self.added_up.emit)

    def _books_changed(self, client_id: str) -> None:
        if client_id == self._counted:
            self._counted = ""
        if client_id == self._desktop.client_id:
            self.stale.emit()

    stale = Signal()
    """The books changed: what is shown may not hold any more."""


def _find(workspace: Workspace, query: BillQuery, pages: Sequence[int], wanted: str) -> BillsFound:
    listing = BillListing(workspace.desk)
    opened = open_list(listing.of(query), COLUMNS, pages)
    return _found(listing, query, opened, listing.key_of(wanted) if wanted else None)


def _begin(workspace: Workspace, query: BillQuery) -> BillsFound:
    listing = BillListing(workspace.desk)
    return _found(listing, query, open_beginning(listing.of(query), COLUMNS))


def _found(
    listing: BillListing, query: BillQuery, opened: OpenedList[BillRow], wanted: int | None = None
) -> BillsFound:
    none_at_all = not query.text and not len(opened.keys) and not listing.counts((BillList.ALL,))[BillList.ALL]
    return BillsFound(query, opened, wanted, listing.whose(query), none_at_all)


def _complete(found: BillsFound) -> BillsFound:
    return replace(found, list=open_rest(found.list, COLUMNS))


def _count(workspace: Workspace) -> dict[str, int]:
    return {one.value: number for one, number in BillListing(workspace.desk).counts(COUNTED).items()}
