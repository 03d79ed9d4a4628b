"""A short choice with all its options in sight: one of them is on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.fields import Choice
from bookdesk.ui.pieces.flow import FlowLayout

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class Options(QWidget):
    """Buttons of which one is down. The arrows go through them; Tab leaves them."""

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
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if name == value else Qt.FocusPolicy.ClickFocus)
        if value in self.buttons:
            self.setFocusProxy(self.buttons[value])

    def value(self) -> str:
        """Return which one is on."""
        return next((name for name, button in self.buttons.items() if button.isChecked()), "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next or previous one with the arrows."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        names = list(self.buttons)
        place = names.index(self.value()) + step
        if 0 <= place < len(names):
            self.show_value(names[place])
            self.buttons[names[place]].setFocus()
            self.chosen.emit(names[place])
