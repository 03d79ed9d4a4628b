"""What Windows tells the windows of a program: that the computer will sleep, that the session was locked or left.

Numbers are those of `winuser.h` and `wtsapi32.h`.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes
from typing import Final

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

from bookdesk.office.locking import Why

POWER, SESSION = 0x0218, 0x02B1
"""WM_POWERBROADCAST and WM_WTSSESSION_CHANGE."""
_MEANS: Final = {
    (POWER, 0x4): Why.SLEEP,  # PBT_APMSUSPEND
    (SESSION, 0x2): Why.SCREEN,  # WTS_CONSOLE_DISCONNECT: another user's session is shown
    (SESSION, 0x4): Why.SCREEN,  # WTS_REMOTE_DISCONNECT
    (SESSION, 0x7): Why.SCREEN,  # WTS_SESSION_LOCK
}
_OURS_ONLY: Final = 0  # NOTIFY_FOR_THIS_SESSION


def meaning(message: int, word: int) -> Why | None:
    """Return what a message to a window is a reason for; nothing for nearly all of them."""
    return _MEANS.get((message, word))


class BroadcastSigns(QObject):
    """Hears what Windows tells, as long as its parent lives."""

    heard = Signal(object)
    """A `Why`."""

    def __init__(self, window: QWidget, parent: QObject) -> None:
        """Ask to be told of the session, of which Windows tells nobody who did not ask."""
        super().__init__(parent)
        self.filter = _Filter(self)
        app = QCoreApplication.instance()
        if app is not None:
            app.installNativeEventFilter(self.filter)
        if sys.platform == "win32":
            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(wintypes.HWND(int(window.winId())), _OURS_ONLY)


class _Filter(QAbstractNativeEventFilter):
    def __init__(self, signs: BroadcastSigns) -> None:
        super().__init__()
        self._signs = signs

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> tuple[bool, int]:
        """Read a message and let it pass."""
        if kind == b"windows_generic_MSG":
            read = wintypes.MSG.from_address(int(message))
            why = meaning(read.message, read.wParam)
            if why is not None:
                self._signs.heard.emit(why)
        return False, 0
