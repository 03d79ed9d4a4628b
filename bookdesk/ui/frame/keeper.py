"""Keeps the desk shut while nobody is there: the watch judges, the veil is laid and lifted, and the lock is told."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from bookdesk.core.clock import Clock
from bookdesk.core.errors import BookDeskError
from bookdesk.office.locking import Why
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.frame.watch import Watch
from bookdesk.ui.frame.window import MainWindow


class Keeper(QObject):
    """Between the window, whoever watches over it, and whoever ends the program."""

    lock_due = Signal(object, str)
    """A `Why`, and what was half typed and is lost, or nothing."""

    def __init__(
        self, desktop: Desktop, window: MainWindow, clock: Clock, awake: Callable[[], float] = time.monotonic
    ) -> None:
        """Watch over a window that is shown."""
        super().__init__(window)
        self._desktop, self._window, self._cover = desktop, window, window.cover
        self.watch = Watch(desktop, window, window.unsaved, clock=clock, awake=awake)
        self.watch.veil_due.connect(self._lay)
        self.watch.lock_due.connect(self._lock)
        self.watch.at_work.changed.connect(self._tell)
        window.lock_asked.connect(self.watch.ask)
        veil = self._cover.veil
        veil.proved.connect(self._prove)
        veil.lock_asked.connect(lambda: self.watch.hear(Why.ASKED))
        window.lock_asked_again.connect(veil.lock_asked)

    def _lay(self) -> None:
        self._window.keep_typed()
        self._cover.lay()
        self._tell()

    def _tell(self) -> None:
        if not self._cover.veiled():
            return
        working = self.watch.at_work.words() if self.watch.waits() else ""
        half, asked, veil = self.watch.half_typed(), self.watch.asked(), self._cover.veil
        kept = f"Not saved yet: {half}. BookDesk keeps it for an hour, then it locks and that is lost." if half else ""
        if working:
            later = kept or "BookDesk locks when that ends."
            veil.tell(f"At work: {working}. {later}", "Stop it and lock", asked=asked)
        else:
            veil.tell(kept, "Lock now and lose it", asked=asked)

    def _prove(self, passphrase: str) -> None:
        office, veil = self._desktop.office, self._cover.veil

        def proved(_: object) -> None:
            self.watch.lift()
            self._cover.lift()

        def refused(error: BookDeskError) -> None:
            veil.fail(error)

        self._desktop.door.ask(self, lambda: office.prove(passphrase), proved, refused, name="prove")

    def _lock(self, why: Why) -> None:
        half = self.watch.half_typed()
        if not self._cover.veiled():
            self._window.leave_screen()
        self.lock_due.emit(why, half)
