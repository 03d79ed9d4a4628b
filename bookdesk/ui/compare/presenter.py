"""Two documents side by side as they are asked for and decided on; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService
from bookdesk.capture.sidebyside import Comparison
from bookdesk.core.errors import BookDeskError
from bookdesk.models.document import DocumentState
from bookdesk.security.roles import Permission
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.documents import put_behind
from bookdesk.ui.messages import Place
from bookdesk.ui.sheets import FIRST_WIDTH, PageShown, Sheets
from bookdesk.workspace import Workspace

_OPEN = (DocumentState.TO_REVIEW, DocumentState.NOT_PAYABLE, DocumentState.DUPLICATE, DocumentState.FAILED)


class ComparePresenter(QObject):
    """Holds a document and the one it may be again, of the client in front."""

    found = Signal(object)
    """A `Comparison`."""
    failed = Signal(object)
    """A `BookDeskError`: there is nothing to compare, or an act was refused."""
    page_shown = Signal(object)
    """A `PageShown` of one of the two."""
    page_failed = Signal(str, object)
    """A document whose page cannot be shown, and the `BookDeskError` that says why."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._desktop = desktop
        self._sheets = Sheets(desktop, self)
        self.comparison: Comparison | None = None
        self.page, self.back = 1, Place("inbox")
        self._document = self._beside = ""

    def open(self, document_id: str, beside: str = "") -> None:
        """Bring two documents side by side; without `beside` the likeliest one."""
        self._document, self._beside, self.comparison = document_id, beside, None

        def work(workspace: Workspace) -> Comparison:
            return self._inbox(workspace).compare(document_id, beside)

        self._desktop.ask(self._desktop.client_id, self, work, self._show, self.failed.emit, name="comparison")

    def close(self) -> None:
        """Let go of the pages."""
        self._sheets.keep(())
        self.comparison = None

    def leaf(self, by: int) -> None:
        """Turn to another page of both."""
        if self.comparison is not None and 1 <= self.page + by <= self.pages():
            self.page += by
            self._paint()

    def pages(self) -> int:
        """Return how many pages the longer of the two has."""
        if self.comparison is None:
            return 0
        return max(one.arrival.pages or 1 for one in (self.comparison.left, self.comparison.right))

    def next_other(self) -> None:
        """Bring the next of those that are like the document."""
        found = self.comparison
        if found is None or len(found.others) < 2:  # noqa: PLR2004 - there is another than the shown one
            return
        ids = [one.document_id for one in found.others]
        shown = found.right.row.document_id
        place = ids.index(shown) if shown in ids else -1
        self.open(self._document, ids[(place + 1) % len(ids)])

    def repeating(self) -> tuple[str, int] | None:
        """Return which of the two is, or would be, the other one again, and the other one's number."""
        found = self.comparison
        if found is None:
            return None
        left, right = found.left.row, found.right.row
        if right.duplicate_of == left.number:
            return right.document_id, left.number
        return left.document_id, right.number

    def may_decide(self) -> bool:
        """Whether something is left to be said of the one that repeats the other."""
        found, repeating = self.comparison, self.repeating()
        if found is None or repeating is None:
            return False
        rows = {one.row.document_id: one.row for one in (found.left, found.right)}
        return rows[repeating[0]].state in _OPEN

    def is_same(self) -> None:
        """Say that it is the same again: it stands behind the other one, its original stays."""
        repeating = self.repeating()
        if repeating is not None:
            self._say(repeating[0], str(repeating[1]), f"It is kept behind document {repeating[1]}.")

    def is_another(self) -> None:
        """Say that it is another one, whatever it looks like."""
        repeating = self.repeating()
        if repeating is not None:
            self._say(repeating[0], "no", "It is a document of its own.", self._behind())

    def go_back(self) -> None:
        """Go back to where the two were opened."""
        self._desktop.go(self.back)

    def _behind(self) -> Callable[[], object] | None:
        """Return what puts the document back behind the one that it stands behind now; none where it stands alone."""
        found, repeating, desktop = self.comparison, self.repeating(), self._desktop
        if found is None or repeating is None:
            return None
        rows = {one.row.document_id: one.row.duplicate_of for one in (found.left, found.right)}
        number = rows[repeating[0]]
        return partial(put_behind, desktop, desktop.client_id, {repeating[0]: number}) if number is not None else None

    def _say(self, document_id: str, value: str, told: str, back: Callable[[], object] | None = None) -> None:
        def work(workspace: Workspace) -> None:
            workspace.require(Permission.CAPTURE)
            self._inbox(workspace).set(document_id, {"duplicate": value})

        def then(_: None) -> None:
            self.go_back()

        self._desktop.act(self._desktop.client_id, self, work, then, self.failed.emit, remedy=told, back=back)

    def _show(self, found: Comparison) -> None:
        self.comparison, self.page = found, 1
        self.found.emit(found)
        self._paint()

    def _paint(self) -> None:
        found = self.comparison
        if found is None:
            return
        ids = [one.row.document_id for one in (found.left, found.right)]
        self._sheets.keep(ids)
        for document_id in ids:
            self._sheets.paint(document_id, self.page, self._painted, self._broken(document_id), FIRST_WIDTH)

    def _painted(self, page: PageShown) -> None:
        if page.number == self.page:
            self.page_shown.emit(page)

    def _broken(self, document_id: str) -> Callable[[BookDeskError], None]:
        return lambda error: self.page_failed.emit(document_id, error)

    def _inbox(self, workspace: Workspace) -> InboxService:
        return InboxService(workspace.desk, CaptureService(workspace.desk, self._desktop.equipment.reader()))
