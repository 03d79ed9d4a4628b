"""A desk in this process: a practice of two clients, the door, the main window, and short ways to wait for answers."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bookdesk.office.equipment import ChildEquipment, Equipment
from bookdesk.office.opened import Office
from bookdesk.security.practice import OpenPractice
from bookdesk.store.places import Places
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.frame.window import MainWindow
from bookdesk.ui.memory import Memory
from bookdesk.ui.tasks import Door
from tests.support.firm import Firm

LONG_ENOUGH = 30_000
"""Milliseconds after which a test gives up waiting: a busy machine is no defect."""


@dataclass
class Seat:
    """Somebody at work: everything a test of the window needs."""

    qtbot: QtBot
    firm: Firm
    practice: OpenPractice
    office: Office
    door: Door
    desktop: Desktop
    windows: list[MainWindow] = field(default_factory=list)

    def settle(self) -> None:
        """Wait until every question was answered and every change is done."""
        self.qtbot.waitUntil(self.door.quiet, timeout=LONG_ENOUGH)

    def client(self, name: str) -> str:
        """Return the id of a client."""
        return next(entry.client_id for entry in self.office.clients() if entry.name == name)

    def window(self) -> MainWindow:
        """Return a main window, shown; where none was closed before, as large as on a screen that holds it."""
        made = MainWindow(self.desktop)
        if self.desktop.memory.state("window geometry").isEmpty():
            made.resize(1280, 800)
        self.windows.append(made)
        made.show()
        _let_go_of_keys(made)
        return made

    def leave(self) -> None:
        """Close and delete the windows, then the desk.

        What is connected to a signal lives as long as its sender: a desk that is only let go of would stay for the
        whole session, with every screen that listens to it.
        """
        for window in self.windows:
            window.close()
            window.deleteLater()
        self.windows.clear()
        self.desktop.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@contextmanager
def seated(
    qtbot: QtBot, firm: Firm, user: str = "", *, equipment: Equipment | None = None, memory: Memory | None = None
) -> Iterator[Seat]:
    """Yield a seat at a practice that exists, opened by its owner or `user`; everything is closed afterwards.

    `equipment` that is handed in stays open, for the next seat.
    """
    _sweep()
    with firm.open(user) if user else firm.open() as practice:
        office, door, used = Office(practice, firm.clock), Door(), equipment or ChildEquipment()
        seat = Seat(qtbot, firm, practice, office, door, Desktop(office, door, memory or Memory(), used))
        yield seat
        seat.settle()
        seat.desktop.intake.close()
        door.close()
        if equipment is None:
            used.close()
        seat.leave()


def _let_go_of_keys(window: MainWindow) -> None:
    """Have no key held down: Qt remembers a simulated Ctrl for the session, and selects rows as if it were held."""
    handle = window.windowHandle()
    assert handle is not None
    QTest.keyRelease(handle, Qt.Key.Key_Shift)


def _sweep() -> None:
    """Free what earlier tests left, and look at the rest no more: a sweep takes longer with everything that is kept."""
    gc.collect()
    gc.freeze()


def new_firm(home: Path) -> Firm:
    """Return a practice with its two clients and Ben."""
    firm = Firm(Places(home))
    firm.found()
    firm.staff()
    return firm
