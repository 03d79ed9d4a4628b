"""One run of the program: the way in, then the desk, until it is locked or closed. Everything ends in one place."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal

from bookdesk.core.errors import BookDeskError
from bookdesk.ui import program
from bookdesk.ui.entrance import Entrance
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.memory import Memory
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.single import Bell, ring
from bookdesk.ui.surroundings import LAST_USER, LOCKED, Sample, Surroundings
from bookdesk.ui.tasks import Door, defect

if TYPE_CHECKING:  # imported behind the first page, while the person types
    from collections.abc import Callable

    from bookdesk.office.equipment import Equipment
    from bookdesk.office.locking import Why
    from bookdesk.office.opened import Office
    from bookdesk.ui.desktop import Desktop
    from bookdesk.ui.frame.keeper import Keeper
    from bookdesk.ui.frame.ribbon import Ribbon
    from bookdesk.ui.frame.window import MainWindow
    from bookdesk.ui.pieces.clipboard import ClipboardKeeper

MEMORY: Final = "window.ini"
"""The file in the home that remembers how a person likes the window."""
LEFT_AT: Final = "left at"
"""Under which it is remembered where somebody locked the desk: screen, client, who."""
_SAMPLE_TAKES: Final = "Two bookkeepers with twelve clients, whose books are kept before your eyes. It takes a minute."
_BEHIND: Final = (
    "bookdesk.office.entering",
    "bookdesk.office.newclient",
    "bookdesk.office.equipment",
    "bookdesk.ui.frame.keeper",
)
"""What the desk needs, in the order it is needed."""


class Run(QObject):
    """Owns what lives longer than a page: door, memory, the opened office and its window."""

    ended = Signal()
    """The desk was locked: this process has nothing more to do."""

    def __init__(self, around: Surroundings) -> None:
        """Stand before the practice of these surroundings."""
        super().__init__()
        self._around = around
        self.door, self.memory = Door(), Memory(around.places.home / MEMORY)
        self.entrance: Entrance | None = None
        self.window: MainWindow | None = None
        self.desktop: Desktop | None = None
        self.keeper: Keeper | None = None
        self._office: Office | None = None
        self._equipment: Equipment | None = None
        self._clips: ClipboardKeeper | None = None
        self._bell: Bell | None = None
        self._end_log: Callable[[], None] | None = None
        self._has_ended = False
        program.dress(self.memory)

    # -- the way in

    def begin(self) -> bool:
        """Show how one gets in; nothing is shown where the practice's window is open already and came to the front."""
        if ring(self._around.places.home):
            return False
        self._show_entrance().show_first_page()
        return True

    def begin_sample(self) -> None:
        """Make a sample practice and open it."""
        make, before = self._around.make_sample, self.entrance
        entrance = before or self._show_entrance()
        if make is not None:
            failed = entrance.fail if before is None else entrance.start_again
            work = self.door.long("Making a sample practice", entrance, make, self._enter_sample, failed)
            entrance.show_work(work, "Making a sample practice", _SAMPLE_TAKES)

    def _show_entrance(self) -> Entrance:
        entrance = self.entrance = Entrance(self._around, self.door, self.memory)
        entrance.opened.connect(self._sit_down)
        entrance.sample_asked.connect(self.begin_sample)
        entrance.other_asked.connect(self._show_other)
        entrance.painted.connect(self.prepare)
        self.door.failed.connect(self.tell)
        entrance.show()
        return entrance

    def prepare(self) -> None:
        """Bring in behind the first page what the desk will need."""
        if self._has_ended:
            return
        if self._around.practice_is_here():
            self._begin_log()
        self._keep_clipboard()
        self.door.ask(self, lambda: [import_module(name) for name in _BEHIND], lambda _: None)

    def _keep_clipboard(self) -> ClipboardKeeper:
        """Let nothing stay on the clipboard from now on; a recovery sheet may be copied on the first day."""
        from bookdesk.ui.pieces.clipboard import ClipboardKeeper  # noqa: PLC0415 - not before the first paint

        if self._clips is None:
            self._clips = ClipboardKeeper(self)
        return self._clips

    def _enter_sample(self, sample: Sample) -> None:
        self._around = replace(self._around, places=sample.places, clock=sample.clock, sample=sample)
        self.memory = self.memory.copy_to(sample.places.home / MEMORY)
        self.memory.keep(LAST_USER, sample.user)
        around, entrance = self._around, self.entrance
        if entrance is not None:
            self.door.ask(
                entrance,
                lambda: around.threshold().unlock(sample.user, sample.passphrase),
                lambda office: self._sit_down(office, ""),
                entrance.fail,
            )

    def _show_other(self) -> None:
        if self.entrance is None:
            return
        if ring(self._around.places.home):
            self.entrance.close()
        else:
            words = "No window answers: a command of BookDesk is at work on this practice."
            self.entrance.page().banner.say(Message(words, Tone.WARN, "Try again when it has ended."))

    # -- the desk

    def _sit_down(self, office: Office, client_id: str) -> None:
        from bookdesk.office.equipment import ChildEquipment  # noqa: PLC0415 - imported by now, behind the first page

        self.door.failed.disconnect(self.tell)  # the desk tells from now on
        self._office, self._equipment = office, ChildEquipment()
        self._begin_log()
        self._bell = Bell(self._around.places.home)
        self._bell.rung.connect(self._come_to_front)
        self._open_window(Place("inbox", client_id) if client_id else self._place_left(office))
        if self.entrance is not None:
            self.entrance.close()
            self.entrance.deleteLater()
            self.entrance = None

    def _open_window(self, place: Place) -> None:
        from bookdesk.ui import after_crash  # noqa: PLC0415 - as above
        from bookdesk.ui.desktop import Desktop  # noqa: PLC0415 - as above
        from bookdesk.ui.frame.keeper import Keeper  # noqa: PLC0415 - as above
        from bookdesk.ui.frame.ribbon import READ_ONLY_WORDS, Ribbon  # noqa: PLC0415 - as above
        from bookdesk.ui.frame.window import MainWindow  # noqa: PLC0415 - as above

        if self._office is None or self._equipment is None:
            raise TypeError("no practice is open")
        self.desktop = Desktop(self._office, self.door, self.memory, self._equipment)
        window = self.window = MainWindow(self.desktop)
        ribbon = self._ribbon(self._office)
        if ribbon is not None:
            window.put_on_top(ribbon)
        if not self._office.practice.writes:
            window.put_on_top(Ribbon(READ_ONLY_WORDS))
        if self._office.practice.doubt:
            window.put_on_top(Ribbon(self._office.practice.doubt))
        window.show()
        keeper = self.keeper = Keeper(self.desktop, window, self._around.clock)
        keeper.lock_due.connect(self.lock)
        keeper.watch.veil_due.connect(self._keep_clipboard().forget)
        self.desktop.go(place)
        after_crash.look(self.desktop)
        self.desktop.safekeeping.begin()
        self.desktop.arriving.begin()
        program.settle()
        if self._around.hears:
            keeper.watch.listen(window)

    def _ribbon(self, office: Office) -> Ribbon | None:
        """Return the line that tells a sample practice from a real one, however it was opened."""
        from bookdesk.models.practice import Mode  # noqa: PLC0415 - as above
        from bookdesk.ui.frame.ribbon import SAMPLE_WORDS, SERVED_BEFORE, Ribbon  # noqa: PLC0415 - as above

        sample, chooser = self._around.sample, self._around.chooser
        if sample is None:
            return Ribbon(SAMPLE_WORDS) if office.practice.practice.mode is Mode.DEMO else None
        words = SAMPLE_WORDS if sample.serving else f"{SAMPLE_WORDS} {SERVED_BEFORE}"
        return Ribbon(words, "Show files to drop", lambda: chooser.show_folder(sample.files))

    def _place_left(self, office: Office) -> Place:
        """Return where this person locked the desk just now, else where a day begins."""
        from bookdesk.ui.frame.places import SCREENS  # noqa: PLC0415 - as above

        screen, client_id, user = [*self.memory.text(LEFT_AT).split(" ", 2), "", "", ""][:3]
        self.memory.keep(LEFT_AT, "")
        mine = user == office.user_name() and client_id in {"", *(str(one.client_id) for one in office.clients())}
        known = any(one.name == screen for one in SCREENS)
        return Place(screen, client_id) if mine and known else Place("clients")

    def _come_to_front(self) -> None:
        if self.window is not None:
            self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
            self.window.raise_()
            self.window.activateWindow()

    # -- the end

    def tell(self, error: BaseException) -> None:
        """Tell a mistake of ours, or an error nobody else told, where the person is looking."""
        told = error if isinstance(error, BookDeskError) else defect(error)
        if self.desktop is not None:
            self.desktop.tell_error(told)
        elif self.entrance is not None:
            self.entrance.fail(told)

    def lock(self, why: Why, lost: str = "") -> None:
        """Close the practice and start the program again at its first page: memory cannot be wiped, a process can.

        It is remembered why, and what was half typed and is `lost`, to be told to whoever unlocks.
        """
        from bookdesk.office.locking import Why  # noqa: PLC0415 - imported by now, with the desk

        self.memory.keep(LOCKED, f"{why.value} {lost}")
        if self.window is not None:
            self.memory.keep("window geometry", self.window.saveGeometry())
            left = self.window.place()
            who = self._office.user_name() if self._office is not None else ""
            self.memory.keep(LEFT_AT, f"{left.screen} {left.client_id or ''} {who}")
            self.window.hide()
        self.memory.write_down()
        self.end(by_passphrase_only=why is not Why.SCREEN)  # with its screen the system asks for a password itself
        self._around.restart(self._around.sample)
        self.ended.emit()

    def end(self, *, by_passphrase_only: bool = False) -> None:
        """Close everything that is open; harmless when it was closed before."""
        if self._has_ended:
            return
        self._has_ended = True
        if self.entrance is not None:
            self.entrance.abandon()
        if self._bell is not None:
            self._bell.take_down()
        if self._clips is not None:
            self._clips.forget()
        if self.desktop is not None:
            self.desktop.intake.close()
            self.desktop.mail.close()
            self.desktop.arriving.close()
        self.door.close()
        if self._equipment is not None:
            self._equipment.close()
        if self._office is not None:
            (self._office.lock if by_passphrase_only else self._office.close)()
        if self._end_log is not None:
            self._end_log()

    def _begin_log(self) -> None:
        from bookdesk.ui.logfile import begin_log  # noqa: PLC0415 - not before the first paint

        if self._end_log is None:
            self._end_log = begin_log(self._around.places.home, crashes=self._around.crashes)
