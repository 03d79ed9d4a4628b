"""The finder: type a few letters, see what fits, Enter does it. Palette and client switcher are made of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from bookdesk.ui.look import icons, theme
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import BASE, GRID, LARGE, SMALL, client_colour, initials
from bookdesk.ui.pieces.floating import Floating
from bookdesk.ui.pieces.labels import paint_chip, quiet

_ROW = 44
_MOST = 50
_HIT = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Hit:
    """Something found: what it is called, what it is, its key or figures at the right, and what choosing it does.

    `client_id` paints the client's chip instead of an icon. `also` is done with Ctrl+Enter.
    """

    words: str
    what: str = ""
    right: str = ""
    icon: str = "right"
    client_id: str = ""
    act: Callable[[], object] | None = None
    also: Callable[[], object] | None = None


class Finder(Floating):
    """Floats over the window while somebody looks for something."""

    asked = Signal(str)
    """The text changed: whoever opened the finder answers with `show_hits`."""
    closed = Signal()

    def __init__(self, over: QWidget, what: str, hint: str) -> None:
        """Float over a widget; hidden until `open`."""
        super().__init__(over, "finder")
        self.setProperty("kind", "card")
        self.setAutoFillBackground(True)
        self.text, self.list, self.nothing = QLineEdit(), QListWidget(), quiet("Nothing found.")
        self.text.setPlaceholderText(hint)
        self.text.setAccessibleName(what)
        self.list.setAccessibleName(f"{what}: what was found")
        self.list.setItemDelegate(_HitDelegate(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard stays in the line, whose arrows walk the list
        column = QVBoxLayout(self)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.addWidget(self.text)
        column.addWidget(self.list)
        column.addWidget(self.nothing)
        self.nothing.setContentsMargins(GRID, 0, GRID, 0)
        self.nothing.setMinimumHeight(sized(_ROW))
        self.nothing.hide()
        self.text.textChanged.connect(self.asked)
        self.text.installEventFilter(self)
        self.list.itemClicked.connect(lambda _: self._do())

    def place(self) -> QRect:
        """Return the upper middle of the window."""
        width = min(sized(640), self._over.width() - 4 * GRID)
        wanted = max(1, self.list.count()) * sized(_ROW) + self.text.sizeHint().height() + 4 * GRID
        height = min(wanted, sized(480), self._over.height() - 8 * GRID)
        return QRect((self._over.width() - width) // 2, sized(48), width, height)

    def open(self, text: str = "") -> None:
        """Appear, empty, and ask."""
        self.text.setText(text)
        self.appear(self.text)
        self.text.selectAll()
        self.asked.emit(text)

    def show_hits(self, hits: Sequence[Hit], *, looking: bool = False) -> None:
        """Show what was found, the best first; it is what Enter does. That nothing was, once `looking` ended."""
        self.list.clear()
        for hit in hits[:_MOST]:
            item = QListWidgetItem()
            item.setData(_HIT, hit)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{hit.words}, {hit.what} {hit.right}".strip(", "))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setVisible(bool(hits) or looking)
        self.nothing.setVisible(not (hits or looking))
        self.setGeometry(self.place())

    def hits(self) -> list[Hit]:
        """Return what is shown."""
        return [self.list.item(row).data(_HIT) for row in range(self.list.count())]

    def leave(self) -> None:
        """Disappear and give the keyboard back to where it was."""
        if self.isVisible():
            super().leave()
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows walk the list, Enter do, Escape and another focus leave."""
        if watched is self.text and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if watched is self.text and isinstance(event, QFocusEvent) and event.lostFocus():
            if event.reason() is not Qt.FocusReason.PopupFocusReason:  # its own menu
                self.leave()
            return False
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if key in steps:
            last = self.list.count() - 1
            self.list.setCurrentRow(max(0, min(self.list.currentRow() + steps[Qt.Key(key)], last)))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._do(also=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif key == Qt.Key.Key_Escape:
            self.leave()
        else:
            return False
        return True

    def _do(self, *, also: bool = False) -> None:
        if self.list.currentRow() < 0:
            return
        hit: Hit = self.list.currentItem().data(_HIT)
        self.leave()
        act = hit.also if also and hit.also is not None else hit.act
        if act is not None:
            act()


class _HitDelegate(QStyledItemDelegate):
    """Paints a hit in two lines, with its chip or icon and what stands at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height of a hit."""
        del index
        return QSize(option.rect.width(), sized(_ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one."""
        hit: Hit = index.data(_HIT)
        colours, box = theme.colours(), option.rect
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.fillRect(box, QColor(colours.accent_soft if chosen else colours.surface))
        side = sized(26)
        mark = QRect(box.left() + GRID, box.center().y() - side // 2, side, side)
        if hit.client_id:
            paint_chip(painter, mark, client_colour(hit.client_id), initials(hit.words))
        else:
            icons.paint(painter, mark.adjusted(3, 3, -3, -3), hit.icon, colours.muted)
        right = _write(painter, box.adjusted(0, 0, -GRID, 0), hit.right, colours.muted, SMALL + 1, right=True)
        room = QRect(mark.right() + GRID, box.top(), box.right() - right - mark.right() - 3 * GRID, box.height())
        if hit.what:
            upper = QRect(room.left(), room.top() + 4, room.width(), room.height() // 2 - 2)
            lower = QRect(room.left(), room.center().y() + 1, room.width(), room.height() // 2 - 4)
            _write(painter, upper, hit.words, colours.text, BASE)
            _write(painter, lower, hit.what, colours.muted, SMALL)
        else:
            _write(painter, room, hit.words, colours.text, LARGE - 1)
        painter.restore()


def _write(  # noqa: PLR0913 - a line with how it looks
    painter: QPainter, room: QRect, words: str, colour: str, size: int, *, right: bool = False
) -> int:
    """Write a line, cut short where it has no room; returns its width."""
    font = painter.font()
    font.setPixelSize(sized(size))
    painter.setFont(font)
    painter.setPen(QColor(colour))
    metrics = QFontMetrics(font)
    text = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width())
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter), text)
    return metrics.horizontalAdvance(text)
