"""The table in which it is said how much is laid on which open invoice."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QStyleOptionViewItem, QWidget

from bookdesk.ui.memory import Memory
from bookdesk.ui.pieces.table import CellDelegate, RecordTable
from bookdesk.ui.sales.laying.table import LAID, PAID, LayingSheet

SHOWN = 3
"""Invoices that are seen at once; more of them scroll."""


class _Cell(CellDelegate):
    """Edits an amount as text."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: object) -> QWidget:
        """Return an editor for a cell."""
        del option, index
        made = QLineEdit(parent)
        made.setAccessibleName(LAID[PAID].title)
        return made


class LayingTable(RecordTable):
    """Open invoices; a key or Enter on one says how much of it is settled."""

    def __init__(self, name: str, memory: Memory) -> None:
        """Hold no invoice yet."""
        self.sheet = LayingSheet()
        super().__init__(self.sheet, name, memory, "Open invoices, and what is laid on each")
        self.sheet.setParent(self)
        self.setItemDelegate(_Cell(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.opened.connect(lambda _: self._edit())
        self.setFixedHeight(height_of(self, SHOWN))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let a digit begin an amount, wherever in its row the keyboard is."""
        plain = event.text().isdigit() and event.modifiers() == Qt.KeyboardModifier.NoModifier
        if not (plain and self.currentIndex().isValid() and self.open_editor() is None):
            super().keyPressEvent(event)
            return
        self._edit()
        editor = self.open_editor()
        if isinstance(editor, QLineEdit):
            editor.setText(event.text())
            editor.setModified(True)  # a person typed it

    def _edit(self) -> None:
        self.edit(self.sheet.index(self.currentIndex().row(), PAID))


def height_of(table: RecordTable, rows: int) -> int:
    """Return the height in which a table shows so many rows whole."""
    return rows * table.verticalHeader().defaultSectionSize() + table.horizontalHeader().sizeHint().height() + 2
