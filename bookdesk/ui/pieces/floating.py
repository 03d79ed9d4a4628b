"""What floats over the window: it keeps its place when the window changes, and gives the keyboard back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtWidgets import QFrame, QWidget
from shiboken6 import isValid


class Floating(QFrame):
    """The base of toast, finder and sheets. Hidden until it appears."""

    def __init__(self, over: QWidget, name: str) -> None:
        """Float over a widget, under a name for tests and style."""
        super().__init__(over)
        self.setObjectName(name)
        self._over = over
        self._back: QWidget | None = None
        over.installEventFilter(self)
        self.hide()

    def place(self) -> QRect:
        """Return where it is to float now."""
        return self._over.rect()

    def appear(self, focus: QWidget | None = None) -> None:
        """Show it above everything; with `focus` the keyboard goes there and comes back on leaving."""
        if focus is not None and not self.isVisible():
            self._back = self.window().focusWidget()
        self.setGeometry(self.place())
        self.show()
        self.raise_()
        if focus is not None:
            focus.setFocus()

    def leave(self) -> None:
        """Disappear."""
        self.hide()
        if self._back is not None and isValid(self._back):  # a cell's editor is gone by then
            self._back.setFocus()
        self._back = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in place when the widget below changes its size."""
        if watched is self._over and event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self.place())
        return False
