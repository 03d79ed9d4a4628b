"""The plan of an invoice that is paid in parts: a deposit, milestones, the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QStyleOptionViewItem, QWidget

from bookdesk.invoicing.terms import Milestone
from bookdesk.ui.memory import Memory
from bookdesk.ui.pieces.table import CellDelegate, RecordTable
from bookdesk.ui.sales.editor.parts.table import PARTS, PartsSheet, milestone, row_of


class _Cell(CellDelegate):
    """Edits a cell as text, by the name of its column."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: object) -> QWidget:
        """Return an editor for a cell."""
        del option
        made = QLineEdit(parent)
        made.setAccessibleName(PARTS[index.column()].title)  # type: ignore[attr-defined] # an index, as Qt hands it over
        return made


class PartsTable(RecordTable):
    """Parts of the document that is written."""

    changed = Signal()

    def __init__(self, memory: Memory) -> None:
        """Hold no part yet."""
        self.sheet = PartsSheet()
        super().__init__(self.sheet, "entered parts", memory, "Parts in which the invoice is paid")
        self.sheet.setParent(self)
        self.setItemDelegate(_Cell(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setTabKeyNavigation(True)
        self.opened.connect(lambda _: self.edit(self.currentIndex()))
        self.sheet.filled.connect(self.show_all_rows)
        self.sheet.dataChanged.connect(lambda *_: self.changed.emit())
        self.show_plan(())

    def show_plan(self, plan: Sequence[Milestone]) -> None:
        """Show what was agreed."""
        self.sheet.show_parts([row_of(one) for one in plan])

    def plan(self, currency: str, base: date) -> tuple[Milestone, ...]:
        """Return what is typed; `InputError` where a part of it means nothing."""
        return tuple(milestone(one, currency, base, self.locale()) for one in self.sheet.parts())
