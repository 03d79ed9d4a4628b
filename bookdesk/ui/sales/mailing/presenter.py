"""Documents as they are sent by mail; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from bookdesk.invoicing.mailing import MailPreview, MailRun, SalesMailing, Wish
from bookdesk.models.mail import MailMessage
from bookdesk.security.roles import Permission
from bookdesk.ui.desktop import Desktop
from bookdesk.workspace import Workspace


@dataclass(frozen=True)
class Looked:
    """A mail as it would be written with a document now."""

    document_id: str
    preview: MailPreview


class MailingPresenter(QObject):
    """Sends invoices and estimates of the client in front by mail."""

    previewed = Signal(object)
    """`Looked`."""
    written = Signal(object)
    """The `MailMessage` that waits in the outbox now."""
    all_written = Signal(object)
    """Of several: the `MailRun`."""
    refused = Signal(object)

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._desktop = desktop

    def preview(self, document_id: str) -> None:
        """Ask how the mail with a document would be."""

        def work(workspace: Workspace) -> Looked:
            return Looked(document_id, SalesMailing(workspace.desk).preview(document_id))

        self._desktop.ask(self._desktop.client_id, self, work, self.previewed.emit, name="mail")

    def write(self, document_id: str, wish: Wish) -> None:
        """Write the mail: it waits in the outbox then."""

        def work(workspace: Workspace) -> MailMessage:
            workspace.require(Permission.INVOICE)
            return SalesMailing(workspace.desk).write(document_id, wish)

        self._desktop.act(self._desktop.client_id, self, work, self.written.emit, self.refused.emit)

    def write_all(self, document_ids: Sequence[str]) -> None:
        """Write the mails of several documents; those that were mailed before are left out."""
        ids = tuple(document_ids)

        def work(workspace: Workspace) -> MailRun:
            workspace.require(Permission.INVOICE)
            return SalesMailing(workspace.desk).write_all(ids)

        self._desktop.act(self._desktop.client_id, self, work, self.all_written.emit)
