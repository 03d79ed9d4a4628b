"""The sheet of shortcuts: only keys that act here and now, read from the very actions they trigger."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.commands import GROUP, shown_keys
from bookdesk.ui.pieces.floating import Floating
from bookdesk.ui.pieces.labels import heading, label, title

_COLUMNS = 2


class ShortcutSheet(Floating):
    """Floats over the window until Escape."""

    def __init__(self, over: QWidget) -> None:
        """Float over a widget; hidden until `show_actions`."""
        super().__init__(over, "shortcut sheet")
        self.setAccessibleName("Shortcuts")
        self.setProperty("kind", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area = QScrollArea()
        self._lines: list[tuple[str, str]] = []
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName("Keys that work here")
        self.close_button = QPushButton(icon("cancel"), "Close")
        self.close_button.setProperty("kind", "flat")
        self.close_button.clicked.connect(self.leave)
        head = QHBoxLayout()
        head.addWidget(title("Keys that work here"))
        head.addStretch(1)
        head.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        column.addLayout(head)
        column.addWidget(self._area)

    def place(self) -> QRect:
        """Return the middle of the window."""
        width = min(sized(820), self._over.width() - 4 * GRID)
        height = min(sized(600), self._over.height() - 6 * GRID)
        return QRect((self._over.width() - width) // 2, (self._over.height() - height) // 2, width, height)

    def show_actions(self, actions: Iterable[QAction]) -> None:
        """Show these actions by their groups, with their keys."""
        self._lines = []
        groups: dict[str, list[QAction]] = {}
        for action in actions:
            if action.shortcuts():
                groups.setdefault(str(action.property(GROUP) or "Here"), []).append(action)
        body = QWidget()
        body.setProperty("kind", "surface")
        grid = QGridLayout(body)
        grid.setHorizontalSpacing(4 * GRID)
        row = 0
        for name, members in groups.items():
            grid.addWidget(heading(name), row, 0, 1, 2 * _COLUMNS)
            for place, action in enumerate(members):
                line, side = row + 1 + place // _COLUMNS, 2 * (place % _COLUMNS)
                grid.addWidget(label(shown_keys(action), "muted"), line, side)
                grid.addWidget(label(action.text()), line, side + 1)
                self._lines.append((shown_keys(action), action.text()))
            row += 1 + (len(members) + _COLUMNS - 1) // _COLUMNS
        grid.setRowStretch(row, 1)
        self._area.setWidget(body)
        self.appear(self)

    def lines(self) -> list[tuple[str, str]]:
        """Return what is shown: keys, and what they do."""
        return self._lines

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Escape, or with the key that called it."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Question):
            self.leave()
        else:
            super().keyPressEvent(event)
