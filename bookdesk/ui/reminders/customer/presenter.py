"""How one customer is reminded, as it is asked for and kept; no widget, no SQL."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from bookdesk.contacts.service import ContactService
from bookdesk.receivables.policies import Climbing, PolicyService
from bookdesk.security.roles import Permission
from bookdesk.ui.desktop import Desktop
from bookdesk.workspace import Workspace


@dataclass(frozen=True)
class Offered:
    """How a customer is reminded now, and the ladders there are."""

    climbing: Climbing
    ladders: tuple[str, ...]


class CustomerPresenter(QObject):
    """Asks how a customer of the client in front is reminded, and changes it."""

    asked = Signal(object)
    """`Offered`: the form may open."""
    kept = Signal(str)
    """The name of the customer whose way is kept."""
    refused = Signal(object)

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._desktop = desktop

    def ask(self, contact_id: str) -> None:
        """Look how he is reminded."""

        def work(workspace: Workspace) -> Offered:
            policies = PolicyService(workspace.desk)
            names = tuple(one.name for one in policies.policies() if not one.usual)
            return Offered(policies.of_customer(contact_id), names)

        self._desktop.ask(self._desktop.client_id, self, work, self.asked.emit, self.refused.emit, name="customer")

    def keep(self, was: Climbing, ladder: str, grace: str, *, reminders: bool) -> None:
        """Keep his ladder (nothing for the usual one), his days of grace, and whether he is reminded at all."""

        def work(workspace: Workspace) -> str:
            workspace.require(Permission.INVOICE)
            version = was.version
            if ladder != was.own:
                PolicyService(workspace.desk).assign(was.contact_id, ladder or None, version=version)
                version += 1
            said = {"grace_days": grace, "reminders": "yes" if reminders else "no"}
            before = {"grace_days": str(was.grace_days), "reminders": "yes" if was.reminders else "no"}
            changed = {name: value for name, value in said.items() if value != before[name]}
            if changed:
                workspace.require(Permission.CAPTURE)
                ContactService(workspace.desk).edit(was.contact_id, changed, version=version)
            return was.customer

        self._desktop.act(self._desktop.client_id, self, work, self.kept.emit, self.refused.emit)
