"""What customers said at the portal as it is asked for and answered; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal

from bookdesk.office import portal
from bookdesk.receivables.portal.listing import Said
from bookdesk.security.roles import Permission
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.portal import PortalPresenter
from bookdesk.ui.tasks import Failed
from bookdesk.workspace import Workspace

SEEN = "seen"
"""What is noted where nothing is said of what was done."""


@dataclass(frozen=True, slots=True)
class FromCustomers:
    """What is to be answered, or all that was said; `there` says that the client has a place at the portal."""

    there: bool
    rows: tuple[Said, ...]


class CustomersPresenter(PortalPresenter):
    """Asks for what customers of the client in front said."""

    found = Signal(object)
    """A `FromCustomers`."""

    def may_answer(self) -> bool:
        """Whether the person may note what was done about it."""
        return self.may(Permission.INVOICE)

    def ask(self, *, everything: bool) -> None:
        """Ask for what is to be answered, or for all that was said."""

        def known(workspace: Workspace) -> FromCustomers:
            there = portal.is_there(workspace)
            rows = portal.service(workspace).words(everything=everything) if there else []
            return FromCustomers(there, tuple(rows))

        self._ask("words", known, self.found.emit)

    def answer(self, one: Said, answer: str, then: Callable[[], object], failed: Failed) -> None:
        """Note what was done about something, or that it was seen."""

        def work(workspace: Workspace) -> None:
            workspace.require(Permission.INVOICE)
            portal.service(workspace).answer(one.id, answer or SEEN)

        def done(_: object) -> None:
            then()
            self._desktop.tell_here(Message("It is noted, and asks no more.", Tone.GOOD))

        self._desktop.act(self._desktop.client_id, self, work, done, failed)

    def go_to(self, screen: str, document: str) -> None:
        """Go to the document that it is about."""
        self._desktop.go(Place(screen, self._desktop.client_id, item=document))
