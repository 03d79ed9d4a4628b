"""Pills painted: the same in a cell of a table as where one stands by itself."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter

from bookdesk.ui.look import icons, theme
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import BASE, GRID, SMALL
from bookdesk.ui.pieces.columns import Pill

_PILL_HEIGHT = 20


def pill_width(pill: Pill, metrics: QFontMetrics) -> int:
    """Return how wide a pill is with its icon, word and padding."""
    return metrics.horizontalAdvance(pill.words) + sized(BASE) + 3 * GRID


def paint_pill(painter: QPainter, room: QRect, pill: Pill) -> None:
    """Paint a pill at the left of `room`; a word that has no room ends in an ellipsis."""
    strong, soft = theme.colours().of(pill.tone)
    painter.save()
    font = painter.font()
    font.setPixelSize(sized(SMALL + 1))
    painter.setFont(font)
    metrics = QFontMetrics(font)
    height = min(sized(_PILL_HEIGHT), room.height())
    width = min(pill_width(pill, metrics), room.width())
    box = QRect(room.left(), room.center().y() - height // 2 + 1, width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(soft))
    painter.drawRoundedRect(box, height / 2, height / 2)
    side = sized(BASE)
    icons.paint(painter, QRect(box.left() + GRID // 2 + 2, box.center().y() - side // 2, side, side), pill.icon, strong)
    painter.setPen(QColor(strong))
    words = QRect(box.left() + side + GRID + 2, box.top(), box.width() - side - GRID - 6, box.height())
    text = metrics.elidedText(pill.words, Qt.TextElideMode.ElideRight, words.width())
    painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
    painter.restore()


def pill_size(pill: Pill, metrics: QFontMetrics) -> QSize:
    """Return the room a pill needs."""
    return QSize(pill_width(pill, metrics), sized(_PILL_HEIGHT))
