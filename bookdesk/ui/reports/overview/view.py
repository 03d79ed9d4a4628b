"""The page of the overview: invoices by how they stand, each leading to its list, and how fast customers pay."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from bookdesk.reports.service import CollectionReport
from bookdesk.reports.standings import InvoiceOverview
from bookdesk.ui.look import theme
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.memory import Memory
from bookdesk.ui.pieces.commands import button
from bookdesk.ui.pieces.labels import label, quiet
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.pieces.whole_table import WholeTable
from bookdesk.ui.reports.overview.table import FIGURES, STANDINGS, StandingRow, in_full, lead_words, standing_rows


class OverviewPage(QWidget):
    """Two short tables; what the chosen figure is stands below them in full."""

    followed = Signal(object)
    """Show what is behind a `StandingRow`."""

    def __init__(self, memory: Memory, follow: QAction) -> None:
        """Show nothing yet; `follow` leads to what is behind the chosen row."""
        super().__init__()
        self.standings = RowsModel(STANDINGS, lambda row: row.key, self)
        self.figures = RowsModel(FIGURES, lambda row: row.name.value, self)
        whole = ("standing", "count", "currency", "invoiced", "open")
        self.table = WholeTable(self.standings, "standings", memory, "Invoices by how they stand", whole)
        self.speeds = WholeTable(self.figures, "speeds", memory, "How fast customers pay", ("name", "value"))
        self._defined, self.lead = quiet(""), label("", wraps=True)
        self.lead.setContentsMargins(2 * GRID, 0, 2 * GRID, GRID)
        self.lead.hide()
        row = QHBoxLayout()
        row.setContentsMargins(2 * GRID, GRID // 2, 2 * GRID, GRID // 2)
        row.addWidget(button(follow))
        row.addStretch(1)
        below = QVBoxLayout()
        below.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        below.addWidget(self._defined)
        self._body = QWidget()
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 5)
        column.addLayout(row)
        column.addWidget(self.lead)
        column.addWidget(self.speeds, 7)
        column.addLayout(below)
        column.addStretch(1)
        self._area = Scrolling(self._body)
        whole_page = QVBoxLayout(self)
        whole_page.setContentsMargins(0, 0, 0, 0)
        whole_page.addWidget(self._area)
        self.table.current_changed.connect(lambda _: self._keep_in_sight())
        self.table.opened.connect(lambda _: self.follow())
        self.speeds.current_changed.connect(lambda _: self._define())

    def show_overview(self, found: InvoiceOverview, base: str) -> None:
        """Show invoices by how they stand."""
        self.standings.show_rows(standing_rows(found, base))
        _fit(self.table)
        self.table.setMinimumHeight(self.table.maximumHeight())  # one row of several would be read as all that is open
        self.table.choose_first()

    def show_figures(self, report: CollectionReport) -> None:
        """Show how fast customers pay."""
        self.figures.show_rows(report.collection.figures)
        self.lead.setText(lead_words(report.collection))
        self.lead.setVisible(bool(self.lead.text()))
        _fit(self.speeds)
        self.speeds.choose_first()
        self._define()

    def forget(self) -> None:
        """Show nothing any more."""
        self.standings.forget()
        self.figures.forget()
        self._defined.setText("")
        self.lead.setText("")
        self.lead.hide()

    def chosen(self) -> StandingRow | None:
        """Return the row that is chosen."""
        row = self.table.current_record()
        return row if isinstance(row, StandingRow) else None

    def follow(self) -> None:
        """Show what is behind the chosen row."""
        row = self.chosen()
        if row is not None:
            self.followed.emit(row)

    def defined(self) -> str:
        """Return what is said of the chosen figure."""
        return self._defined.text()

    def _keep_in_sight(self) -> None:
        """Let the page follow who walks the rows: the table itself is as high as they are."""
        if self.table.hasFocus():
            row = self.table.visualRect(self.table.currentIndex())
            below = self.table.viewport().mapTo(self._body, row.bottomLeft())
            self._area.ensureVisible(0, below.y(), 0, row.height())

    def _define(self) -> None:
        row = self.speeds.current_record()
        self._defined.setText(in_full(row) if row is not None else "")


def _fit(table: RecordTable) -> None:
    """Let a table be no higher than its rows: what stands below it belongs to it."""
    heading = table.horizontalHeader().sizeHint().height()
    table.setMaximumHeight(heading + table.model().rowCount() * theme.row() + 2)
