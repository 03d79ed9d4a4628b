"""The main window: it puts the screens into their frame and does what concerns no single one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from bookdesk.ui.desktop import Desktop
from bookdesk.ui.frame.client_bar import ClientBar
from bookdesk.ui.frame.closing import Closing
from bookdesk.ui.frame.intake_row import IntakeRow
from bookdesk.ui.frame.leaving import Leaving
from bookdesk.ui.frame.navigation import Navigation
from bookdesk.ui.frame.places import SCREENS, entry
from bookdesk.ui.frame.pulse import Pulse
from bookdesk.ui.frame.status_line import StatusLine
from bookdesk.ui.frame.step_up import StepUps
from bookdesk.ui.frame.tools import Tools
from bookdesk.ui.frame.user_menu import ABOUT, LOCK, PEOPLE, QUIT, USER_COMMANDS, UserMenu
from bookdesk.ui.frame.veil import Cover
from bookdesk.ui.look.theme import THEME, sized
from bookdesk.ui.look.tokens import NARROW_WINDOW
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.pieces.commands import Command, bind
from bookdesk.ui.pieces.finder import Finder
from bookdesk.ui.pieces.held_keys import HeldKeys
from bookdesk.ui.pieces.notices import Banner, Toast
from bookdesk.ui.pieces.panel import Panel
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.pieces.screen import Screen

_SIZE, _TITLE = QSize(1280, 800), QSize(0, 40)
"""How large the window begins, in pixels, and what the desktop puts above it; a smaller screen holds all of it."""
_GOING = "Go to"
COMMANDS = tuple(
    Command(f"go {one.name}", f"Go to {one.words}", (one.key,) if one.key else (), one.icon, _GOING)
    for one in SCREENS
    if one.searched or not one.hidden
)


class MainWindow(QMainWindow):
    """One window, one opened practice."""

    lock_asked = Signal()
    """The person locks the desk."""
    lock_asked_again = Signal()
    """He does so under the veil."""

    def __init__(self, desktop: Desktop) -> None:
        """Lay out the frame; the first screen comes with `go`."""
        super().__init__()
        self.desktop = desktop
        self.setWindowTitle("BookDesk")
        self.setMinimumSize(QSize(800, 560))
        self.bar, self.navigation, self.status = ClientBar(desktop), Navigation(SCREENS), StatusLine()
        self._screens: dict[str, Screen] = {}
        self._held = HeldKeys(self, (Screen, Panel, Prompt, Finder))
        self._stack = QStackedWidget()
        self.banner = Banner()
        self.leaving = Leaving(desktop.door, self.banner)
        self.closing = Closing(self.banner, self.close, self.unsaved)
        ground = self._lay_out()
        self.cover = Cover(self, ground, desktop.office.user_name())
        self.setCentralWidget(self.cover)
        self.toast = Toast(ground, self.navigation.width)
        self.actions_by_name = bind(
            self,
            COMMANDS,
            {command.name: self._goer(command.name.removeprefix("go ")) for command in COMMANDS},
            everywhere=True,
        ) | bind(self, USER_COMMANDS, self._of_the_user(), everywhere=True)
        self.user_menu = UserMenu(self.actions_by_name, self)
        self.tools = Tools(desktop, self, ground)
        self.step_ups = StepUps(desktop, self)
        self.pulse = Pulse(desktop, self.navigation, self.status, self)
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

    def place(self) -> Place:
        """Return where the person is, for coming back: of a record that is open the list it is in."""
        shown = self.current()
        here = entry(shown.name if shown is not None else "clients")
        around = here.under or ("inbox" if here.of_client else "clients")
        return Place(around if here.hidden else here.name, self.desktop.client_id)

    def show_place(self, place: Place) -> None:
        """Show a place."""
        goes_to, client = entry(place.screen), bool(self.desktop.client_id)
        if goes_to.of_client and not goes_to.of_practice and not client:
            self._find_client(place)
            return
        self.tools.leave()
        screen = self.screen_named(place.screen)
        self._stack.setCurrentWidget(screen)
        self.navigation.show_screen(goes_to.under or place.screen)
        self.bar.show_scope(of_all=not (goes_to.of_client and client))
        screen.show_place(place)
        screen.take_keyboard()

    def may_go(self, place: Place) -> bool:
        """Whether the screen that is shown lets the person go to another screen or client."""
        shown, other_client = self.current(), place.client_id not in (None, "", self.desktop.client_id)
        return shown is None or (shown.name == place.screen and not other_client) or shown.leave()

    def say(self, message: Message) -> None:
        """Say something beside the work."""
        self.toast.say(message)

    def lock(self) -> None:
        """Lock the desk. No screen is asked: what is half typed there keeps no books open."""
        if self.cover.veiled():
            self.lock_asked_again.emit()
            return
        self.keep_typed()
        self.desktop.safekeeping.leave()
        self.lock_asked.emit()

    def keep_typed(self) -> None:
        """Let the screen that is shown keep what was typed, so far as that needs nobody; the person stays there."""
        shown = self.current()
        if shown is not None:
            shown.keep_typed()

    def leave_screen(self) -> bool:
        """Let the screen that is shown keep what was typed; whether it lets the person go."""
        shown = self.current()
        return shown is None or shown.leave()

    def unsaved(self) -> str:
        """Return what is half typed on the screen that is shown and would be lost, or nothing."""
        shown = self.current()
        return shown.unsaved() if shown is not None else ""

    def put_on_top(self, part: QWidget) -> None:
        """Put a part across the window, right below the client bar."""
        self._column.insertWidget(1, part)

    def showEvent(self, event: QShowEvent) -> None:
        """Let keys that are held down act once."""
        super().showEvent(event)
        self._held.watch()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show icons only in the navigation where the window is narrow."""
        super().resizeEvent(event)
        self._suit_width()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember size and place; what is half typed is asked about, and a veil lets nobody end what goes on."""
        if self.cover.veiled():
            event.ignore()
            return
        lost = self.unsaved() if self.leave_screen() else self.unsaved() or "what is typed here"
        if not self.closing.lets_go(lost):
            event.ignore()
            return
        self.desktop.safekeeping.leave()
        if self.desktop.door.long_works():
            event.ignore()
            self.leaving.ask("close", self.closing.agree if lost else self.close)
            return
        self.desktop.memory.keep("window geometry", self.saveGeometry())
        super().closeEvent(event)

    def _lay_out(self) -> QWidget:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.navigation)
        middle.addWidget(self._stack, 1)
        ground = QWidget()
        column = self._column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.banner)
        column.addLayout(middle, 1)
        column.addWidget(self.status)
        self.status.add(IntakeRow(self.desktop))
        return ground

    def _connect(self) -> None:
        self.desktop.may_go = self.may_go
        self.desktop.client_changed.connect(self._forget_client)
        self.desktop.went.connect(self.show_place)
        for done in (self.desktop.went, self.desktop.acted):
            done.connect(lambda _: self.closing.stay())
        self.desktop.told.connect(self.say)
        self.desktop.withdrawn.connect(self.toast.withdraw)
        THEME.changed.connect(self._suit_width)
        self.desktop.door.long_begun.connect(self.status.show_work)
        self.navigation.chosen.connect(lambda name: self.desktop.go(Place(name)))
        self.status.sync_asked.connect(lambda: self.desktop.go(Place("sync")))
        self.status.mail_asked.connect(lambda: self.desktop.go(Place("outbox")))
        self.bar.search_asked.connect(self.tools.open_palette)
        self.bar.switch_asked.connect(self.tools.open_switcher)
        self.bar.user_asked.connect(lambda: self.user_menu.open_below(self.bar.user))

    def _forget_client(self) -> None:
        """Let nothing of the client that was in front be seen any more, before anything of the next one is there."""
        for name, screen in self._screens.items():
            if entry(name).of_client:
                screen.forget()

    def _suit_width(self) -> None:
        self.navigation.set_narrow(narrow=self.width() < sized(NARROW_WINDOW))

    def _recall(self) -> None:
        self.resize(_SIZE.boundedTo(self.screen().availableSize() - _TITLE))
        remembered = self.desktop.memory.state("window geometry")
        if not remembered.isEmpty():
            self.restoreGeometry(remembered)

    def _goer(self, name: str) -> Callable[[], None]:
        return lambda: self.desktop.go(Place(name))

    def _of_the_user(self) -> dict[str, Callable[[], object]]:
        return {
            LOCK: self.lock,
            PEOPLE: lambda: self.desktop.go(Place("people")),
            ABOUT: lambda: self.desktop.go(Place("settings", view="about")),
            QUIT: self.close,
        }

    def _find_client(self, place: Place) -> None:
        """Let a place of one client be that of the client chosen here, else ask which."""
        shown = self.current()
        chosen = shown.client() if shown is not None else ""
        if chosen:
            self.desktop.go(replace(place, client_id=chosen))
        elif shown is None or not self.desktop.office.clients():
            self.show_place(Place("clients"))
            self.say(Message("No client is in front of you.", remedy="Choose one first: Ctrl+P."))
        else:
            self.navigation.show_screen(entry(shown.name).under or shown.name)
            self.tools.switcher.ask_for(place, entry(place.screen).words)
