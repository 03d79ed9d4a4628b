"""A box to tick, painted in our own colours: the system's has no edge that shows in the dark."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox

from bookdesk.ui.look import icons, theme
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID

_SIDE = 16


class Tick(QCheckBox):
    """A check box; the box grows with the type."""

    def sizeHint(self) -> QSize:
        """Return the room of box and words."""
        words = self.fontMetrics().size(int(Qt.TextFlag.TextShowMnemonic), self.text())
        return QSize(sized(_SIDE) + GRID + words.width() + 2, max(sized(_SIDE) + 4, words.height() + 4))

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """Take a click on box or words."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint box and words."""
        del event
        colours, side = theme.colours(), sized(_SIDE)
        box = QRect(1, (self.height() - side) // 2, side, side)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked() and self.isEnabled()
        painter.setPen(QColor(colours.accent if on or self.hasFocus() else colours.muted))
        painter.setBrush(QColor(colours.accent if on else colours.surface))
        painter.drawRoundedRect(box, 3, 3)
        if self.isChecked():
            icons.paint(painter, box.adjusted(1, 1, 0, 0), "accept", colours.on_accent if on else colours.muted)
        painter.setPen(QColor(colours.text if self.isEnabled() else colours.muted))
        words = self.rect().adjusted(side + GRID, 0, 0, 0)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text())
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(colours.accent))
            painter.drawRoundedRect(box.adjusted(-1, -1, 1, 1), 4, 4)
        painter.end()
