"""One row of the list in full: what may be done, its facts, its invoices, and the letter as its customer reads it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.commands import button
from bookdesk.ui.pieces.facts import Facts
from bookdesk.ui.pieces.flow import FlowLayout
from bookdesk.ui.pieces.labels import PillLabel, heading, label, quiet
from bookdesk.ui.pieces.models import RowsModel
from bookdesk.ui.pieces.pages import Scrolling
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.reminders.letter.table import LINES, LineRow, facts_of, line_rows
from bookdesk.ui.reminders.presenter import LetterShown
from bookdesk.ui.reminders.table import AboutInvoice, ReminderRow


class LetterPane(Scrolling):
    """The chosen reminder, or the chosen invoice of which nothing is said."""

    invoices_chosen = Signal()
    """Others of its invoices are chosen."""

    def __init__(self, desktop: Desktop, acts: Sequence[QAction], history: QPushButton) -> None:
        """Show nothing yet; what cannot be done just now is hidden."""
        super().__init__()
        self.setAccessibleName("The chosen reminder")
        self.shown: LetterShown | None = None
        self._row: ReminderRow | None = None
        self._title, self._pill, self._facts = heading(""), PillLabel(), Facts()
        self._title.setWordWrap(True)
        self._none = quiet("Nothing is chosen.")
        self.model: RowsModel[LineRow] = RowsModel(LINES, lambda row: row.about.id, self)
        self.table = RecordTable(self.model, "reminder lines", desktop.memory, "Invoices of the chosen reminder")
        self._of_lines, self._of_letter = heading("Invoices in it"), heading("The letter")
        self.subject, self.text = label("", "title", wraps=True), label("", wraps=True)
        for part in (self.subject, self.text):
            part.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out(acts, history)
        self.table.selection_changed.connect(self.invoices_chosen)
        self.show_row(None)

    def show_row(self, row: ReminderRow | None) -> None:
        """Show a row by itself; its letter follows."""
        if row is None or self.shown is None or self.shown.row.key != row.key:
            self._show(None)
        self._row = row
        self._none.setVisible(row is None)
        self._title.setVisible(row is not None)
        self._title.setText(f"{row.customer}  ·  {row.numbers}" if row is not None else "")
        self._pill.show_pill(row.pill if row is not None else None)

    def show_letter(self, shown: LetterShown) -> None:
        """Show the letter and the facts of the row that is shown."""
        if self._row is not None and self._row.key == shown.row.key:
            self._show(shown)

    def chosen(self) -> list[AboutInvoice]:
        """Return the invoices that an act is about: those chosen of a letter, else all of the row."""
        rows: list[LineRow] = self.table.selected_records() if self.model.rowCount() else []
        if rows:
            return [row.about for row in rows]
        return [one for one in self._row.invoices if one.id] if self._row is not None else []

    def _show(self, shown: LetterShown | None) -> None:
        self.shown = shown
        rows = line_rows(shown) if shown is not None else []
        self.model.show_rows(rows)
        self.table.show_all_rows()
        if rows:
            self.table.selectAll()
        letting = shown.letting if shown is not None else None
        self._facts.show_facts(facts_of(shown) if shown is not None else ())
        self._facts.setVisible(shown is not None)
        self.subject.setText(letting.wording.text.subject if letting is not None else "")
        self.text.setText(letting.wording.text.plain if letting is not None else "")
        for part in (self._of_lines, self.table, self._of_letter, self.subject, self.text):
            part.setVisible(letting is not None)

    def _lay_out(self, acts: Sequence[QAction], history: QPushButton) -> None:
        body, row = QWidget(), FlowLayout(GRID // 2)
        for act in acts:
            row.addWidget(button(act, hides=True))
        row.addWidget(history)
        column = QVBoxLayout(body)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.setSpacing(GRID)
        above: tuple[QWidget, ...] = (self._none, self._title, self._pill)
        below: tuple[QWidget, ...] = (
            self._facts, self._of_lines, self.table, self._of_letter, self.subject, self.text,
        )  # fmt: skip
        for part in above:
            column.addWidget(part)
        column.addLayout(row)
        for part in below:
            column.addWidget(part)
        column.addStretch(1)
        self.setWidget(body)
