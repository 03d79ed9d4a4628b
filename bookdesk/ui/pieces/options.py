"""A short choice with all its options in sight: one of them is on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
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
        self._row = FlowLayout(GRID // 2)
        self.setLayout(self._row)
        self._add(choices, icons)
        self.show_value(value)

    def offer(self, choices: Sequence[Choice], value: str) -> None:
        """Offer other choices; `value` is on."""
        for button in self.buttons.values():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.deleteLater()
        self.buttons = {}
        self._add(choices, ())
        self.show_value(value)

    def _add(self, choices: Sequence[Choice], icons: Sequence[str]) -> None:
        for place, choice in enumerate(choices):
            made = QPushButton(choice.words)
            made.setProperty("kind", "chip")
            made.setCheckable(True)
            made.setAccessibleName(f"{self.accessibleName()}: {choice.words}")
            if icons:
                made.setIcon(icon(icons[place], "text"))
            made.clicked.connect(lambda _checked, value=choice.value: self.chosen.emit(value))
            self._group.addButton(made)
            self.buttons[choice.value] = made
            self._row.addWidget(made)

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


class OptionRow(Options):
    """The same, none of them below another: for where a row has room for all of them beside other things."""

    def sizeHint(self) -> QSize:
        """Return the room of all of them side by side."""
        hints = [button.sizeHint() for button in self.buttons.values()]
        width = sum(hint.width() + GRID // 2 for hint in hints)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()
