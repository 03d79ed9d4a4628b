"""The list of bills as it is asked for and acted on; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, Signal

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
from bookdesk.ui.pieces.list_presenter import Found, ListPresenter, ListSource
from bookdesk.workspace import Workspace

BillsFound = Found[BillQuery, BillRow]
_SOURCE = ListSource(
    BillListing,
    COLUMNS,
    BillList.ALL,
    tuple(one for one in BillList if one not in (BillList.ALL, BillList.PAID, BillList.VOID)),
    sums=lambda desk, _, keys: BillListing(desk).sums(keys),
    whose=lambda desk, query: BillListing(desk).whose(query),
)
"""What is open adds up, by currency."""


class BillsPresenter(ListPresenter[BillQuery, BillRow, BillList]):
    """Asks for lists of bills of the client in front, and does what a person decides on them."""

    details = Signal(object)
    """The `BillDetails` of the current bill."""
    told_history = Signal(object)
    """What happened to the current bill, as `TrailEntry`s; it comes after the details."""
    taken = Signal(object)
    """A sheet was taken over: what it brought, as `Taken`."""
    not_taken = Signal(object)

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Begin with all open bills, by due date."""
        super().__init__(desktop, _SOURCE, BillQuery(BillList.OPEN, order=BillOrder.DUE_DATE), parent)

    def show_details(self, bill_id: str) -> None:
        """Ask for one bill in full, then for what happened to it, which an act on thousands of bills makes slow."""
        self._ask("details", lambda workspace: BillService(workspace.desk).show(bill_id), self._show_details)

    def _show_details(self, details: BillDetails) -> None:
        self.details.emit(details)
        bill_id, person = details.view.bill.id, self._desktop.office.name_of
        self._ask("history", lambda workspace: trail(workspace, "bill", bill_id, person), self.told_history.emit)

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
