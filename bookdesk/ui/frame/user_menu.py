"""What concerns the person and not a client: lock, settings, about, quit."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from bookdesk.ui.pieces.commands import Command

LOCK, PEOPLE, ABOUT, QUIT = "lock", "people", "about", "quit"
USER_COMMANDS = (
    Command(LOCK, "Lock BookDesk", ("Ctrl+Shift+L",), "lock", "You"),
    Command(PEOPLE, "People and access", (), "contacts", "You"),
    Command(ABOUT, "About BookDesk", (), "info", "You"),
    Command(QUIT, "Quit", ("Ctrl+Q",), "quit", "You"),
)


class UserMenu(QMenu):
    """Opens below the person's name."""

    def __init__(self, actions: dict[str, QAction], parent: QWidget) -> None:
        """Show the window's own actions, so that words, keys and handlers are the same everywhere."""
        super().__init__(parent)
        self.setAccessibleName("You")
        self.addAction(actions[LOCK])
        self.addAction(actions[PEOPLE])
        self.addAction(actions["go settings"])
        self.addAction(actions[ABOUT])
        self.addSeparator()
        self.addAction(actions[QUIT])

    def open_below(self, button: QWidget) -> None:
        """Open with the right edge at the button's."""
        corner = button.mapToGlobal(button.rect().bottomRight())
        corner.setX(corner.x() - self.sizeHint().width())
        self.popup(corner)
