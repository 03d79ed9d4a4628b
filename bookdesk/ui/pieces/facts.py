"""Facts of one record: a name and what it is, line by line, to be read and copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from bookdesk.ui.look.theme import figures
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.labels import label, quiet

_SHORT = 16
"""Letters of a sum with its currency: what is no longer than that is never broken, nor cut."""


class Facts(QWidget):
    """A grid of names and values; what is not known is left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        form = self._form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(2 * GRID)
        form.setVerticalSpacing(GRID // 2)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        form.setFormAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)  # a long word goes below its name

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these, in order; empty values are left out."""
        while self._form.rowCount():
            self._form.removeRow(0)
        for name, value in facts:
            if value:
                self._form.addRow(quiet(name, wraps=False), _value(name, value))
        self._find_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find out whether names and values have room beside each other."""
        super().resizeEvent(event)
        self._find_room()

    def _find_room(self) -> None:
        """Put every value below its name where a sum beside the longest name would be cut: Qt asks row by row."""
        form, roles = self._form, QFormLayout.ItemRole
        names, values = (
            [item.widget() for row in range(form.rowCount()) if (item := form.itemAt(row, role)) is not None]
            for role in (roles.LabelRole, roles.FieldRole)
        )
        widest = max((one.sizeHint().width() for one in names if one is not None), default=0)
        longest = max((one.minimumSizeHint().width() for one in values if one is not None), default=0)
        fits = widest + form.horizontalSpacing() + longest <= self.width()
        policies = QFormLayout.RowWrapPolicy
        form.setRowWrapPolicy(policies.WrapLongRows if fits else policies.WrapAllRows)


def _value(name: str, value: str) -> QLabel:
    made = label(value, wraps=len(value) > _SHORT)
    made.setFont(figures(made.font()))
    made.setAccessibleName(f"{name}: {value}")
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made
