"""A veil over the whole window while work ends: nothing of the desk can be read or done, until somebody proves himself.

The desk is not covered but put away: what is not shown is neither painted nor told to a reader of the screen.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget, QWidget
from shiboken6 import isValid

from bookdesk.core.errors import BookDeskError
from bookdesk.ui.frame.user_menu import LOCK
from bookdesk.ui.pieces.form import foot, push
from bookdesk.ui.pieces.labels import heading, quiet
from bookdesk.ui.pieces.page import NARROW, CardPage
from bookdesk.ui.pieces.passphrase import PassphraseRow

NOBODY: Final = "Nobody is here"


class Veil(CardPage):
    """What is under way, a passphrase to come back by, and a way to lock without waiting."""

    proved = Signal(str)
    """Somebody typed a passphrase, which is still to be judged."""
    lock_asked = Signal()

    def __init__(self, user: str) -> None:
        """Wait for `user`."""
        super().__init__(NARROW)
        self._user, self.title = user, heading(NOBODY)
        self.words, self.passphrase = quiet(), PassphraseRow(f"Passphrase of {user}")
        self.lock, self.back = push("Lock now", "flat"), push("Go back to work", "primary")
        self.passphrase.line.setAcceptDrops(False)  # nothing is dropped on a desk that is put away
        self.add(self.title, self.words, self.passphrase, foot(self.back, left=self.lock))
        self.shut_while_working(self.passphrase, self.back)
        self.passphrase.entered.connect(self.back.click)
        self.back.clicked.connect(self._prove)
        self.lock.clicked.connect(self.lock_asked)
        self.begins_at(self.passphrase.line)

    def tell(self, words: str, lock: str, *, asked: bool) -> None:
        """Say why the desk is veiled and not locked; `lock` names the way to lock it all the same.

        `asked` says that the person locked it himself, and did not just leave it alone.
        """
        self.title.setText(f"{self._user} locked this desk" if asked else NOBODY)
        self.words.setText(words)
        self.lock.setText(lock)

    def fail(self, error: BookDeskError) -> None:
        """Let the passphrase be typed again."""
        super().fail(error)
        self.passphrase.line.setFocus()
        self.passphrase.line.selectAll()

    def forget(self) -> None:
        """Forget what was typed."""
        self.work(on=False)
        self.banner.clear()
        self.passphrase.clear()
        self.passphrase.say()

    def _prove(self) -> None:
        if not self.passphrase.text():
            self.passphrase.say("This is needed.")
            self.passphrase.line.setFocus()
            return
        self.passphrase.say()
        self.work(on=True)
        self.proved.emit(self.passphrase.text())


class Cover(QStackedWidget):
    """The middle of a window: the desk, or the veil in its place."""

    def __init__(self, window: QMainWindow, desk: QWidget, user: str) -> None:
        """Show the desk."""
        super().__init__(window)
        self._window, self._desk, self.veil = window, desk, Veil(user)
        self._back: QWidget | None = None
        self.addWidget(desk)
        self.addWidget(self.veil)

    def veiled(self) -> bool:
        """Whether the veil lies over the desk."""
        return self.currentWidget() is self.veil

    def lay(self) -> None:
        """Put the desk away with all its keys, and close whatever else it opened."""
        if self.veiled():
            return
        _close_others(self._window)
        self._back = self._window.focusWidget()
        for action in self._window.actions():
            action.installEventFilter(self)
        self._window.setAcceptDrops(False)
        self.setCurrentWidget(self.veil)
        self.veil.take_keyboard()

    def lift(self) -> None:
        """Show the desk again, as it was left."""
        if not self.veiled():
            return
        self.veil.forget()
        for action in self._window.actions():
            action.removeEventFilter(self)
        self._window.setAcceptDrops(True)
        self.setCurrentWidget(self._desk)
        if self._back is not None and isValid(self._back):
            self._back.setFocus()
        self._back = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let no key of the window act but the one that locks; what may be enabled meanwhile is not asked for that."""
        return event.type() == QEvent.Type.Shortcut and watched.objectName() != LOCK


def _close_others(window: QWidget) -> None:
    """Close menus, lists that hang down and the system's dialogs: they show what the desk does."""
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible() and other.parent() is not None:
            other.close()
