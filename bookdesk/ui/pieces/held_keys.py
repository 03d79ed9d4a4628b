"""A key that is held down acts once: who leans on it looks on, but does nothing to a record that came meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_PRESSES = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
_OTHERWISE = (QEvent.Type.MouseButtonPress, QEvent.Type.FocusIn, QEvent.Type.FocusOut)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Keyboard:
    """What is known of the key that was heard last."""

    repeating = False
    """Whether it is held down, and was not pressed anew."""


KEYBOARD = Keyboard()
"""The one of this program. It is no object of Qt: those belong to the thread that happens to import them first."""


class HeldKeys(QObject):
    """Stands between a window and its keyboard, before any widget hears of a key.

    Repetitions of Enter are taken away: it confirms, leads on, and would confirm there again. Of all other keys it is
    known here whether they repeat themselves; commands ask for that.
    """

    def __init__(self, window: QWidget) -> None:
        """No key of this window is down."""
        super().__init__(window)
        self._window = window
        self._released = (0, 0)

    def watch(self) -> None:
        """Watch the window, now that it is on the screen."""
        handle = self._window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the repetitions of Enter away, and note which keys repeat themselves."""
        del watched
        if isinstance(event, QKeyEvent):
            return self._hear(event)
        if event.type() in _OTHERWISE:
            KEYBOARD.repeating = False
        return False

    def _hear(self, event: QKeyEvent) -> bool:
        """Judge a key by its time, too: of what X repeats Qt misses some, which come in the instant of a release."""
        this = (event.key(), event.timestamp())
        if event.type() in _PRESSES:
            KEYBOARD.repeating = event.isAutoRepeat() or this == self._released
        else:
            KEYBOARD.repeating, self._released = False, this
        return KEYBOARD.repeating and event.type() == QEvent.Type.KeyPress and event.key() in _ENTER
