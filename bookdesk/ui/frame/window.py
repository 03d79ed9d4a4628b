"""The main window: it puts the screens into their frame and does what concerns no single one of them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from bookdesk.ui.desktop import Desktop, Message, Place
from bookdesk.ui.frame.client_bar import ClientBar
from bookdesk.ui.frame.navigation import Navigation
from bookdesk.ui.frame.places import SCREENS, entry
from bookdesk.ui.frame.status_line import StatusLine
from bookdesk.ui.look.theme import sized
from bookdesk.ui.look.tokens import NARROW_WINDOW
from bookdesk.ui.pieces.commands import Command, bind
from bookdesk.ui.pieces.notices import Toast
from bookdesk.ui.pieces.screen import Screen

_GOING = "Go to"
COMMANDS = tuple(
    Command(f"go {one.name}", f"Go to {one.words}", (one.key,), one.icon, _GOING) for one in SCREENS if not one.hidden
)


class MainWindow(QMainWindow):
    """One window, one opened practice."""

    def __init__(self, desktop: Desktop) -> None:
        """Lay out the frame; the first screen comes with `go`."""
        super().__init__()
        self.desktop = desktop
        self.setWindowTitle("BookDesk")
        self.setMinimumSize(QSize(800, 560))
        self.bar, self.navigation, self.status = ClientBar(desktop), Navigation(SCREENS), StatusLine()
        self._screens: dict[str, Screen] = {}
        self._stack = QStackedWidget()
        self.toast = Toast(self._lay_out())
        self.actions_by_name = bind(
            self,
            COMMANDS,
            {command.name: self._goer(command.name.removeprefix("go ")) for command in COMMANDS},
            everywhere=True,
        )
        self._connect()
        self._recall()

    def screen_named(self, name: str) -> Screen:
        """Return a screen, made when it is first needed."""
        if name not in self._screens:
            made = entry(name).make(self.desktop)
            self._screens[name] = made
            self._stack.addWidget(made)
        return self._screens[name]

    def current(self) -> Screen | None:
        """Return the screen that is shown."""
        shown = self._stack.currentWidget()
        return shown if isinstance(shown, Screen) else None

    def show_place(self, place: Place) -> None:
        """Show a place, unless the screen that is shown needs the person first."""
        shown = self.current()
        if shown is not None and shown.name != place.screen and not shown.leave():
            return
        if entry(place.screen).of_client and not self.desktop.client_id:
            self._first_client_missing()
            return
        screen = self.screen_named(place.screen)
        self._stack.setCurrentWidget(screen)
        self.navigation.show_screen(place.screen)
        screen.show_place(place)
        screen.take_keyboard()

    def say(self, message: Message) -> None:
        """Say something beside the work."""
        self.toast.say(message)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show icons only in the navigation where the window is narrow."""
        super().resizeEvent(event)
        self.navigation.set_narrow(narrow=self.width() < sized(NARROW_WINDOW))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember size and place; the screen that is shown may ask first."""
        shown = self.current()
        if shown is not None and not shown.leave():
            event.ignore()
            return
        self.desktop.memory.keep("window geometry", self.saveGeometry())
        super().closeEvent(event)

    def _lay_out(self) -> QWidget:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.navigation)
        middle.addWidget(self._stack, 1)
        ground = QWidget()
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addLayout(middle, 1)
        column.addWidget(self.status)
        self.setCentralWidget(ground)
        return ground

    def _connect(self) -> None:
        self.desktop.went.connect(self.show_place)
        self.desktop.told.connect(self.say)
        self.desktop.door.long_begun.connect(self.status.show_work)
        self.navigation.chosen.connect(lambda name: self.desktop.go(Place(name)))
        self.status.sync_asked.connect(lambda: self.desktop.go(Place("sync")))

    def _recall(self) -> None:
        self.resize(1280, 800)
        remembered = self.desktop.memory.state("window geometry")
        if not remembered.isEmpty():
            self.restoreGeometry(remembered)

    def _goer(self, name: str) -> Callable[[], None]:
        return lambda: self.desktop.go(Place(name))

    def _first_client_missing(self) -> None:
        self.show_place(Place("clients"))
        self.say(Message("No client is in front of you.", remedy="Choose one first: Ctrl+P."))
