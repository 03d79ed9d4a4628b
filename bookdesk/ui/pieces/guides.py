"""A frame with bounds between columns, drawn over a page: dragged with the mouse or moved by keys."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen

from bookdesk.ui.look import theme

_STEP, _FINE = 0.01, 0.002
"""Shares of a page by which a key moves a bound, and by which it does with Shift held."""
_TOP, _BOTTOM = -1, -2
"""Handles that are no bounds: the edges of the frame."""
_TAG = 0.024
"""Height of what a column is called, as a share of the page."""


class Guides(QObject):
    """What is drawn and what a person does to it, in shares of the page; whoever owns it decides what comes of it.

    Tab goes from bound to bound and to the edges, arrows move the one it is at (with Shift a little), Insert puts a
    bound behind it, Delete takes it out.
    """

    bound_moved = Signal(int, float)
    frame_moved = Signal(float, float)
    """The new top and bottom."""
    parted = Signal(float)
    joined = Signal(int)
    named = Signal(int)
    """The person wants to say what a column holds."""
    settled = Signal()
    """What was moved is let go of."""
    taken = Signal()
    left = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Draw nothing yet."""
        super().__init__(parent)
        self.top, self.bottom = 0.0, 1.0
        self.bounds: tuple[float, ...] = ()
        self.names: tuple[str, ...] = ()
        self.current = 0
        self._held: int | None = None

    def show(self, top: float, bottom: float, bounds: Sequence[float], names: Sequence[str]) -> None:
        """Draw a frame with these bounds, and what is between them called so."""
        self.top, self.bottom, self.bounds, self.names = top, bottom, tuple(bounds), tuple(names)
        self.current = min(self.current, len(self.bounds) - 1)

    def held(self) -> bool:
        """Whether something is being dragged."""
        return self._held is not None

    # -- mouse

    def handle_at(self, place: QPointF, across: float, down: float) -> int | None:
        """Return the bound or edge within reach of a place: `across` and `down` say how near is near."""
        if self.top - down <= place.y() <= self.bottom + down:
            near = min(range(len(self.bounds)), key=lambda one: abs(self.bounds[one] - place.x()), default=None)
            if near is not None and abs(self.bounds[near] - place.x()) <= across:
                return near
        if self.bounds and self.bounds[0] <= place.x() <= self.bounds[-1]:
            edges = {_TOP: abs(self.top - place.y()), _BOTTOM: abs(self.bottom - place.y())}
            edge = min(edges, key=lambda one: edges[one])
            return edge if edges[edge] <= down else None
        return None

    def cursor(self, place: QPointF, across: float, down: float) -> Qt.CursorShape:
        """Return the shape of the pointer over a place."""
        handle = self.handle_at(place, across, down)
        if handle is None:
            return Qt.CursorShape.PointingHandCursor if self.tag_at(place) >= 0 else Qt.CursorShape.CrossCursor
        return Qt.CursorShape.SplitVCursor if handle < 0 else Qt.CursorShape.SplitHCursor

    def press(self, place: QPointF, across: float, down: float) -> None:
        """Take hold of what is near, or say that a column's name was clicked."""
        column = self.tag_at(place)
        self._held = None if column >= 0 else self.handle_at(place, across, down)
        if column >= 0:
            self.current = column + 1
            self.named.emit(column)
        elif self._held is not None:
            self.current = self._held

    def drag(self, place: QPointF) -> None:
        """Move what is held."""
        if self._held is not None:
            self._move(self._held, place)

    def release(self) -> None:
        """Let go."""
        if self._held is not None:
            self._held = None
            self.settled.emit()

    def double(self, place: QPointF, across: float, down: float) -> None:
        """Take out the bound that is there, or put one there."""
        near = self.handle_at(place, across, down)
        if near is not None and near >= 0:
            self.joined.emit(near)
        elif self.top <= place.y() <= self.bottom:
            self.parted.emit(place.x())

    def tag_at(self, place: QPointF) -> int:
        """Return the column on whose name a place is, -1 for none."""
        if not self.top - _TAG <= place.y() < self.top:
            return -1
        inside = (one for one in range(len(self.names)) if self.bounds[one] <= place.x() < self.bounds[one + 1])
        return next(inside, -1)

    # -- keyboard

    def key(self, event: QKeyEvent) -> bool:
        """Do what a key means; false where it means nothing here."""
        step = _FINE if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _STEP
        moves = {
            Qt.Key.Key_Left: (-step, 0.0),
            Qt.Key.Key_Right: (step, 0.0),
            Qt.Key.Key_Up: (0.0, -step),
            Qt.Key.Key_Down: (0.0, step),
        }
        key = Qt.Key(event.key())
        if key in moves:
            self._nudge(*moves[key])
        elif key in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
            self._go(1 if key == Qt.Key.Key_Tab else -1)
        elif key == Qt.Key.Key_Insert and 0 <= self.current < len(self.bounds) - 1:
            self.parted.emit((self.bounds[self.current] + self.bounds[self.current + 1]) / 2)
        elif key == Qt.Key.Key_Delete:
            self.joined.emit(self.current)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.taken.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            return False
        return True

    def column(self) -> int:
        """Return the column left of the bound that the keyboard is at."""
        return min(max(self.current - 1, 0), len(self.names) - 1)

    def _go(self, by: int) -> None:
        order = [*range(len(self.bounds)), _TOP, _BOTTOM]
        at = order.index(self.current) if self.current in order else 0
        self.current = order[(at + by) % len(order)]
        self.settled.emit()

    def _nudge(self, across: float, down: float) -> None:
        """Move what the keyboard is at; of a bound the height means nothing, of an edge the width."""
        if self.current >= 0 and across:
            self._move(self.current, QPointF(self.bounds[self.current] + across, 0))
        elif self.current < 0 and down:
            edge = self.top if self.current == _TOP else self.bottom
            self._move(self.current, QPointF(0, edge + down))
        self.settled.emit()

    def _move(self, handle: int, place: QPointF) -> None:
        if handle == _TOP:
            self.frame_moved.emit(place.y(), self.bottom)
        elif handle == _BOTTOM:
            self.frame_moved.emit(self.top, place.y())
        else:
            self.bound_moved.emit(handle, place.x())

    # -- painting

    def paint(self, painter: QPainter, page: QRectF) -> None:
        """Draw all of it over a page; what the keyboard is at stands out."""
        colours = theme.colours()
        accent, soft = QColor(colours.accent), QColor(colours.accent)
        soft.setAlphaF(0.06)
        frame = self._rect(page, self.bounds[0], self.top, self.bounds[-1], self.bottom)
        painter.fillRect(frame, soft)
        for number, x in enumerate(self.bounds):
            self._line(painter, accent, number, self._rect(page, x, self.top - _TAG, x, self.bottom))
        self._line(painter, accent, _TOP, self._rect(page, self.bounds[0], self.top, self.bounds[-1], self.top))
        self._line(
            painter, accent, _BOTTOM, self._rect(page, self.bounds[0], self.bottom, self.bounds[-1], self.bottom)
        )
        font = painter.font()
        font.setPixelSize(max(1, int(page.height() * _TAG * 0.62)))
        painter.setFont(font)
        for column, name in enumerate(self.names):
            tag = self._rect(page, self.bounds[column], self.top - _TAG, self.bounds[column + 1], self.top)
            painter.fillRect(tag, accent)
            painter.setPen(QColor(colours.on_accent))
            shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(tag.width()))
            painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, shown)

    def _line(self, painter: QPainter, colour: QColor, handle: int, at: QRectF) -> None:
        pen = QPen(colour, 4 if handle == self.current else 2)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawLine(at.topLeft(), at.bottomRight())

    def _rect(self, page: QRectF, left: float, top: float, right: float, bottom: float) -> QRectF:
        return QRectF(
            QPointF(page.width() * left, page.height() * top), QPointF(page.width() * right, page.height() * bottom)
        )
