"""Cash and cheques as they are paid in at a bank; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QObject, Signal

from bookdesk.receivables.receipts import ReceiptService
from bookdesk.security.roles import Permission
from bookdesk.ui.desktop import Desktop
from bookdesk.workspace import Workspace


class DepositPresenter(QObject):
    """Pays in what is in hand of the client in front."""

    done = Signal(int)
    """How many receipts were paid in."""
    refused = Signal(object)

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Do nothing yet."""
        super().__init__(parent)
        self._desktop = desktop

    def today(self) -> date:
        """Return the client's civil date."""
        return self._desktop.today()

    def pay_in(self, receipts: Sequence[str], into: str, day: date | None) -> None:
        """Pay receipts in, all in one change."""
        ids = tuple(receipts)

        def work(workspace: Workspace) -> int:
            workspace.require(Permission.BANK)
            return len(ReceiptService(workspace.desk).pay_in(ids, into, day=day))

        self._desktop.act(self._desktop.client_id, self, work, self.done.emit, self.refused.emit)
