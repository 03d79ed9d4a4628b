"""Reminders as they would go out now, approved and written; no widget, no SQL."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from bookdesk.core.money import Money
from bookdesk.receivables.policies import PolicyService
from bookdesk.receivables.reminding import Outcome, Preview, ReminderService
from bookdesk.security.roles import Permission
from bookdesk.ui.desktop import Desktop
from bookdesk.workspace import Workspace


@dataclass(frozen=True)
class Reminded:
    """One customer in the dry run: the invoices that his mail names, what is open of them, its tone and its text."""

    customer: str
    invoices: str
    open: tuple[Money, ...]
    tone: str
    subject: str
    text: str


class RemindingPresenter(QObject):
    """Asks for the dry run of the client in front, and writes the reminders."""

    previewed = Signal(object)
    """The `Preview`."""
    sent = Signal(object)
    """The `Outcome`."""
    refused = Signal(object)

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._desktop = desktop

    def ask(self) -> None:
        """Look who would be reminded of what now."""

        def work(workspace: Workspace) -> Preview:
            return ReminderService(workspace.desk).preview()

        self._desktop.ask(self._desktop.client_id, self, work, self.previewed.emit, self.refused.emit, name="dry run")

    def send(self, preview: Preview) -> None:
        """Write the reminders; a first list that was looked at is approved with it."""

        def work(workspace: Workspace) -> Outcome:
            workspace.require(Permission.INVOICE)
            if not preview.approved:
                PolicyService(workspace.desk).approve(preview.list_hash)
            return ReminderService(workspace.desk).send()

        self._desktop.act(self._desktop.client_id, self, work, self.sent.emit, self.refused.emit)

    def switch_on(self) -> None:
        """Let reminders be written from today on, and look at the first list."""

        def work(workspace: Workspace) -> Preview:
            workspace.require(Permission.INVOICE)
            PolicyService(workspace.desk).switch_on()
            return ReminderService(workspace.desk).preview()

        self._desktop.act(self._desktop.client_id, self, work, self.previewed.emit, self.refused.emit)


def rows_of(preview: Preview) -> tuple[Reminded, ...]:
    """Return the customers of a dry run whose mails may leave now."""
    return tuple(
        Reminded(
            preview.facts.contacts[message.customer_id].name,
            ", ".join(line.invoice.number for line in message.lines),
            message.open,
            message.tone.value,
            wording.text.subject,
            wording.text.plain,
        )
        for message, wording in zip(preview.decision.ready, preview.texts, strict=True)
    )
