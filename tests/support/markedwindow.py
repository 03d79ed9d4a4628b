"""The window's program, in which somebody unlocks, looks at a client, and meets a defect that quotes what it is about.

`python -m tests.support.markedwindow HOW USER PASSPHRASE-FILE`

HOW is `quit`, or `segv` for a fault of the system at the end. It is the program but for who types.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QApplication

from bookdesk import app
from bookdesk.ui.entry.view import UnlockPage
from bookdesk.ui.messages import Place
from bookdesk.ui.run import Run
from bookdesk.ui.surroundings import Surroundings
from tests.support import marked
from tests.support.leastcost import settle_for_the_least

_GLANCE = 50
"""Milliseconds between two looks at whether the window is quiet."""
_SCREENS = ("inbox", "bills", "bank", "contacts")


class Typed(Run):
    """A run of the program with somebody at it."""

    how, user, passphrase = "quit", "", ""

    def __init__(self, around: Surroundings) -> None:
        """Stand before the practice, away from the session's own bus."""
        super().__init__(replace(around, hears=False))
        self._left = self._steps()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        self._timer.start(_GLANCE)

    def _go_on(self) -> None:
        """Take the next step once the window is quiet."""
        page = self.entrance.page() if self.entrance is not None else None
        if self.door.quiet() and (self.window is not None or (isinstance(page, UnlockPage) and page.isVisible())):
            step = next(self._left, None)
            if step is not None:
                step()

    def _steps(self) -> Iterator[Callable[[], object]]:
        yield self._unlock
        while self.desktop is None:
            yield lambda: None
        client = next(one.client_id for one in self.desktop.office.clients() if one.name == marked.CHANDLER.name)
        for screen in _SCREENS:
            yield partial(self.desktop.go, Place(screen, client))
        yield lambda: qWarning(f"no font has {marked.HELD}")
        yield lambda: logging.getLogger("bookdesk.window").warning("for %s", marked.HELD)
        yield self._fail
        yield self._leave

    def _unlock(self) -> None:
        page = self.entrance.page() if self.entrance is not None else None
        if not isinstance(page, UnlockPage):
            raise TypeError("the practice is not there to be unlocked")
        page.user.setText(self.user)
        page.passphrase.line.setText(self.passphrase)
        page.unlock.click()

    def _fail(self) -> None:
        raise LookupError(f"nothing is known of {marked.HELD} and {self.passphrase}")

    def _leave(self) -> None:
        if self.how == "segv":
            os.kill(os.getpid(), signal.SIGSEGV)
        QApplication.quit()


def main() -> int:
    """Run the program until it ends; its exit status."""
    Typed.how, Typed.user, file = sys.argv[1:]
    Typed.passphrase = Path(file).read_text("utf-8").strip()
    settle_for_the_least()
    setattr(app, "Run", Typed)  # noqa: B010 - a name the module takes from elsewhere
    return app.main([])


if __name__ == "__main__":
    sys.exit(main())
