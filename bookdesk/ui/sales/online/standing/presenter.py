"""How the account at the gateway stands, and a look at it; no widget, no SQL."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal

from bookdesk.core.errors import BookDeskError, NotFound
from bookdesk.office.onlinelooking import look_one
from bookdesk.receivables.online.connection import Connected
from bookdesk.receivables.online.listing import Shown
from bookdesk.receivables.online.service import Looked
from bookdesk.security.roles import Permission
from bookdesk.ui import wording
from bookdesk.ui.gateway import GatewayPresenter, online
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.workspace import Workspace


@dataclass(frozen=True)
class Stands:
    """How the account stands; without a connection there is none."""

    connected: Connected | None
    shown: Shown


class StandingPresenter(GatewayPresenter):
    """Asks how the account of the client in front stands, and looks at the gateway."""

    stood = Signal(object)
    """A `Stands`."""
    looked = Signal()
    """A look has ended, well or not."""

    def ask(self) -> None:
        """Ask the books how it stands."""
        self._ask("stands", _stands, self.stood.emit)

    def look(self) -> None:
        """Ask the gateway what happened, and book it; the pay portal is asked and told as well."""

        def done(looked: Looked | None) -> None:
            self.looked.emit()
            if looked is not None:
                self._desktop.tell_here(Message(_words(looked), Tone.GOOD))

        def failed(error: BookDeskError) -> None:
            self.looked.emit()
            self._desktop.tell_error(error)

        self._outside("Looking at the payment gateway", Permission.BANK, look_one, done, failed)


def _words(looked: Looked) -> str:
    asks = f", {looked.booked.to_decide:,} to decide" if looked.booked.to_decide else ""
    return f"The gateway was asked: {wording.count(looked.booked.booked, 'move')} booked{asks}."


def _stands(workspace: Workspace) -> Stands:
    service = online(workspace)
    try:
        connected = service.connected()
    except NotFound:
        connected = None
    return Stands(connected, service.shown())
