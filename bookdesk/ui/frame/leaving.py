"""Leaving the desk, to lock it or to end: at once where nothing is under way, else when that ended, and it says so."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.notices import Banner
from bookdesk.ui.tasks import Door


class Leaving(QObject):
    """Waits for long work. Closing its banner means to stay."""

    def __init__(self, door: Door, banner: Banner) -> None:
        """Watch a door, and speak through a banner."""
        super().__init__(banner)
        self._door, self._banner = door, banner
        self._then: Callable[[], object] | None = None
        door.long_ended.connect(self._look)
        banner.gone.connect(self._stay)

    def ask(self, verb: str, then: Callable[[], object]) -> None:
        """Leave as soon as one may; `verb` says what that is: what it is: close."""
        works = self._door.long_works()
        if not works:
            then()
            return
        going = ", ".join(work.what for work in works)
        self._banner.say(
            Message(
                f"Still going on: {going}.",
                Tone.WARN,
                f"BookDesk will {verb} as soon as it ends. Close this message to stay.",
                f"Stop it and {verb}",
                lambda: self._stop(then),
            )
        )
        self._then = then

    def _stop(self, then: Callable[[], object]) -> None:
        self._banner.say(Message("Stopping …", Tone.WARN, "What is finished by then is kept."))
        self._then = then
        for work in self._door.long_works():
            work.cancel()
        self._look()

    def _look(self) -> None:
        then = self._then
        if then is not None and not self._door.long_works():
            self._banner.clear()
            then()

    def _stay(self) -> None:
        self._then = None
