"""What every presenter of one client's books does: ask for the client in front, and hear that his books changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:  # the first window is painted before the store is imported
    from bookdesk.ui.desktop import Desktop
    from bookdesk.ui.tasks import Failed
    from bookdesk.workspace import Workspace

T = TypeVar("T")


class ClientPresenter(QObject):
    """Asks for what belongs to the client in front."""

    stale = Signal()
    """The books changed: what is shown may not hold any more."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._desktop = desktop
        self._unanswered: Failed | None = None
        """Hears of what could not be answered, where that is shown on the screen itself."""
        desktop.books_changed.connect(self._books_changed)

    def today(self) -> date:
        """Return the client's civil date."""
        return self._desktop.today()

    def _ask(self, name: str, work: Callable[[Workspace], T], then: Callable[[T], None]) -> None:
        """Query the client's books; an answer that comes after a later question of the same `name` is let go."""
        client_id = self._desktop.client_id
        if client_id:
            self._desktop.ask(client_id, self, work, then, self._unanswered, name=name)

    def _books_changed(self, client_id: str) -> None:
        if client_id == self._desktop.client_id:
            self.stale.emit()
