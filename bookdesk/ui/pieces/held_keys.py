"""A key that is held down, or pressed twice in a hurry, acts once: nothing is done to what came meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget

_PRESSES = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)
_OTHERWISE = (QEvent.Type.MouseButtonPress, QEvent.Type.FocusIn, QEvent.Type.FocusOut)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_WALKS = frozenset(
    {
        Qt.Key.Key_Escape,
        Qt.Key.Key_Tab,
        Qt.Key.Key_Backtab,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_Meta,
    }
)
"""Keys that are pressed several times to get somewhere, and those that are held for another."""


class Keyboard:
    """What is known of the key that was heard last."""

    repeating = False
    """Whether it is held down, and was not pressed anew."""


KEYBOARD = Keyboard()
"""The one of this program. It is no object of Qt: those belong to the thread that happens to import them first."""


class HeldKeys(QObject):
    """Stands between a window and its keyboard, before any widget hears of a key.

    Repetitions of Enter are taken away: it confirms, leads on, and would confirm there again. Of all other keys it is
    known here whether they repeat themselves; commands ask for that. A key that is pressed again as quickly as a double
    click, while its first press led to another place, is taken away, too: it was meant for where it was pressed first.
    """

    def __init__(self, window: QWidget, places: tuple[type[QWidget], ...] = ()) -> None:
        """No key of this window is down; `places` are what may take over from one another, such as a question."""
        super().__init__(window)
        self._window, self._places = window, places
        self._released = (0, 0)
        self._pressed: tuple[object, int, int] = (None, 0, 0)
        """Which key was pressed last, when, and in which place (its identity, which is only compared)."""
        self._taken = False

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
        if KEYBOARD.repeating:
            return event.type() == QEvent.Type.KeyPress and event.key() in _ENTER
        return event.type() in _PRESSES and self._is_hurried(event)

    def _is_hurried(self, event: QKeyEvent) -> bool:
        """Judge a press as it is told first, before a command hears of it; what follows is judged alike."""
        if event.key() in _WALKS:
            return False
        key, at = (event.key(), event.modifiers()), event.timestamp()
        last, before, place = self._pressed
        if event.type() == QEvent.Type.ShortcutOverride or (key, at) != (last, before):
            here = self._place()
            soon = at - before < QGuiApplication.styleHints().mouseDoubleClickInterval()
            self._taken = key == last and soon and place != here
            self._pressed = (key, at, place if self._taken else here)
        if self._taken:
            event.accept()  # then no command hears of it
        return self._taken

    def _place(self) -> int:
        one: QWidget | None = self._window.focusWidget()
        while one is not None and not isinstance(one, self._places):
            one = one.parentWidget()
        return id(one)
