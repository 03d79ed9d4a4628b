"""A thin line under the client bar for what must not be forgotten while the practice is open."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from bookdesk.ui.look import theme
from bookdesk.ui.look.icons import icon
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID, Tone
from bookdesk.ui.pieces.labels import label

SAMPLE_WORDS = "Sample practice: nothing here leaves this computer."
SERVED_BEFORE = "The stand-in for its accounting system ended with the window that made it."

READ_ONLY_WORDS = "This folder cannot be written to: you can read, nothing is kept."


class Ribbon(QFrame):
    """Says one thing all the time, with one act where there is one."""

    def __init__(self, words: str, act_words: str = "", act: Callable[[], object] | None = None) -> None:
        """Say `words`, and offer the act."""
        super().__init__()
        self.setObjectName("ribbon")
        self.setAccessibleName(words)
        self._icon = QLabel()
        self.act = QPushButton(act_words)
        self.act.setProperty("kind", "flat")
        self.act.setVisible(act is not None)
        if act is not None:
            self.act.clicked.connect(act)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, 2, 2 * GRID, 2)
        row.setSpacing(GRID)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(label(words, wraps=True), 1)
        row.addWidget(self.act)
        theme.THEME.changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        strong, soft = theme.colours().of(Tone.INFO)
        side = sized(16)
        self._icon.setPixmap(icon("info", strong).pixmap(side, side))
        self.act.setIcon(icon("folder", strong))
        self.setStyleSheet(f"QFrame#ribbon {{ background: {soft}; border: 0; border-bottom: 1px solid {strong}; }}")
