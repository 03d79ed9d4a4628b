"""Parts that are as high as what is in them needs at their width: Qt guesses where text wraps."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QStackedWidget, QWidget

from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import GRID


class Snug(QFrame):
    """A frame around parts, of which none is squeezed and none is stretched."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return what the parts need."""
        return _needed(self, super().sizeHint())

    def minimumSizeHint(self) -> QSize:
        """Return the same: who has less room scrolls."""
        return self.sizeHint()

    def hasHeightForWidth(self) -> bool:
        """No: the hint says it already."""
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Need another height at another width."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()


class Pages(QStackedWidget):
    """A stack that is as high as the page that is shown: the others do not push its card apart."""

    def __init__(self) -> None:
        """Hold no page yet."""
        super().__init__()
        self.currentChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Return what the shown page needs."""
        shown = self.currentWidget()
        return shown.sizeHint() if shown is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def hasHeightForWidth(self) -> bool:
        """No: Qt would ask the stack's layout, which answers for the highest of all pages."""
        return False


class Scrolling(QScrollArea):
    """A part that scrolls downwards where it has no room: nothing in it is squeezed, and none of its width is cut."""

    def __init__(self, body: QWidget | None = None) -> None:
        """Let `body` scroll, or what is set later; the keyboard goes to what is in it."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if body is not None:
            self.setWidget(body)

    def show_part(self, part: QWidget, place: QRect | None = None) -> None:
        """Scroll to a part, or a place within it, after whatever came or went around it has found its place."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        body = self.widget()
        if place is None or body is None:
            self.ensureWidgetVisible(part)
            return
        middle = part.mapTo(body, place.center())
        self.ensureVisible(middle.x(), middle.y(), 0, place.height() + GRID)

    def show_top(self) -> None:
        """Scroll to where it begins."""
        self.verticalScrollBar().setValue(0)

    def minimumSizeHint(self) -> QSize:
        """Return the width that what scrolls cannot do without, beside the bar."""
        body = self.widget()
        inside = body.minimumSizeHint().width() if body is not None else 0
        return QSize(inside + self.verticalScrollBar().sizeHint().width(), sized(60))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for another width where what scrolls became wider."""
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


def _needed(widget: QWidget, hint: QSize) -> QSize:
    layout = widget.layout()
    if layout is None or not layout.hasHeightForWidth():
        return hint
    frame = widget.frameWidth() if isinstance(widget, QFrame) else 0
    return QSize(hint.width(), layout.totalHeightForWidth(widget.width()) + 2 * frame)
