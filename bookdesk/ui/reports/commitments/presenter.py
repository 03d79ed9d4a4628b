"""Regular payments as they are asked for, entered, changed and ended; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QObject, Signal

from bookdesk.core.errors import BookDeskError
from bookdesk.reports.commitmentservice import CommitmentService, CommitmentView, EnteredCommitment
from bookdesk.security.roles import Permission, permitted
from bookdesk.ui.desktop import Desktop
from bookdesk.workspace import Workspace


class CommitmentsPresenter(QObject):
    """Asks for the regular payments of the client in front, and changes them."""

    found = Signal(object)
    """All `CommitmentView`s that were not put away, by their next day."""
    written = Signal(object)
    """The `CommitmentView` that was entered or changed."""
    refused = Signal(object)
    ended = Signal(object)
    """The `CommitmentView` that was ended or put away."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._desktop = desktop

    def may_change(self) -> bool:
        """Whether this person may enter regular payments of the client in front."""
        client_id = self._desktop.client_id
        return bool(client_id) and permitted(self._desktop.office.entry(client_id).roles, Permission.POST)

    def today(self) -> date:
        """Return the client's civil date."""
        return self._desktop.today()

    def base(self) -> str:
        """Return the currency of the client's books."""
        return self._desktop.office.entry(self._desktop.client_id).profile.currency or ""

    def refresh(self) -> None:
        """Ask for the list."""
        client_id = self._desktop.client_id
        if client_id:
            self._desktop.ask(
                client_id,
                self,
                lambda workspace: CommitmentService(workspace.desk).commitments(),
                self.found.emit,
                lambda _error: self.found.emit(()),
                name="commitments",
            )

    def write(self, entered: EnteredCommitment, changed: CommitmentView | None) -> None:
        """Enter a regular payment, or change one as it was looked at."""

        def work(service: CommitmentService) -> CommitmentView:
            if changed is None:
                return service.add(entered)
            return service.edit(changed.id, entered, version=changed.version)

        self._act(work, self.written.emit, self.refused.emit)

    def end(self, view: CommitmentView, last: date | None) -> None:
        """Let one move on a day for the last time; without a day put it away as a mistake."""

        def work(service: CommitmentService) -> CommitmentView:
            if last is None:
                return service.archive(view.id, version=view.version)
            return service.end(view.id, last, version=view.version)

        self._act(work, self.ended.emit, None)

    def _act(
        self,
        act: Callable[[CommitmentService], CommitmentView],
        then: Callable[[CommitmentView], None],
        failed: Callable[[BookDeskError], None] | None,
    ) -> None:
        def work(workspace: Workspace) -> CommitmentView:
            workspace.require(Permission.POST)
            return act(CommitmentService(workspace.desk))

        self._desktop.act(self._desktop.client_id, self, work, then, failed)
