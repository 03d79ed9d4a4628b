"""What customers said at the portal as it is asked for and answered; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal

from bookdesk.office import portal
from bookdesk.office.portalfiles import files_of, take_file
from bookdesk.receivables.portal.listing import Said
from bookdesk.security.roles import Permission
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.outside import Make, Named
from bookdesk.ui.portal import PortalPresenter
from bookdesk.ui.tasks import Failed
from bookdesk.workspace import Workspace

SEEN = "seen"
"""What is noted where nothing is said of what was done."""


@dataclass(frozen=True, slots=True)
class FromCustomers:
    """What is to be answered, or all that was said; `there` says that the client has a place at the portal.

    `asks` is how much of all is to be answered; where there is `more`, older ones than the rows were said.
    """

    there: bool
    rows: tuple[Said, ...]
    asks: int = 0
    more: bool = False


class CustomersPresenter(PortalPresenter):
    """Asks for what customers of the client in front said."""

    found = Signal(object)
    """A `FromCustomers`."""

    def may_answer(self) -> bool:
        """Whether the person may note what was done about it."""
        return self.may(Permission.INVOICE)

    def ask(self, *, everything: bool, most: int) -> None:
        """Ask for the newest, `most` of them, of what is to be answered or of all that was said."""

        def known(workspace: Workspace) -> FromCustomers:
            if not portal.is_there(workspace):
                return FromCustomers(there=False, rows=())
            service = portal.service(workspace)
            rows = service.words(everything=everything, most=most + 1)
            return FromCustomers(True, tuple(rows[:most]), service.status().asks, len(rows) > most)

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


def files_with(word: str) -> Make:
    """Return what hands the files out that came with what a customer said."""

    def make(workspace: Workspace, how: str) -> tuple[Named, ...]:
        workspace.require(Permission.INVOICE)
        return tuple(take_file(workspace.desk, one.id, how) for one in files_of(workspace.desk, word))

    return make
