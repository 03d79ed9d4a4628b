"""A QR code on the screen: always dark on light, whatever the theme, since cameras expect that."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from bookdesk.office.qr import Squares, squares
from bookdesk.ui.look.theme import sized

_QUIET = 4
"""Light squares around a code, as its norm asks for."""
_DARK, _LIGHT = QColor("#000000"), QColor("#FFFFFF")


class QrCode(QWidget):
    """Shows one text, or nothing."""

    def __init__(self, side: int = 200) -> None:
        """Take a square of `side` pixels at 100 %."""
        super().__init__()
        self._side, self._squares = side, Squares(())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str, name: str) -> None:
        """Show a text, of which only `name` is spoken: it may be a secret."""
        self._squares = squares(text) if text else ()
        self.setAccessibleName(name)
        self.update()

    def sizeHint(self) -> QSize:
        """Return its square."""
        return QSize(sized(self._side), sized(self._side))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint whole pixels for each square: what is blurred is read badly."""
        del event
        if not self._squares:
            return
        across = len(self._squares) + 2 * _QUIET
        dot = max(1, min(self.width(), self.height()) // across)
        left, top = (self.width() - dot * across) // 2, (self.height() - dot * across) // 2
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(QRect(left, top, dot * across, dot * across), _LIGHT)
        for row, line in enumerate(self._squares):
            for column, dark in enumerate(line):
                if dark:
                    painter.fillRect(left + (column + _QUIET) * dot, top + (row + _QUIET) * dot, dot, dot, _DARK)
        painter.end()
