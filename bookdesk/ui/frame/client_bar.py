"""The bar at the top, in the colour of the client in front: whose books these are is never in doubt."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look import theme
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, ON_CLIENT, RADIUS, client_colour, initials
from bookdesk.ui.pieces.tips import plain_tip


class ClientBar(QFrame):
    """Client, search, alerts and user. It only shows and asks; the window acts."""

    switch_asked = Signal()
    search_asked = Signal()
    user_asked = Signal()

    def __init__(self, desktop: Desktop, parent: QWidget | None = None) -> None:
        """Show the client in front of the person."""
        super().__init__(parent)
        self.setObjectName("client bar")
        self._desktop, self._of_all = desktop, True
        self.client = _bar_button("Choose a client", "Switch client (Ctrl+P)")
        self.search = _bar_button("Search everything   Ctrl+K", "Search everything (Ctrl+K)", "search")
        self.user = _bar_button(desktop.office.user_name(), "You: lock, settings", "user")
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, GRID // 2, GRID, GRID // 2)
        row.addWidget(self.client)
        row.addStretch(1)
        row.addWidget(self.search)
        row.addStretch(1)
        row.addWidget(self.user)
        self.client.clicked.connect(self.switch_asked)
        self.search.clicked.connect(self.search_asked)
        self.user.clicked.connect(self.user_asked)
        desktop.client_changed.connect(self.show_client)
        theme.THEME.changed.connect(self.show_client)
        self.show_client()

    def show_scope(self, *, of_all: bool) -> None:
        """Say whether the screen shows all clients: then no client's colour lies over it."""
        self._of_all = of_all
        self.show_client()

    def show_client(self) -> None:
        """Show the client in front, in its colour unless the screen shows all clients."""
        client_id = self._desktop.client_id
        name = self._desktop.office.entry(client_id).name if client_id else ""
        coloured = bool(client_id) and not self._of_all
        colour = client_colour(client_id) if coloured else theme.colours().bar
        ink = ON_CLIENT if coloured else theme.colours().on_bar
        self.client.setText(self._words(name))
        self.client.setAccessibleName(f"Client {name}: switch" if client_id else "Choose a client")
        self.setStyleSheet(
            f"QFrame#{_quoted(self)} {{ background: {colour}; }}"
            f" QPushButton {{ color: {ink}; background: {colour}; border: 1px solid {colour};"
            f" border-radius: {RADIUS}px; padding: 2px {GRID}px; text-align: left; }}"
            f" QPushButton:hover, QPushButton:focus {{ border: 1px solid {ink}; }}"
        )
        for one, name_of_icon in ((self.search, "search"), (self.user, "user")):
            one.setIcon(icon(name_of_icon, ink))

    def _words(self, name: str) -> str:
        if name and not self._of_all:
            return f"{initials(name)}   {name}  ▾"
        return f"All clients   (in front: {name})  ▾" if name else "All clients  ▾"


def _quoted(widget: QWidget) -> str:
    name = widget.objectName().replace(" ", "_")
    widget.setObjectName(name)
    return name


def _bar_button(words: str, spoken: str, picture: str = "") -> QPushButton:
    made = QPushButton(words)
    made.setAccessibleName(spoken)
    made.setToolTip(plain_tip(spoken))
    made.setMinimumHeight(sized(28))
    if picture:
        made.setIcon(icon(picture))
    return made
