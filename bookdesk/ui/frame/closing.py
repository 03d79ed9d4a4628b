"""Closing a window in which something is half typed: it stays open and says so, until the person lets it be lost."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QWidget

from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.notices import Banner

_ACT = "Close and lose it"


class Closing(QObject):
    """Asks through a banner. To close again loses nothing, since a click may be doubled: its button does."""

    def __init__(self, banner: Banner, close: Callable[[], object], unsaved: Callable[[], str]) -> None:
        """Speak through a banner; `close` closes the window, `unsaved` tells what is half typed in it."""
        super().__init__(banner)
        self._banner, self._close, self._unsaved = banner, close, unsaved
        self._said: Message | None = None
        self._agreed = False

    def lets_go(self, lost: str) -> bool:
        """Whether the window may close; where something would be `lost`, only once the person agreed."""
        agreed, self._agreed = self._agreed, False
        if agreed or not lost:
            return True
        again = self._said is not None and self._banner.message() is self._said
        words = f"BookDesk is still open, since this is not saved: {lost}." if again else f"Not saved yet: {lost}."
        tone = Tone.BAD if again else Tone.WARN
        self._said = Message(words, tone, f"Save it, or choose “{_ACT}”.", _ACT, self.agree)
        self._banner.say(self._said)
        app = QApplication.instance()
        if isinstance(app, QApplication) and not again and self._unsaved():
            app.focusChanged.connect(self._look, Qt.ConnectionType.UniqueConnection)
        return False

    def agree(self) -> None:
        """Close, and let it be lost."""
        self._agreed = True
        self._close()

    @Slot(QWidget, QWidget)
    def _look(self, _before: QWidget | None, _now: QWidget | None) -> None:
        """Say nothing of it any more once it was saved or dropped: the keyboard goes elsewhere then."""
        if self._said is not None and not self._unsaved():
            self.stay()

    def stay(self) -> None:
        """Say nothing of it any more: the person went on."""
        if self._said is not None and self._banner.message() is self._said:
            self._banner.clear()
        self._said = None
