"""The sheet of shortcuts: only keys that act here and now, read from the very actions they trigger."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAction, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID
from bookdesk.ui.pieces.commands import GROUP, shown_keys
from bookdesk.ui.pieces.floating import Floating
from bookdesk.ui.pieces.labels import heading, label, title

_LONGEST = 240
"""Pixels at 100 % that the words of an act may take in a line; longer ones go on in the next."""
_GAP = 3 * GRID


class ShortcutSheet(Floating):
    """Floats over the window until Escape. In two columns where they fit, else in one: it is never wider than shown."""

    def __init__(self, over: QWidget) -> None:
        """Float over a widget; hidden until `show_actions`."""
        super().__init__(over, "shortcut sheet")
        self.setAccessibleName("Shortcuts")
        self.setProperty("kind", "card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area = QScrollArea()
        self._groups: dict[str, list[tuple[str, str]]] = {}
        self._columns = 0
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
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
        width = min(sized(920), self._over.width() - 4 * GRID)
        height = min(sized(600), self._over.height() - 6 * GRID)
        return QRect((self._over.width() - width) // 2, (self._over.height() - height) // 2, width, height)

    def show_actions(self, actions: Iterable[QAction]) -> None:
        """Show these actions by their groups, with their keys."""
        self._groups, self._columns = {}, 0
        for action in actions:
            if action.shortcuts():
                name = str(action.property(GROUP) or "Here")
                self._groups.setdefault(name, []).append((shown_keys(action), action.text()))
        self.appear(self)
        self._lay_out()

    def lines(self) -> list[tuple[str, str]]:
        """Return what is shown: keys, and what they do."""
        return [line for members in self._groups.values() for line in members]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many columns as there is room for."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        columns = self._fitting()
        if columns == self._columns or not self._groups:
            return
        self._columns, row, body = columns, 0, QWidget()
        body.setProperty("kind", "surface")
        grid = QGridLayout(body)
        grid.setHorizontalSpacing(_GAP)
        for side in range(columns):
            grid.setColumnStretch(2 * side + 1, 1)
        for name, members in self._groups.items():
            grid.addWidget(heading(name), row, 0, 1, 2 * columns)
            for place, (keys, words) in enumerate(members):
                line, side = row + 1 + place // columns, 2 * (place % columns)
                grid.addWidget(label(keys, "muted"), line, side, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(label(words, wraps=True), line, side + 1)
            row += 1 + (len(members) + columns - 1) // columns
        grid.setRowStretch(row, 1)
        self._area.setWidget(body)

    def _fitting(self) -> int:
        """Return how many columns fit, each as wide as the longest keys and words of any."""
        metrics = self.fontMetrics()
        keys = max((metrics.horizontalAdvance(one) for one, _ in self.lines()), default=0)
        words = max((metrics.horizontalAdvance(one) for _, one in self.lines()), default=0)
        bar = self._area.verticalScrollBar().sizeHint().width()
        room = self.width() - 4 * GRID - bar - 4 * GRID
        return 2 if 2 * (keys + min(words, sized(_LONGEST))) + 3 * _GAP <= room else 1

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave with Escape, or with the key that called it."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Question):
            self.leave()
        else:
            super().keyPressEvent(event)
