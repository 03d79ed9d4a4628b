"""What a desktop of Linux tells over its message bus: that the computer will sleep, that its screen was locked.

Nothing of this is needed for safety: where there is no bus, sleep is still found by the clocks. With it the desk is
locked before the computer sleeps, which waits for that: the login manager of systemd takes a delay that ends with our
process (https://systemd.io/INHIBITOR_LOCKS/).
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

from bookdesk.office.locking import Why

LOGIN, LOGIN_PATH, MANAGER = "org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager"
SCREENS: Final = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
)
"""Who tells on the bus of a session that the screen was locked; each has the same signal."""


class BusSigns(QObject):
    """Hears of sleep on the bus of the system, and of a locked screen on the bus of the session."""

    heard = Signal(object)
    """A `Why`."""

    def __init__(self, system: QDBusConnection, session: QDBusConnection, parent: QObject) -> None:
        """Listen, and ask that sleep wait for us."""
        super().__init__(parent)
        self._held: list[QDBusMessage] = []
        self._asked: QDBusPendingCallWatcher | None = None
        if system.isConnected():
            system.connect(LOGIN, LOGIN_PATH, MANAGER, "PrepareForSleep", self, SLOT("_sleep(bool)"))  # type: ignore[call-overload] # a text is right
            self._delay(system)
        if session.isConnected():
            for name in SCREENS:
                session.connect("", "", name, "ActiveChanged", self, SLOT("_screen(bool)"))  # type: ignore[call-overload] # as above

    def held(self) -> bool:
        """Whether sleep waits for this process to end."""
        return bool(self._held)

    def _delay(self, system: QDBusConnection) -> None:
        call = QDBusMessage.createMethodCall(LOGIN, LOGIN_PATH, MANAGER, "Inhibit")
        call.setArguments(["sleep", "BookDesk", "The desk is locked first", "delay"])
        self._asked = QDBusPendingCallWatcher(system.asyncCall(call), self)
        self._asked.finished.connect(self._answered)

    def _answered(self, asked: QDBusPendingCallWatcher) -> None:
        answer = asked.reply()
        if answer.type() == QDBusMessage.MessageType.ReplyMessage:
            self._held.append(answer)  # the delay lasts as long as the file in this answer is open

    @Slot(bool)
    def _sleep(self, begins: bool) -> None:  # noqa: FBT001 - as the bus tells it
        if begins:
            self.heard.emit(Why.SLEEP)

    @Slot(bool)
    def _screen(self, locked: bool) -> None:  # noqa: FBT001 - as the bus tells it
        if locked:
            self.heard.emit(Why.SCREEN)


def signs(parent: QObject) -> BusSigns:
    """Listen on the buses of this machine."""
    return BusSigns(QDBusConnection.systemBus(), QDBusConnection.sessionBus(), parent)
