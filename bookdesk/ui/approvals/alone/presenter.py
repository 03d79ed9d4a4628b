"""Whether one person works alone for a client, as it is shown and decided; no widget, no SQL."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from bookdesk.approvals.sole import SolePracticeService, SoleStanding
from bookdesk.core.vocabulary import SoleWay
from bookdesk.ledger.alone import LEAST_HOURS
from bookdesk.security.roles import Permission, permitted
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.workspace import Workspace

CHOICES = (
    (SoleWay.OFF, "Two people"),
    (SoleWay.DELAY, "Alone, with time to think"),
    (SoleWay.CLIENT, "Alone, the client approves"),
)
"""The ways, as they are offered."""

MEANS = {
    SoleWay.OFF: "Whoever enters a bill or bank details never approves, confirms or pays them himself.",
    SoleWay.DELAY: (
        "In the place of a second person time passes: you approve and confirm what you entered yourself, and money "
        "leaves when the hours are over. Until then whoever was hurried or deceived can find out."
    ),
    SoleWay.CLIENT: (
        "In the place of a second person the client approves each bill by mail or phone, which you add with its "
        f"evidence; you approve nothing yourself. New bank details wait {LEAST_HOURS} hours after you called back."
    ),
}
"""What each way replaces, in plain words."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How it stands for a client, in words, and what may be chosen: nothing by whoever is no owner."""

    client_id: str
    client: str
    words: str
    decided: str
    way: SoleWay
    hours: int
    may: bool


class AlonePresenter(QObject):
    """Asks how it stands, and lets an owner decide."""

    shown = Signal(object)
    """A `Shown`."""
    decided = Signal()
    refused = Signal(object)
    """Why nothing was decided."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._desktop = desktop

    def ask(self, client_id: str) -> None:
        """Ask how it stands for a client."""
        self._desktop.ask(
            client_id,
            self,
            lambda workspace: _service(workspace).show(),
            lambda standing: self.shown.emit(self._shown(client_id, standing)),
            self.refused.emit,
            name="alone",
        )

    def decide(self, client_id: str, way: SoleWay, hours: int, reason: str) -> None:
        """Decide it, signed by the person at the desk."""

        def work(workspace: Workspace) -> SoleStanding:
            workspace.require(Permission.EDIT_LIMITS)
            return _service(workspace).decide(way, reason, hours)

        self._desktop.act(client_id, self, work, lambda _: self.decided.emit(), self.refused.emit)

    def _shown(self, client_id: str, standing: SoleStanding) -> Shown:
        last, entry = standing.last, self._desktop.office.entry(client_id)
        said = f"{wording.moment(last.at)}, {self._desktop.office.name_of(last.by)}: {last.reason}" if last else ""
        return Shown(
            client_id,
            entry.name,
            wording.local(self._desktop.office.named(standing.words)),
            said,
            standing.alone.way if standing.alone is not None else SoleWay.OFF,
            standing.alone.hours if standing.alone is not None else LEAST_HOURS,
            permitted(entry.roles, Permission.EDIT_LIMITS),
        )


def _service(workspace: Workspace) -> SolePracticeService:
    return SolePracticeService(workspace.desk, workspace.signer, workspace.trusted)
