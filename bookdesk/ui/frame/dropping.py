"""Files dropped anywhere in the window: whose they become is said while they hover, and they are taken at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from bookdesk.ui.intake import files_in
from bookdesk.ui.look import theme
from bookdesk.ui.look.tokens import GRID, RADIUS, TITLE
from bookdesk.ui.pieces.floating import Floating
from bookdesk.ui.pieces.labels import label

_DRAGS = (QEvent.Type.DragEnter, QEvent.Type.DragMove)


class DropArea(Floating):
    """Covers the window while files hover over it. It hears of drags before any field below could take them as text."""

    def __init__(
        self, over: QWidget, says: Callable[[Sequence[Path]], str], take: Callable[[Sequence[Path]], None]
    ) -> None:
        """Ask `says` what will become of the files, and hand them to `take`."""
        super().__init__(over, "drop area")
        self._says, self._take = says, take
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.words = label("", "title", size=TITLE, wraps=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.addWidget(self.words)
        over.window().setAcceptDrops(True)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def place(self) -> QRect:
        """Return the whole window but for a margin."""
        return self._over.rect().adjusted(2 * GRID, 2 * GRID, -2 * GRID, -2 * GRID)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take drags of files that are over this window."""
        if event.type() in (*_DRAGS, QEvent.Type.Drop, QEvent.Type.DragLeave) and self._is_ours(watched):
            return self._drag(event)
        return super().eventFilter(watched, event)

    def _is_ours(self, watched: QObject) -> bool:
        return isinstance(watched, QWidget) and watched.window() is self._over.window()

    def _drag(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DragLeave:
            self.leave()
            return False
        if not isinstance(event, QDropEvent):
            return False
        files = files_in(event.mimeData())
        if event.type() == QEvent.Type.Drop:
            return self._drop(event, files)
        if files:
            self._hover(event, files)
        return bool(files)

    def _drop(self, event: QDropEvent, files: Sequence[Path]) -> bool:
        """Take what was dropped: of files that hovered here none may be left, where their program ended meanwhile."""
        ours = bool(files) or self.isVisible()
        self.leave()
        if ours:
            event.acceptProposedAction()
            self._take(files)
        return ours

    def _hover(self, event: QDropEvent, files: Sequence[Path]) -> None:
        words = self._says(files)
        if words != self.words.text() or not self.isVisible():
            self.words.setText(words)
            colours = theme.colours()
            self.setStyleSheet(
                f"#{_plain(self)} {{ background: {colours.accent_soft}; border: 2px dashed {colours.accent};"
                f" border-radius: {RADIUS}px; }}"
            )
            self.appear()
        if isinstance(event, QDragMoveEvent):
            event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()


def _plain(widget: QWidget) -> str:
    name = widget.objectName().replace(" ", "_")
    widget.setObjectName(name)
    return name
