"""One estimate in full: state, facts, lines, its history."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.messages import history_of
from bookdesk.ui.pieces.commands import button
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import PillLabel, heading, quiet
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.pieces.timeline import Timeline
from bookdesk.ui.sales.estimates.presenter import EstimateShown
from bookdesk.ui.sales.estimates.table import facts_of, line_rows, state_pill
from bookdesk.ui.sales.table import LINES


class EstimatePane(Scrolling):
    """One estimate in full."""

    def __init__(self, desktop: Desktop, acts: list[QAction]) -> None:
        """Show nothing yet."""
        super().__init__()
        self.setAccessibleName("The chosen estimate")
        self._id = ""
        self._title, self._pill, self._facts = heading(""), PillLabel(), Facts()
        self._none, self._title_of_lines = quiet("No estimate is chosen."), heading("Lines")
        self._title.setWordWrap(True)
        self._model = RowsModel(LINES, lambda row: row.key)
        self._lines = RecordTable(self._model, "estimate lines", desktop.memory, "Lines of the estimate")
        self._history, self._history_heading = Timeline(desktop.zone), heading("History")
        body, row = QWidget(), FlowLayout(GRID // 2)
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        for act in acts:
            row.addWidget(button(act, hides=True))
        for part in (self._none, self._title, self._pill):
            column.addWidget(part)
        column.addLayout(row)
        for below in (self._facts, self._title_of_lines, self._lines, self._history_heading, self._history):
            column.addWidget(below)
        column.addStretch(1)
        self.setWidget(body)
        self._history.whole_asked.connect(lambda: desktop.go(history_of("estimate", self._id)))
        self.show_estimate(None)

    def show_estimate(self, shown: EstimateShown | None) -> None:
        """Show an estimate, or that none is chosen."""
        known = shown is not None
        self._none.setVisible(not known)
        for part in (self._title, self._facts):
            part.setVisible(known)
        rows = line_rows(shown.details) if shown is not None else []
        self._model.show_rows(rows)
        self._lines.show_all_rows()
        self._title_of_lines.setVisible(bool(rows))
        self._lines.setVisible(bool(rows))
        history = shown.history if shown is not None else ()
        self._history.show_entries(history)
        self._history_heading.setVisible(bool(history))
        self._pill.show_pill(state_pill(shown.details.view) if shown is not None else None)
        self._id = shown.details.view.estimate.id if shown is not None else ""
        if shown is not None:
            view = shown.details.view
            self._title.setText(f"{view.customer}  ·  {view.estimate.number or 'Estimate, no number yet'}")
            self._facts.show_facts(facts_of(shown.details))
