"""Papers that are only being written, painted off the window's thread: the newest wins, each in a child of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from bookdesk.core.errors import BookDeskError
from bookdesk.reading.preview import ShowingStopped, ShownDocument
from bookdesk.reading.showwire import PagePicture
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.sheets import FIRST_WIDTH
from bookdesk.workspace import Workspace


@dataclass(frozen=True)
class PageDrawn:
    """A page of the paper: its picture, which one it is, and of which document."""

    key: str
    number: int
    of: int
    picture: PagePicture


class Drawer(QObject):
    """Paints the paper of what is written; each is opened in a child of its own, and let go when the next is there."""

    drawn = Signal(object)
    """A `PageDrawn`."""
    failed = Signal(object)
    """Why there is no paper: a `BookDeskError`."""

    def __init__(self, desktop: Desktop, parent: QObject) -> None:
        """Draw nothing yet."""
        super().__init__(parent)
        self._desktop = desktop
        self._alive: list[ShownDocument] = []
        self._front: ShownDocument | None = None
        self._key, self._of, self._number = "", 0, 1

    def draw(self, key: str, make: Callable[[Workspace], bytes], number: int = 1, width: int = FIRST_WIDTH) -> None:
        """Paint a page of the paper that `make` makes; papers of one `key` are versions of one document."""

        def work(workspace: Workspace) -> tuple[ShownDocument, int, PagePicture]:
            shown = self._desktop.equipment.pictures().show(make(workspace))
            self._alive.append(shown)
            of = len(shown.opened().pages)
            return shown, of, shown.picture(min(number, of), width)

        def painted(found: tuple[ShownDocument, int, PagePicture]) -> None:
            self._front, self._of, picture = found
            self._key, self._number = key, min(number, self._of)
            self._let_go(self._front)
            self.drawn.emit(PageDrawn(key, self._number, self._of, picture))

        if self._desktop.client_id:
            self._desktop.ask(self._desktop.client_id, self, work, painted, self._broken, name="paper")

    def show_page(self, number: int, width: int = 0) -> None:
        """Paint another page of the paper that is shown, or the same one wider."""
        shown, key, of = self._front, self._key, self._of
        if shown is None or not 1 <= number <= of:
            return

        def painted(picture: PagePicture) -> None:
            self._number = number
            self.drawn.emit(PageDrawn(key, number, of, picture))

        client_id = self._desktop.client_id
        self._desktop.ask(
            client_id, self, lambda _: shown.picture(number, width or FIRST_WIDTH), painted, self._broken, name="paper"
        )

    def page(self) -> int:
        """Return the page that is shown."""
        return self._number

    def close(self) -> None:
        """Let go of every paper."""
        self._front = None
        self._let_go(None)

    def _let_go(self, but: ShownDocument | None) -> None:
        gone = [one for one in self._alive if one is not but]
        self._alive = [one for one in self._alive if one is but]
        for one in gone:
            one.close()

    def _broken(self, error: BookDeskError) -> None:
        if not isinstance(error, ShowingStopped):  # whoever closed it needs no message
            self.failed.emit(error)
