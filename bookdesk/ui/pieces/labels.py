"""Words in their places: titles, quiet text, pills and client chips."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from bookdesk.ui.look import theme
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import BASE, LARGE, ON_CLIENT, RADIUS, SMALL, TITLE, client_colour, initials
from bookdesk.ui.pieces.columns import Pill
from bookdesk.ui.pieces.pills import paint_pill, pill_size
from bookdesk.ui.pieces.tips import plain_tip


class Wrapped(QLabel):
    """Text over several lines that always has the height it needs: layouts guess it from a width it never gets."""

    def setText(self, words: str) -> None:
        """Show other words, in the height they need: what was needed before would count as needed still."""
        if words != self.text():
            self.setMinimumHeight(0)
        super().setText(words)
        self._fit()

    def sizeHint(self) -> QSize:
        """Return the height it needs, once its width is known."""
        hint = super().sizeHint()
        return QSize(hint.width(), self.minimumHeight() or hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that fits this width."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Take the height that fits another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        wanted = self.heightForWidth(self.width()) if self.isVisible() else 0
        if wanted > 0 and wanted != self.minimumHeight():
            self.setMinimumHeight(wanted)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height that fits what was said while it was hidden."""
        super().showEvent(event)
        self._fit()


class Shortened(QLabel):
    """One line that ends in an ellipsis where it has no room, and then says all of it in its tool tip."""

    def __init__(self, words: str = "", kind: str = "") -> None:
        """Show `words`; `kind` as of any label."""
        super().__init__(words)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", kind)

    def minimumSizeHint(self) -> QSize:
        """Return little: it does not push what is beside it away."""
        return QSize(sized(60), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much as there is room for."""
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        self.setToolTip(plain_tip("" if shown == self.text() else self.text()))
        if shown == self.text():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        painter.end()


def label(words: str = "", kind: str = "", *, size: int = BASE, wraps: bool = False) -> QLabel:
    """Return a label; `kind` is a class of the style sheet (`muted`, `title`, `bad`, `good`, `warn`)."""
    made = Wrapped(words) if wraps else QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)  # what stands on a document never becomes markup
    made.setProperty("kind", kind)
    made.setWordWrap(wraps)
    if size != BASE:
        font = made.font()
        font.setPixelSize(sized(size))
        made.setFont(font)
    return made


def title(words: str) -> QLabel:
    """Return the title of a screen."""
    return label(words, "title", size=TITLE)


def heading(words: str) -> QLabel:
    """Return the heading of a part of a screen."""
    return label(words, "title", size=LARGE)


def quiet(words: str = "", *, wraps: bool = True) -> QLabel:
    """Return text that explains and steps back."""
    return label(words, "muted", wraps=wraps)


def set_kind(widget: QWidget, kind: str, name: str = "kind") -> None:
    """Give a widget another class of the style sheet."""
    widget.setProperty(name, kind)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class PillLabel(QWidget):
    """A pill that stands by itself."""

    def __init__(self, pill: Pill | None = None, parent: QWidget | None = None) -> None:
        """Show a pill, or nothing yet."""
        super().__init__(parent)
        self._pill: Pill | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_pill(pill)
        theme.THEME.changed.connect(self.update)

    def show_pill(self, pill: Pill | None) -> None:
        """Show another pill; nothing takes no room."""
        self._pill = pill
        self.setAccessibleName(pill.words if pill else "")
        self.setVisible(pill is not None)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room it needs."""
        return pill_size(self._pill, QFontMetrics(self._small())) if self._pill else QSize(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        del event
        if self._pill is not None:
            painter = QPainter(self)
            paint_pill(painter, self.rect(), self._pill)
            painter.end()

    def _small(self) -> QFont:
        font = self.font()
        font.setPixelSize(sized(SMALL + 1))
        return font


class ClientChip(QWidget):
    """The initials of a client in its colour: seen before anything is read."""

    def __init__(self, client_id: str = "", name: str = "", side: int = 28, parent: QWidget | None = None) -> None:
        """Show a client in a square of `side` pixels at 100 %."""
        super().__init__(parent)
        self._side = sized(side)
        self.setFixedSize(self._side, self._side)
        self.show_client(client_id, name)

    def show_client(self, client_id: str, name: str) -> None:
        """Show another client."""
        self._colour, self._letters = (client_colour(client_id), initials(name)) if client_id else ("", "")
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        del event
        if self._colour:
            painter = QPainter(self)
            paint_chip(painter, self.rect(), self._colour, self._letters)
            painter.end()


def paint_chip(painter: QPainter, box: QRect, colour: str, letters: str) -> None:
    """Paint a client's chip into a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(box, RADIUS, RADIUS)
    font = painter.font()
    font.setPixelSize(max(8, int(box.height() * 0.42)))
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor(ON_CLIENT))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), letters)
    painter.restore()
