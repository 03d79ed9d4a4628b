"""A customer's statement of account as it is looked at, saved and mailed; no widget, no SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from bookdesk.core.ownfiles import write_beside
from bookdesk.models.mail import MailMessage
from bookdesk.receivables.statementmail import StatementService
from bookdesk.receivables.statements import AccountStatement
from bookdesk.security.roles import Permission
from bookdesk.ui.desktop import Desktop
from bookdesk.workspace import Workspace


@dataclass(frozen=True)
class Wanted:
    """Whose account, and of which days."""

    contact_id: str
    name: str
    since: date
    until: date


@dataclass(frozen=True)
class Stated:
    """What was wanted, and a statement for each currency."""

    wanted: Wanted
    statements: tuple[AccountStatement, ...]


class StatementPresenter(QObject):
    """Asks for the account of a customer of the client in front."""

    stated = Signal(object)
    """`Stated`."""
    doubted = Signal(object)
    """Why there is none for what was wanted."""
    saved = Signal(object)
    """The path of the file."""
    written = Signal(object)
    """The `MailMessage` that waits in the outbox."""
    refused = Signal(object)

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._desktop = desktop

    def today(self) -> date:
        """Return the client's civil date."""
        return self._desktop.today()

    def ask(self, wanted: Wanted) -> None:
        """Ask what the account says."""

        def work(workspace: Workspace) -> Stated:
            service = StatementService(workspace.desk)
            return Stated(wanted, service.show(wanted.contact_id, wanted.since, wanted.until))

        self._desktop.ask(
            self._desktop.client_id, self, work, self.stated.emit, self.doubted.emit, name="statement of account"
        )

    def save(self, wanted: Wanted, folder: Path) -> None:
        """Save it as PDF into a folder of the person's own; none that is there is replaced."""

        def work(workspace: Workspace) -> Path:
            name, pdf = StatementService(workspace.desk).take(wanted.contact_id, wanted.since, wanted.until)
            return write_beside(folder, name, pdf)

        self._desktop.act(self._desktop.client_id, self, work, self.saved.emit, self.refused.emit)

    def send(self, wanted: Wanted) -> None:
        """Write the mail with it: it waits in the outbox then."""

        def work(workspace: Workspace) -> MailMessage:
            workspace.require(Permission.INVOICE)
            return StatementService(workspace.desk).send(wanted.contact_id, wanted.since, wanted.until)

        self._desktop.act(self._desktop.client_id, self, work, self.written.emit, self.refused.emit)
