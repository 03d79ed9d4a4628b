"""A button that opens what else can be done: acts that would crowd what they are about if each had a button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton

from bookdesk.ui.look.icons import icon


class More(QPushButton):
    """There while one of its acts can be done; its menu names those that can, with their keys."""

    def __init__(self, acts: Sequence[QAction]) -> None:
        """Offer these acts."""
        super().__init__(icon("down", "muted"), "More")
        self.setObjectName("button more")
        self.setAccessibleName("More that can be done")
        self.setAutoDefault(True)  # Enter presses it, as people expect
        self._acts = tuple(acts)
        for act in self._acts:
            act.changed.connect(self._judge)
        self.clicked.connect(self._open)
        if not self.offered():
            self.hide()

    def offered(self) -> list[QAction]:
        """Return the acts that can be done just now."""
        return [act for act in self._acts if act.isVisible() and act.isEnabled()]

    def _judge(self) -> None:
        self.setVisible(bool(self.offered()))

    def _open(self) -> None:
        menu = QMenu(self)
        menu.setAccessibleName(self.accessibleName())
        menu.addActions(self.offered())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))
