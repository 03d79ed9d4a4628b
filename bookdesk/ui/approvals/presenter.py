"""The approval queue as it is asked for and acted on; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from bookdesk.approvals.evidence import Evidence
from bookdesk.core.errors import BookDeskError
from bookdesk.core.limits import MEGABYTE
from bookdesk.core.ownfiles import read_own_file, shown_name
from bookdesk.core.progress import Silent
from bookdesk.core.vocabulary import Channel
from bookdesk.office.queue import ApprovalQueue, Known, ManyApproved, WaitingAt
from bookdesk.office.waiting import QueueItem, View, in_order, viewed
from bookdesk.payments.bills import BillService
from bookdesk.security.roles import Permission, permitted
from bookdesk.ui.approvals.table import key_of, sort_key
from bookdesk.ui.desktop import Act, Desktop
from bookdesk.ui.sheets import PageShown, Sheets
from bookdesk.workspace import Workspace

T = TypeVar("T")
LARGEST_EVIDENCE = 25 * MEGABYTE
PREVIEW = 800
_CALM = 150


class Looking(Silent):
    """A look at all clients that can be given up."""

    def __init__(self) -> None:
        """Go on until told otherwise."""
        self._stopped = False

    def cancelled(self) -> bool:
        """Whether a newer look began."""
        return self._stopped

    def stop(self) -> None:
        """End after the client that is being looked at."""
        self._stopped = True


class ApprovalsPresenter(QObject):
    """Holds what waits of all clients, looks again at a client after something happened there, and decides."""

    shown = Signal(object, object)
    """The items of the view in order, and how long each view is."""
    decided = Signal(object)
    """`ManyApproved`."""
    page_shown = Signal(object)
    page_failed = Signal(object)
    failed = Signal(object)
    _came = Signal(object)
    """A `WaitingAt`, while the others are looked at."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Know nothing yet."""
        super().__init__(parent)
        self._desktop = desktop
        self._sheets = Sheets(desktop, self)
        self._items: dict[str, tuple[QueueItem, ...]] = {}
        self._seen: dict[str, datetime | None] = {}
        self._looking = Looking()
        self._signing: set[tuple[str, int]] = set()
        self._looked_at = ""
        self._later: set[str] = set()
        self.view, self.text, self.order, self.descending = View.MINE, "", "due", False
        self.known = False
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM)
        self._calm.timeout.connect(self._look_later)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_CALM)
        self._soon.timeout.connect(self._show)
        self._came.connect(self._take)
        desktop.books_changed.connect(self._changed)

    def refresh(self) -> None:
        """Look at every client of which something waits, and show it as it is found.

        Clients whose books stand as they did are not opened again.
        """
        self._look(dict(self._seen))

    def look_again(self) -> None:
        """Look at every client anew: who may sign can change without anything in its books."""
        self._look({})

    def _look(self, known: Known) -> None:
        self._looking.stop()
        looking = self._looking = Looking()

        def work() -> frozenset[str]:
            found = set()
            for one in self._queue().each(known, looking):
                found.add(one.client_id)
                if one.items is not None:
                    self._came.emit(one)  # from the thread at work: Qt brings it to the window's
            return frozenset(found)

        self._desktop.door.ask(self, work, self._know, self.failed.emit, name="queue")

    def show(self, **changes: object) -> None:
        """Show another view, or in another order (`view`, `text`, `order`, `descending`)."""
        for name, value in changes.items():
            setattr(self, name, value)
        self._show()

    def look_at(self, item: QueueItem, number: int = 1, width: int = 0) -> None:
        """Ask for a page of a bill's document."""
        self._looked_at = item.document_id or ""
        if item.document_id is None:
            return
        document_id = item.document_id
        self._sheets.keep({document_id})

        def painted(page: PageShown) -> None:
            if page.document_id == self._looked_at:
                self.page_shown.emit(page)

        def broken(error: BookDeskError) -> None:
            if document_id == self._looked_at:
                self.page_failed.emit(error)

        self._sheets.paint(document_id, number, painted, broken, width or PREVIEW, client_id=item.client_id)

    def leave(self) -> None:
        """Let go of the pages."""
        self._looked_at = ""
        self._sheets.keep(())

    # -- deciding

    def approve(self, items: Sequence[QueueItem], comment: str = "") -> None:
        """Sign for bills, each by itself; a refusal keeps no other from being approved.

        A bill that was signed for as it is shown is left out: the second press of a key was for the same bill.
        """
        items = [item for item in items if (item.bill_id, item.version) not in self._signing]
        if not items:
            return
        signing = {(item.bill_id, item.version) for item in items}
        self._signing |= signing
        wanted = [(item.client_id, item.bill_id, item.version) for item in items]
        clients = dict.fromkeys(item.client_id for item in items)

        def then(outcome: ManyApproved) -> None:
            refused = {one.bill_id for one in outcome.refused}
            self._signing -= {one for one in signing if one[0] in refused}
            for client_id in clients:
                self._desktop.books_changed.emit(client_id)
            for done in outcome.acts:
                self._desktop.acted.emit(Act(done.client_id or "", done))
            self.decided.emit(outcome)

        def failed(error: BookDeskError) -> None:
            self._signing -= signing
            self.failed.emit(error)

        lane = next(iter(clients), "practice")
        work = lambda: self._queue().approve_many(wanted, comment=comment or None)  # noqa: E731 - as short as it is
        self._desktop.door.change(lane, self, work, then, failed)

    def reject(self, item: QueueItem, reason: str) -> None:
        """Send a bill back with a reason."""
        self._act(item, lambda workspace: workspace.approvals.reject(item.bill_id, reason, version=item.version))

    def may_hold(self, item: QueueItem) -> bool:
        """Whether this person may hold bills of the client."""
        return permitted(self._desktop.office.entry(item.client_id).roles, Permission.CAPTURE)

    def hold(self, item: QueueItem, reason: str) -> None:
        """Keep a bill from being paid, for a reason."""
        self._on_bill(item, lambda bills: bills.hold(item.bill_id, reason, version=item.version))

    def lift_hold(self, item: QueueItem) -> None:
        """Let a bill be paid again."""
        self._on_bill(item, lambda bills: bills.lift_hold(item.bill_id, version=item.version))

    def withdraw(self, item: QueueItem, reason: str) -> None:
        """Take one's own approval back."""
        self._act(item, lambda workspace: workspace.approvals.withdraw(item.bill_id, reason))

    def receive(self, item: QueueItem, given_by: str, channel: Channel, path: Path) -> None:
        """Enter an approval that came by mail or phone, with what shows it."""
        names = frozenset(user.name for user in self._desktop.office.practice.file.users())

        def work(workspace: Workspace) -> object:
            workspace.require(Permission.RECORD_APPROVAL)
            name, content = shown_name(path), read_own_file(path, LARGEST_EVIDENCE)
            evidence = Evidence(name, "application/octet-stream", content)
            return workspace.approvals.receive(item.bill_id, given_by, channel, evidence, colleagues=names)

        self._act(item, work)

    def confirm_received(self, item: QueueItem) -> None:
        """Confirm, as a second person, an approval that was received."""
        given_by = item.to_confirm[0] if len(item.to_confirm) == 1 else None
        self._act(item, lambda workspace: workspace.approvals.confirm_received(item.bill_id, given_by))

    # -- inside

    def _queue(self) -> ApprovalQueue:
        return ApprovalQueue(self._desktop.office, self._desktop.overview())

    def _take(self, found: WaitingAt) -> None:
        """Keep what was found at one client; it is shown before long, together with others."""
        self._items[found.client_id] = found.items or ()
        self._seen[found.client_id] = found.seen
        if not self._soon.isActive():
            self._soon.start()

    def _know(self, clients: frozenset[str]) -> None:
        """Know that nothing waits anywhere else."""
        self.known = True
        self._soon.stop()
        self._items = {client_id: items for client_id, items in self._items.items() if client_id in clients}
        self._show()

    def _changed(self, client_id: str) -> None:
        if self.known:
            self._later.add(client_id)
            self._calm.start()

    def _look_later(self) -> None:
        """Look again at the clients where something happened, not at all of them."""
        clients, self._later = tuple(self._later), set()

        def work() -> Mapping[str, tuple[QueueItem, ...]]:
            queue = self._queue()
            return {client_id: queue.of_client(client_id) for client_id in clients}

        self._desktop.door.ask(self, work, self._know_more, self.failed.emit)

    def _know_more(self, found: Mapping[str, tuple[QueueItem, ...]]) -> None:
        self._items |= found
        self._show()

    def _show(self) -> None:
        every = in_order([item for items in self._items.values() for item in items])
        words = self.text.casefold().split()
        rows = [item for item in viewed(every, self.view) if all(word in _text(item) for word in words)]
        rows.sort(key=lambda item: sort_key(item, self.order), reverse=self.descending)
        self.shown.emit(rows, {view.value: len(viewed(every, view)) for view in View})

    def _on_bill(self, item: QueueItem, act: Callable[[BillService], object]) -> None:
        def work(workspace: Workspace) -> object:
            workspace.require(Permission.CAPTURE)
            return act(BillService(workspace.desk))

        self._act(item, work)

    def _act(self, item: QueueItem, work: Callable[[Workspace], object]) -> None:
        self._desktop.act(item.client_id, self, work, None, self.failed.emit)


def _text(item: QueueItem) -> str:
    return f"{item.client} {item.supplier} {item.number} {item.total.text} {key_of(item)}".casefold()
