"""The page of an ageing: what is owed by age, contact by contact, and the documents behind the chosen one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from bookdesk.reports.ageing import AgedItem
from bookdesk.reports.service import AgeingReport
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.memory import Memory
from bookdesk.ui.pieces.columns import Shown
from bookdesk.ui.pieces.commands import button
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import Shortened, label, set_kind
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.shares import Shares
from bookdesk.ui.pieces.whole_table import WholeTable
from bookdesk.ui.reports.ageing.table import DOCUMENTS, ROWS, WHOLE, OwedRow, shares


class AgeingPage(QWidget):
    """Bars, the table, and below it the documents of the chosen row."""

    opened = Signal(object)
    """Show this document, an `AgedItem`."""
    contact_asked = Signal(str)
    changed = Signal()
    """Another row or document is chosen."""

    def __init__(self, memory: Memory, ways: Sequence[QAction]) -> None:
        """Show nothing yet; `ways` lead on from what is chosen."""
        super().__init__()
        self.rows = RowsModel(ROWS, lambda row: row.key, self)
        self.documents = RowsModel(DOCUMENTS, lambda row: row.document.id, self)
        self.table = WholeTable(self.rows, "ageing", memory, "What is owed by age", WHOLE)
        whole = ("dated", "due", "total", "open", "state")
        self.below = WholeTable(self.documents, "aged documents", memory, "Documents behind it", whole)
        self.shares = Shares("What is open by age", 5)
        self._tie, self._rates, self._named = label("", "muted", wraps=True), label("", "warn", wraps=True), Shortened()
        self._lay_out(ways)
        self.table.current_changed.connect(lambda _: self._show_documents())
        self.below.current_changed.connect(lambda _: self.changed.emit())
        self.table.opened.connect(lambda _: self._open_row())
        self.below.opened.connect(lambda _: self.open_document())

    def show_report(self, report: AgeingReport, rows: Sequence[Shown[OwedRow]]) -> None:
        """Show an ageing with its rows."""
        self.shares.show_shares(shares(report))
        tie = wording.local(report.tie())
        apart = report.control is not None and bool(report.control.apart(report.ageing.base.total))
        self._tie.setText(tie)
        self._tie.setVisible(bool(tie))
        set_kind(self._tie, "warn" if apart else "muted")
        self._rates.setText(report.rates())
        self._rates.setVisible(bool(report.rates()))
        self.rows.show_ready(rows)
        first = next((one.row.key for one in rows if one.row.contact), "")
        if self.table.selected_places() or not self.table.choose(first):  # the sums have no documents to show
            self.table.choose_first()
        self._show_documents()

    def forget(self) -> None:
        """Show nothing any more."""
        self.rows.forget()
        self.documents.forget()
        for words in (self._tie, self._rates, self._named):
            words.setText("")

    def row(self) -> OwedRow | None:
        """Return the row that is chosen."""
        found = self.table.current_record()
        return found if isinstance(found, OwedRow) else None

    def document(self) -> AgedItem | None:
        """Return the document that is chosen."""
        found = self.below.current_record()
        return found if isinstance(found, AgedItem) else None

    def open_document(self) -> None:
        """Show the chosen document on its screen."""
        found = self.document()
        if found is not None:
            self.opened.emit(found)

    def tie(self) -> str:
        """Return what is said of the control account."""
        return self._tie.text()

    def _open_row(self) -> None:
        row = self.row()
        if row is not None and row.contact_id:
            self.contact_asked.emit(row.contact_id)

    def _show_documents(self) -> None:
        row = self.row()
        items = row.items if row is not None else ()
        self.documents.show_rows(items)
        if items:
            self.below.choose_first()
        if row is None:
            words = ""
        elif row.contact:
            words = f"{row.name}, {row.currency}: {wording.count(len(items), 'document')}"
        else:
            words = "Choose a contact to see the documents behind it."
        self._named.setText(words)
        self.changed.emit()

    def _lay_out(self, ways: Sequence[QAction]) -> None:
        above, under, splitter = QFrame(), QWidget(), QSplitter(Qt.Orientation.Vertical)
        head = QVBoxLayout(above)
        head.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        head.setSpacing(GRID // 2)
        for part in (self.shares, self._tie, self._rates):
            head.addWidget(part)
        row, buttons = QHBoxLayout(), FlowLayout(GRID // 2)
        row.setContentsMargins(2 * GRID, GRID // 2, 2 * GRID, GRID // 2)
        row.setSpacing(2 * GRID)
        row.addWidget(self._named, 1)
        for way in ways:
            buttons.addWidget(button(way))
        row.addLayout(buttons, 1)
        foot = QVBoxLayout(under)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(0)
        foot.addLayout(row)
        foot.addWidget(self.below, 1)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(self.table)
        splitter.addWidget(under)
        splitter.setSizes([600, 400])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(above)
        column.addWidget(splitter, 1)
