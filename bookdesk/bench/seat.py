"""A window for the benchmarks: driven by places and keys, watched by its paints."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import Random
from time import perf_counter
from typing import Any, Protocol

from PySide6.QtCore import QEvent, QEventLoop, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bookdesk.core.clock import SystemClock
from bookdesk.office.equipment import ChildEquipment
from bookdesk.office.opened import Office
from bookdesk.security.practice import OpenPractice
from bookdesk.ui.bills.view import BillsScreen
from bookdesk.ui.clients.view import ClientsScreen
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.frame.window import MainWindow
from bookdesk.ui.memory import Memory
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.models import TableModel, WindowModel
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.program import application, choose_language, dress, settle
from bookdesk.ui.tasks import Door

_PATIENCE = 30.0
"""Seconds after which a list is given up."""
_WAITING = QEventLoop.ProcessEventsFlag.AllEvents | QEventLoop.ProcessEventsFlag.WaitForMoreEvents
_DELETED = QEvent.Type.DeferredDelete.value


@dataclass
class BenchSeat:
    """An opened practice in a window."""

    office: Office
    door: Door
    desktop: Desktop
    window: MainWindow

    def go(self, screen: str, *, client_id: str | None = None, view: str = "") -> None:
        """Go to a place and wait until everything was answered."""
        if client_id is not None and screen != "clients":
            self.desktop.choose_client(client_id)
        self.desktop.go(Place(screen, view=view))
        self.settle()

    def show(self, screen: str, view: str) -> None:
        """Go to a list and wait for nothing."""
        self.desktop.go(Place(screen, view=view))

    def settle(self) -> None:
        """Wait until nothing is under way and everything is painted."""
        self._wait(self.door.quiet)
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, _DELETED)  # which a loop does that runs, and single turns of one do not

    def until_painted(self, screen: str, act: Callable[[], None], *, least: int = 0) -> float:
        """Return the seconds from an act until the rows that it asked for are painted on a screen.

        `least` is how many there are at least: the list of the client before is emptied first, which is not meant.
        """
        return self.until_shown(screen, act, least=least)[0]

    def until_shown(self, screen: str, act: Callable[[], None], *, least: int = 0) -> tuple[float, float]:
        """Return the seconds from an act until its first rows are painted, and until the whole view is known."""
        model, filled = self._model(screen), list[bool]()

        def note() -> None:
            if model.rowCount() >= least:
                filled.append(True)

        model.filled.connect(note)
        started = perf_counter()
        act()
        self._wait(lambda: bool(filled))
        self.window.grab()
        painted = perf_counter() - started
        model.filled.disconnect(note)
        if isinstance(model, WindowModel):
            self._wait(model.is_whole)
        whole = perf_counter() - started
        self.settle()
        return painted, whole

    def switch(self, client_id: str) -> float:
        """Switch the client as a person does, and return the seconds from Enter to the painted list of bills."""
        tools = self.window.tools
        tools.open_switcher()
        tools.switcher.text.setText(self.office.entry(client_id).name)
        self.settle()
        return self.until_painted("bills", lambda: QTest.keyClick(tools.switcher.text, Qt.Key.Key_Return), least=1)

    def press(self, keys: str) -> None:
        """Press keys where the keyboard is."""
        focus = QApplication.focusWidget() or self.window
        QTest.keySequence(focus, QKeySequence(keys))
        self.settle()

    def table(self) -> RecordTable:
        """Return the table of the list of bills."""
        return self._bills().table

    def frames(self, count: int) -> list[float]:
        """Return the seconds that a frame takes at random places of the list, its rows already read."""
        table, chance = self.table(), Random(3)  # noqa: S311 - the same places each time
        bar = table.verticalScrollBar()
        found = []
        for _ in range(count):
            bar.setValue(chance.randint(0, bar.maximum()))
            table.viewport().grab()
            self.settle()
            started = perf_counter()
            table.viewport().grab()
            found.append(perf_counter() - started)
        return found

    def order(self, order: str) -> None:
        """Sort the list of bills."""
        self.table().order_chosen.emit(order, False)  # noqa: FBT003 - as the header emits it

    def filter(self, text: str) -> None:
        """Filter the list of bills."""
        self._bills().page.filter_changed.emit(text)

    def _wait(self, done: Callable[[], bool]) -> None:
        """Let the window's loop sleep until something happens, as the program does: a loop that spins slows readers."""
        started = perf_counter()
        while not done() and perf_counter() - started < _PATIENCE:
            QApplication.processEvents(_WAITING)

    def _model(self, screen: str) -> TableModel[Any]:
        shown = self.window.screen_named(screen)
        if not isinstance(shown, BillsScreen | ClientsScreen):
            raise TypeError("this screen is not measured")
        return shown.model

    def _bills(self) -> BillsScreen:
        screen = self.window.screen_named("bills")
        if not isinstance(screen, BillsScreen):
            raise TypeError("the screen of bills is another one")
        return screen


class Opens(Protocol):
    """What can be sat down at."""

    def open(self) -> OpenPractice:
        """Open the practice."""
        ...


@contextmanager
def seated(firm: Opens, memory: Memory | None = None) -> Iterator[BenchSeat]:
    """Yield a window on a practice, dressed as `memory` says, and close everything afterwards."""
    application(["bench"])
    memory = memory or Memory()
    dress(memory)
    choose_language()
    with firm.open() as practice:
        office, door, equipment = Office(practice, SystemClock()), Door(), ChildEquipment()
        desktop = Desktop(office, door, memory, equipment)
        window = MainWindow(desktop)
        window.resize(1280, 800)
        window.show()
        settle()
        seat = BenchSeat(office, door, desktop, window)
        try:
            yield seat
        finally:
            seat.settle()
            window.close()
            desktop.intake.close()
            door.close()
            equipment.close()
