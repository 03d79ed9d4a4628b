"""One page of a document: zoom, turn, the places of fields, and words that can be picked with the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPen, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsPixmapItem, QGraphicsScene, QGraphicsView, QStyle, QToolTip, QWidget

from bookdesk.ui.look import theme
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.guides import Guides
from bookdesk.ui.pieces.tips import plain_tip

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the page as it is shown."""

_STEP = 1.25
_CLOSEST, _FARTHEST = 8.0, 0.05
_MARGIN = 16
"""Pixels that stay free beside a page."""
_DRAG = 6
"""Pixels after which a press is a drag over several words."""
_REACH = 6
"""Pixels by which the pointer may miss a bound that it takes hold of."""


_TABS = frozenset({Qt.Key.Key_Tab.value, Qt.Key.Key_Backtab.value})
_OF_GUIDES = frozenset(
    key.value for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Delete, Qt.Key.Key_Insert)
)


def _held(event: QKeyEvent) -> bool:
    """Whether Ctrl or Alt is held with a key."""
    return bool(event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier))


@dataclass(frozen=True, slots=True)
class FieldBox:
    """Where a field was read."""

    name: str
    box: Box
    tone: Tone
    words: str


@dataclass(frozen=True, slots=True)
class WordBox:
    """A word on the page."""

    text: str
    box: Box


class PageViewer(QGraphicsView):
    """Shows one page. Shares of the page are told from pixels here only."""

    picked = Signal(object)
    """The numbers of the words that were clicked or dragged over, in reading order."""
    box_entered = Signal(str)
    """The pointer is over a field's box: its name, or nothing."""
    box_clicked = Signal(str)

    _guides: Guides | None = None  # of the class: Qt sends events while the widget is being made

    def __init__(self, what: str, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._page = QGraphicsPixmapItem()
        self._page.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        scene = QGraphicsScene(self)
        scene.addItem(self._page)
        self.setScene(scene)
        self.setAccessibleName(what)
        self.setFrameShape(QGraphicsView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setMouseTracking(True)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self._words: tuple[WordBox, ...] = ()
        self._boxes: tuple[FieldBox, ...] = ()
        self._current, self._hovered, self._turned = "", -1, 0
        self._fits = True
        self._pressed: QPoint | None = None
        self._band: QRectF | None = None
        self._last: set[int] = set()  # the words that were picked last, for the current field
        self._restyle()
        theme.THEME.changed.connect(self._restyle)

    # -- what is shown

    def show_page(self, image: QImage | None, *, keep_view: bool = False) -> None:
        """Show a picture of a page; zoom and place stay where the same page comes in more detail."""
        before = self._page.boundingRect().width()
        self._page.setPixmap(QPixmap.fromImage(image) if image is not None else QPixmap())
        bounds = self._page.boundingRect()
        self.scene().setSceneRect(bounds)
        if keep_view and before and bounds.width() and not self._fits:
            middle = self.mapToScene(self.viewport().rect().center()) * (bounds.width() / before)
            self.scale(before / bounds.width(), before / bounds.width())
            self.centerOn(middle)
        elif self._fits or not keep_view:
            self.fit()

    def rest(self) -> None:
        """Keep everything of the page but its picture."""
        self._page.setPixmap(QPixmap())

    def is_resting(self) -> bool:
        """Whether there is no picture to be seen."""
        return self._page.pixmap().isNull()

    def show_words(self, words: Sequence[WordBox]) -> None:
        """Let these words be picked."""
        self._words, self._last = tuple(words), set()
        self._hovered = -1
        self.viewport().update()

    def show_boxes(self, boxes: Sequence[FieldBox], current: str = "") -> None:
        """Outline where fields were read; the current one stands out."""
        self._last = self._last if current == self._current else set()
        self._boxes, self._current = tuple(boxes), current
        self.viewport().update()

    def set_current(self, name: str) -> None:
        """Let another field stand out, and bring its place into view."""
        self._last = self._last if name == self._current else set()
        self._current = name
        box = next((one.box for one in self._boxes if one.name == name), None)
        if box is not None:
            rect = self.place_of(box)
            self.ensureVisible(rect.adjusted(-40, -40, 40, 40), 24, 24)
        self.viewport().update()

    def lay_over(self, guides: Guides | None) -> None:
        """Let columns be drawn over the page, or no more; while they are, mouse and keys are for them."""
        self._guides, self._band, self._pressed = guides, None, None
        self.viewport().update()

    def words(self) -> tuple[WordBox, ...]:
        """Return the words that can be picked."""
        return self._words

    def wanted_width(self) -> int:
        """Return how many pixels wide the page is shown now, for asking for a picture of the right size."""
        bounds = self.mapFromScene(self._page.boundingRect()).boundingRect()
        wide = bounds.height() if self._turned % 180 else bounds.width()
        return int(wide * self.devicePixelRatioF())

    # -- zoom and turn

    def fit(self) -> None:
        """Show the page in its whole width."""
        self._fits = True
        bounds = self._page.boundingRect()
        if bounds.isEmpty():
            return
        self.resetTransform()
        self.rotate(self._turned)
        across, down = bounds.width(), bounds.height()
        factor = self._factor(down, across) if self._turned % 180 else self._factor(across, down)
        self.scale(factor, factor)
        self.centerOn(QPointF(bounds.center().x(), bounds.top()))

    def _factor(self, across: float, down: float) -> float:
        """Return the scale at which a page fits, with room for the scroll bar where it is longer than what is seen.

        Whether the bar is there now does not matter: a page that fits without it and not beside it would let it come
        and go for ever.
        """
        room = self.contentsRect()
        factor = (room.width() - _MARGIN) / across
        if down * factor > room.height():
            factor = (room.width() - self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent) - _MARGIN) / across
        return max(0.01, factor)

    def zoom(self, *, closer: bool) -> None:
        """Go a step closer or away."""
        factor = _STEP if closer else 1 / _STEP
        scale = abs(self.transform().determinant()) ** 0.5 * factor
        if _FARTHEST < scale < _CLOSEST:
            self._fits = False
            self.scale(factor, factor)

    def turn(self) -> None:
        """Turn the page a quarter to the right."""
        self._turned = (self._turned + 90) % 360
        self.rotate(90)
        if self._fits:
            self.fit()

    def straight(self) -> None:
        """Show the next page as it is, however the last one was turned."""
        self._turned, self._fits = 0, True

    # -- mouse

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with Ctrl, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(closer=event.angleDelta().y() > 0)
        else:
            super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to pick words, or take hold of a bound."""
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
        elif self._guides is not None:
            self.setFocus()
            self._guides.press(*self._on_page(event.position().toPoint()))
            self.viewport().update()
        else:
            self._pressed = event.position().toPoint()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Put a bound between columns or take one out; else a second click is a click."""
        if self._guides is not None and event.button() == Qt.MouseButton.LeftButton:
            self._guides.double(*self._on_page(event.position().toPoint()))
        else:
            self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the word or field below the pointer, draw the band over several words, or drag a bound."""
        here = event.position().toPoint()
        if self._guides is not None:
            self._guides.drag(self._on_page(here)[0])
            self.viewport().setCursor(self._guides.cursor(*self._on_page(here)))
            return
        if self._pressed is not None and (here - self._pressed).manhattanLength() > _DRAG:
            self._band = QRectF(self.mapToScene(self._pressed), self.mapToScene(here)).normalized()
            self.viewport().update()
            return
        self._hover(here)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell which words were picked, with Ctrl held those before as well, or which field was clicked."""
        if self._guides is not None:
            self._guides.release()
            return
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            super().mouseReleaseEvent(event)
            return
        band, self._pressed, self._band = self._band, None, None
        place = self.mapToScene(event.position().toPoint())
        found = self._words_in(band) if band is not None else [one for one in (self._word_at(place),) if one >= 0]
        name = self._box_at(place)
        if found:
            adds = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            self._last = {*found, *(self._last if adds else ())}
            self.picked.emit(sorted(self._last))
        elif name and band is None:
            self.box_clicked.emit(name)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the columns have their keys."""
        if self._guides is None or not self._guides.key(event):
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Tab, Enter and Escape for the columns while they are drawn: elsewhere they lead away."""
        if self._guides is not None and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and event.key() in _OF_GUIDES and not _held(event):
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() in _TABS and self._guides.key(event):
                return True
        return super().event(event)

    def _words_in(self, band: QRectF) -> list[int]:
        """Return the words that a band touches; one drawn straight along a line has no height of its own."""
        wide = band.adjusted(-1, -1, 1, 1)
        return [number for number, word in enumerate(self._words) if wide.intersects(self.place_of(word.box))]

    def _on_page(self, here: QPoint) -> tuple[QPointF, float, float]:
        """Return a place as shares of the page, with how near is near across and down."""
        bounds, place = self._page.boundingRect(), self.mapToScene(here)
        reach = (self.mapToScene(here + QPoint(_REACH, _REACH)) - place) * 1.0
        wide, high = bounds.width() or 1.0, bounds.height() or 1.0
        return QPointF(place.x() / wide, place.y() / high), abs(reach.x()) / wide, abs(reach.y()) / high

    def leaveEvent(self, event: QEvent) -> None:
        """Light nothing."""
        super().leaveEvent(event)
        self._hovered = -1
        self.box_entered.emit("")
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Go on fitting the width."""
        super().resizeEvent(event)
        if self._fits:
            self.fit()

    # -- painting

    def drawForeground(self, painter: QPainter, rect: QRectF | object) -> None:
        """Paint boxes, the word below the pointer, and the band."""
        del rect
        colours = theme.colours()
        for one in self._boxes:
            strong = QColor(colours.of(one.tone)[0]) if one.name != self._current else QColor(colours.accent)
            pen = QPen(strong, 3 if one.name == self._current else 1)
            pen.setCosmetic(True)
            painter.setPen(pen)
            strong.setAlphaF(0.22 if one.name == self._current else 0.06)
            painter.setBrush(strong)
            painter.drawRect(self.place_of(one.box).adjusted(-2, -2, 2, 2))
        light = QColor(colours.accent)
        light.setAlphaF(0.25)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(light)
        if 0 <= self._hovered < len(self._words):
            painter.drawRect(self.place_of(self._words[self._hovered].box))
        if self._band is not None:
            painter.drawRect(self._band)
        if self._guides is not None:
            self._guides.paint(painter, self._page.boundingRect())

    def _hover(self, here: QPoint) -> None:
        place = self.mapToScene(here)
        number, name = self._word_at(place), self._box_at(place)
        if number != self._hovered:
            self._hovered = number
            self.viewport().update()
        self.box_entered.emit(name)
        words = next((one.words for one in self._boxes if one.name == name), "")
        if words:
            QToolTip.showText(self.viewport().mapToGlobal(here), plain_tip(words), self.viewport())
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if number >= 0 else Qt.CursorShape.ArrowCursor)

    def _word_at(self, place: QPointF) -> int:
        for number, word in enumerate(self._words):
            if self.place_of(word.box).contains(place):
                return number
        return -1

    def _box_at(self, place: QPointF) -> str:
        return next((one.name for one in self._boxes if self.place_of(one.box).contains(place)), "")

    def place_of(self, box: Box) -> QRectF:
        """Return where a part of the page is in the scene."""
        bounds = self._page.boundingRect()
        left, top = bounds.width() * box[0], bounds.height() * box[1]
        return QRectF(left, top, bounds.width() * box[2] - left, bounds.height() * box[3] - top)

    def _restyle(self) -> None:
        self.setBackgroundBrush(QColor(theme.colours().raised))
