"""What a mail says, as high as its text where there is room for it: nobody reads a letter through a slit."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit

from bookdesk.ui.look.theme import sized

_ROOM = 0.4
"""The share of the window that a letter may have; what is longer scrolls within."""


class Letter(QPlainTextEdit):
    """A text to be read: `least` pixels at 100 % at least, and no more than a share of the window."""

    def __init__(self, least: int) -> None:
        """Say nothing yet."""
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName("What the mail says")
        self.setMinimumHeight(sized(least))
        self.textChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return the height of the text, within its bounds."""
        room = round(self.window().height() * _ROOM)
        return QSize(super().sizeHint().width(), max(self.minimumHeight(), min(self._needed(), room)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for another height where the lines break anew."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _needed(self) -> int:
        """Return in how much height all lines stand as they are broken now."""
        document = self.document()
        layout, block, lines = document.documentLayout(), document.begin(), 0.0
        while block.isValid():
            lines += layout.blockBoundingRect(block).height()
            block = block.next()
        return round(lines + 2 * document.documentMargin()) + 2 * self.frameWidth()
