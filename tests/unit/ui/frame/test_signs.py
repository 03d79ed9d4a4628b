from __future__ import annotations

import ctypes
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from ctypes import wintypes
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QByteArray, QObject
from pytestqt.qtbot import QtBot

from bookdesk.office.locking import Why
from bookdesk.ui.frame.broadcasts import POWER, SESSION, BroadcastSigns, meaning
from tests.support.window import LONG_ENOUGH

if sys.platform == "linux":
    from PySide6.QtDBus import (
        QDBusConnection,
        QDBusMessage,
        QDBusObjectPath,
        QDBusUnixFileDescriptor,
        QDBusVirtualObject,
    )

    from bookdesk.ui.frame.bus import LOGIN, LOGIN_PATH, MANAGER, OURS, PROPERTIES, SCREENS, BusSigns
    from bookdesk.ui.frame.bus import SESSION as LOGIN_SESSION

    OUR_PATH = f"{LOGIN_PATH}/session/_32"

    class LoginManager(QDBusVirtualObject):
        """Stands in for the one of systemd: lends the end of a pipe, sees when nobody holds it, and knows a session."""

        def __init__(self) -> None:
            super().__init__()
            self.ear, self._lent = os.pipe()
            self.asked: list[object] = []

        def introspect(self, path: str) -> str:
            del path
            return ""

        def handleMessage(self, message: QDBusMessage, connection: QDBusConnection) -> bool:  # noqa: N802 - Qt's name
            self.asked.append((message.member(), *message.arguments()))
            if message.member() == "GetSession":
                answer = message.createReply()
                answer.setArguments([QDBusObjectPath(OUR_PATH)])
                connection.send(answer)
                return True
            connection.send(message.createReply([QDBusUnixFileDescriptor(self._lent)]))
            os.close(self._lent)
            return True

        def given_back(self) -> bool:
            return bool(select.select([self.ear], [], [], 0)[0])


@dataclass
class Bus:
    """A bus of messages that nobody else is on."""

    address: str

    def join(self, name: str) -> QDBusConnection:
        return QDBusConnection.connectToBus(self.address, name)


@pytest.fixture
def bus() -> Iterator[Bus]:
    found = shutil.which("dbus-daemon")
    if sys.platform != "linux" or found is None:
        pytest.skip("this machine has no bus of messages")
    words = [found, "--session", "--print-address=1", "--nofork", "--nopidfile"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as daemon:
        assert daemon.stdout is not None
        yield Bus(daemon.stdout.readline().strip())
        for name in ("system", "session", "manager"):
            QDBusConnection.disconnectFromBus(name)
        daemon.terminate()


@pytest.mark.qt_log_ignore("QDBusConnection")
def test_sleep_waits_for_us_and_is_heard_of(qtbot: QtBot, bus: Bus) -> None:
    theirs, manager = bus.join("manager"), LoginManager()
    assert theirs.registerService(LOGIN)
    theirs.registerVirtualObject(LOGIN_PATH, manager)
    parent, heard = QObject(), list[object]()
    signs = BusSigns(bus.join("system"), bus.join("session"), parent)
    signs.heard.connect(heard.append)
    qtbot.waitUntil(signs.held, timeout=LONG_ENOUGH)
    assert manager.asked[0] == ("Inhibit", "sleep", "BookDesk", "The desk is locked first", "delay")
    assert not manager.given_back()
    for begins in (False, True):
        told = QDBusMessage.createSignal(LOGIN_PATH, MANAGER, "PrepareForSleep")
        told.setArguments([begins])
        theirs.send(told)
    qtbot.waitUntil(lambda: heard == [Why.SLEEP], timeout=LONG_ENOUGH)


@pytest.mark.qt_log_ignore("QDBusConnection")
def test_a_session_that_is_locked_or_left_is_heard_of_and_no_other_one(qtbot: QtBot, bus: Bus) -> None:
    theirs, manager = bus.join("manager"), LoginManager()
    assert theirs.registerService(LOGIN)
    theirs.registerVirtualObject(LOGIN_PATH, manager)
    parent, heard = QObject(), list[object]()
    signs = BusSigns(bus.join("system"), bus.join("session"), parent)
    signs.heard.connect(heard.append)
    qtbot.waitUntil(lambda: signs.followed == OUR_PATH, timeout=LONG_ENOUGH)
    assert ("GetSession", OURS) in manager.asked

    def changed(path: str, **values: object) -> None:
        told = QDBusMessage.createSignal(path, PROPERTIES, "PropertiesChanged")
        told.setArguments([LOGIN_SESSION, values, []])
        theirs.send(told)

    def lock(path: str) -> None:
        theirs.send(QDBusMessage.createSignal(path, LOGIN_SESSION, "Lock"))

    somebody_else = f"{LOGIN_PATH}/session/_33"
    lock(somebody_else)
    changed(somebody_else, Active=False)
    changed(OUR_PATH, IdleHint=True)
    changed(OUR_PATH, Active=True)
    theirs.send(QDBusMessage.createSignal(OUR_PATH, LOGIN_SESSION, "Unlock"))
    lock(OUR_PATH)
    qtbot.waitUntil(lambda: bool(heard), timeout=LONG_ENOUGH)
    assert heard == [Why.SCREEN], "what was told before it came in order, and meant nothing"
    changed(OUR_PATH, Active=False)
    qtbot.waitUntil(lambda: heard == [Why.SCREEN, Why.SCREEN], timeout=LONG_ENOUGH)


def test_a_locked_screen_is_heard_of_whoever_locks_it(qtbot: QtBot, bus: Bus) -> None:
    theirs, parent, heard = bus.join("manager"), QObject(), list[object]()
    signs = BusSigns(bus.join("system"), bus.join("session"), parent)
    signs.heard.connect(heard.append)
    for name in SCREENS:
        for on in (True, False):
            told = QDBusMessage.createSignal(f"/{name.replace('.', '/')}", name, "ActiveChanged")
            told.setArguments([on])
            theirs.send(told)
    qtbot.waitUntil(lambda: len(heard) == len(SCREENS), timeout=LONG_ENOUGH)
    assert set(heard) == {Why.SCREEN}
    assert not signs.held(), "nobody here delays sleep"


@pytest.mark.usefixtures("qtbot")
def test_where_there_is_no_bus_nothing_is_heard_and_nothing_said() -> None:
    if sys.platform == "linux":
        parent = QObject()
        assert not BusSigns(QDBusConnection("nobody"), QDBusConnection("nobody"), parent).held()


def test_windows_tells_of_sleep_and_of_its_session() -> None:
    assert {word for word in range(32) if meaning(POWER, word)} == {0x4}
    assert {word for word in range(32) if meaning(SESSION, word)} == {0x2, 0x4, 0x7}
    assert (meaning(POWER, 4), meaning(SESSION, 7), meaning(0x0200, 4)) == (Why.SLEEP, Why.SCREEN, None)


@pytest.mark.skipif(sys.platform == "win32", reason="there a real window is asked")
def test_a_message_of_windows_is_read_as_it_lies_in_memory(qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QWidget  # noqa: PLC0415 - of this test only

    window, heard = QWidget(), list[object]()
    qtbot.addWidget(window)
    signs = BroadcastSigns(window, window)
    signs.heard.connect(heard.append)
    for kind, message, word in ((b"windows_generic_MSG", SESSION, 7), (b"xcb_generic_event_t", SESSION, 7)):
        told = wintypes.MSG(None, message, word, 0, 0, wintypes.POINT(0, 0))
        passed = signs.filter.nativeEventFilter(QByteArray(kind), ctypes.addressof(told))
        assert passed == (False, 0)
    assert heard == [Why.SCREEN]
