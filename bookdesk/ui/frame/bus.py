"""What a desktop of Linux tells over its message bus: that the computer will sleep, that its screen was locked or left.

Nothing of this is needed for safety: where there is no bus, sleep is still found by the clocks. With it the desk is
locked before the computer sleeps, which waits for that: the login manager of systemd takes a delay that ends with our
process (https://systemd.io/INHIBITOR_LOCKS/). Of a session it says that it is to be locked, which also a script or an
administrator may ask for, and that another one is in front (`Lock` and `Active` in org.freedesktop.login1(5)).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import SLOT, QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

from bookdesk.office.locking import Why

LOGIN, LOGIN_PATH, MANAGER = "org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager"
SESSION, PROPERTIES = "org.freedesktop.login1.Session", "org.freedesktop.DBus.Properties"
OURS: Final = "auto"
"""The session of whoever asks, or the one on his screen where he belongs to none, as a desktop's programs may."""
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
        self.followed = ""
        """The path of the session that is heard of, once it is known."""
        self._held: list[QDBusMessage] = []
        self._system = system
        if system.isConnected():
            system.connect(LOGIN, LOGIN_PATH, MANAGER, "PrepareForSleep", self, SLOT("_sleep(bool)"))  # type: ignore[call-overload] # a text is right
            self._ask("Inhibit", ["sleep", "BookDesk", "The desk is locked first", "delay"], self._held.append)
            self._ask("GetSession", [OURS], self._follow)
        if session.isConnected():
            for name in SCREENS:
                session.connect("", "", name, "ActiveChanged", self, SLOT("_screen(bool)"))  # type: ignore[call-overload] # as above

    def held(self) -> bool:
        """Whether sleep waits for this process to end."""
        return bool(self._held)

    def _ask(self, what: str, words: Sequence[str], then: Callable[[QDBusMessage], object]) -> None:
        """Ask the login manager; who has none gets no answer, and nothing follows."""
        call = QDBusMessage.createMethodCall(LOGIN, LOGIN_PATH, MANAGER, what)
        call.setArguments([*words])
        asked = QDBusPendingCallWatcher(self._system.asyncCall(call), self)

        def answered(_: QDBusPendingCallWatcher) -> None:
            answer = asked.reply()
            if answer.type() == QDBusMessage.MessageType.ReplyMessage:
                then(answer)  # a delay lasts as long as the file in this answer is open

        asked.finished.connect(answered)

    def _follow(self, answer: QDBusMessage) -> None:
        """Hear what is told of our session."""
        (found,) = answer.arguments()
        path, system = found.path(), self._system
        system.connect(LOGIN, path, SESSION, "Lock", self, SLOT("_lock()"))  # type: ignore[call-overload] # as above
        system.connect(LOGIN, path, PROPERTIES, "PropertiesChanged", self, SLOT("_change(QString,QVariantMap)"))  # type: ignore[call-overload] # as above
        self.followed = path

    @Slot()
    def _lock(self) -> None:
        self.heard.emit(Why.SCREEN)

    @Slot(str, "QVariantMap")
    def _change(self, of: str, changed: Mapping[str, object]) -> None:
        if of == SESSION and changed.get("Active") is False:
            self.heard.emit(Why.SCREEN)

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
