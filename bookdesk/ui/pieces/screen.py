"""What the frame knows of a screen: its name, how to show a place on it, and what it says of itself."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from bookdesk.ui.desktop import Desktop, Place


class Screen(QWidget):
    """The base of every screen. Its commands are its actions, bound by `pieces.commands.bind`."""

    busy_changed = Signal(str)
    """What the screen is doing, or nothing."""

    def __init__(self, desktop: Desktop, name: str, parent: QWidget | None = None) -> None:
        """Take a place in the frame under `name`."""
        super().__init__(parent)
        self.desktop = desktop
        self.name = name
        self.setObjectName(f"screen {name}")

    def show_place(self, place: Place) -> None:
        """Show one of the screen's lists, or a record; called each time the person comes here."""

    def take_keyboard(self) -> None:
        """Put the keyboard where the work of this screen begins."""
        self.setFocus()

    def leave(self) -> bool:
        """Whether the person may go elsewhere now; a screen with unsaved input saves or asks first."""
        return True
