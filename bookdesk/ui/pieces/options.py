"""A short choice with all its options in sight: one of them is on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.ui.pieces.flow import FlowLayout


class Options(QWidget):
    """Buttons of which one is down. Qt lets the arrows go through such a group, and Tab leave it."""

    chosen = Signal(str)

    def __init__(self, name: str, choices: Sequence[Choice], value: str, icons: Sequence[str] = ()) -> None:
        """Offer the choices; `value` is on."""
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        row = FlowLayout(GRID // 2)
        self.setLayout(row)
        for place, choice in enumerate(choices):
            made = QPushButton(choice.words)
            made.setProperty("kind", "chip")
            made.setCheckable(True)
            made.setAccessibleName(f"{name}: {choice.words}")
            if icons:
                made.setIcon(icon(icons[place], "text"))
            made.clicked.connect(lambda _checked, value=choice.value: self.chosen.emit(value))
            self._group.addButton(made)
            self.buttons[choice.value] = made
            row.addWidget(made)
        self.show_value(value)

    def show_value(self, value: str) -> None:
        """Show which one is on, without telling that it was chosen."""
        for name, button in self.buttons.items():
            button.setChecked(name == value)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keyboard to the one that is on."""
        super().focusInEvent(event)
        if (value := self.value()) in self.buttons:
            self.buttons[value].setFocus(event.reason())

    def value(self) -> str:
        """Return which one is on."""
        return next((name for name, button in self.buttons.items() if button.isChecked()), "")
