"""The field of the customer; who is not known yet is added right below it, and what is typed beside stays."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from bookdesk.core.errors import BookDeskError
from bookdesk.core.texts import clean
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.choice_field import ChoiceField
from bookdesk.ui.pieces.form import FormRow, push

_LONGEST = 32
"""Letters of a name that the button shows."""


class CustomerRow(QWidget):
    """A choice of customers under its name; below it what is wrong, and the act that adds who was typed."""

    wanted = Signal(str)
    """The name of somebody who is to become a customer."""

    def __init__(self, field: ChoiceField) -> None:
        """Hold the field."""
        super().__init__()
        self._field, self._row, self.add = field, FormRow("Customer", field), push("")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self._row)
        column.addWidget(self.add)
        self.add.hide()
        field.problem_changed.connect(self._say)
        field.textEdited.connect(lambda _: self._say(""))
        self.add.clicked.connect(lambda: self.wanted.emit(self.unknown()))

    def unknown(self) -> str:
        """Return the name that was typed and means no customer; nothing where it means one, or may not be changed."""
        if self._field.isReadOnly():
            return ""
        try:
            self._field.value()
        except BookDeskError:
            return clean(self._field.text())
        return ""

    def said(self) -> str:
        """Return what stands below the field."""
        return self._row.said()

    def _say(self, problem: str) -> None:
        name = self.unknown() if problem else ""
        self._row.say(f"No customer is called {name}. Choose one from the list, or add him." if name else "")
        self.add.setText(added_words(name).replace("&", "&&"))  # one alone would underline what follows
        self.add.setVisible(bool(name))


def added_words(name: str) -> str:
    """Return what the act is called that makes somebody a customer."""
    return f"Add “{name if len(name) <= _LONGEST else f'{name[: _LONGEST - 1]}…'}” as a customer"
