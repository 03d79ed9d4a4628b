"""The list of moves at the gateway as it is asked for; no widget, no SQL."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from bookdesk.core.money import Money
from bookdesk.receivables.online.movelisting import MoveLine, MoveList, MoveListing, MovesAsked
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.gateway import online
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.list_presenter import ListPresenter, ListSource
from bookdesk.ui.sales.online.table import COLUMNS

COUNTED = (MoveList.TO_DECIDE, MoveList.WAITING)
"""Lists that people work through; the other only grows."""
Sums = tuple[tuple[Money, Money], ...]
_SOURCE = ListSource(
    MoveListing,
    COLUMNS,
    MoveList.ALL,
    COUNTED,
    sums=lambda desk, _, keys: MoveListing(desk).sums(keys),
)
"""What moved and what stayed of it after fees adds up, by currency."""


class MovesPresenter(ListPresenter[MovesAsked, MoveLine, MoveList]):
    """Asks for lists of moves of the client in front."""

    shown = Signal(object)
    """The `MoveShown` of the current move."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Begin with all moves, the newest first."""
        super().__init__(desktop, _SOURCE, MovesAsked(), parent)

    def show_details(self, record_id: str) -> None:
        """Ask for one move in full."""
        self._ask("details", lambda workspace: online(workspace).move(record_id), self.shown.emit)

    def go_to(self, screen: str, item: str) -> None:
        """Go to what a move became, or what it settles."""
        self._desktop.go(Place(screen, self._desktop.client_id, item=item))

    def go_to_settings(self) -> None:
        """Go to how customers pay online."""
        self._desktop.go(Place("settings", self._desktop.client_id, view="paid online"))
