"""Facts of one record: a name and what it is, line by line, to be read and copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from bookdesk.ui.look.theme import figures
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.labels import label, quiet


class Facts(QWidget):
    """A grid of names and values; what is not known is left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID // 2)
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these, in order; empty values are left out."""
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for row, (name, value) in enumerate((name, value) for name, value in facts if value):
            self._grid.addWidget(quiet(name, wraps=False), row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(_value(name, value), row, 1)


def _value(name: str, value: str) -> QLabel:
    made = label(value, wraps=True)
    made.setFont(figures(made.font()))
    made.setAccessibleName(f"{name}: {value}")
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
