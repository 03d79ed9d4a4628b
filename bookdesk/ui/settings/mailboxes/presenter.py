"""What the section on mailboxes does: mailboxes set and routed, and messages given to the client they are for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.core.errors import BookDeskError
from bookdesk.models.mailbox import MessageState, RouteKind
from bookdesk.models.practice import RegistryKind
from bookdesk.office.mailboxes import Box, EnteredBox, Mailboxes
from bookdesk.office.mailroom import Mailroom, Message
from bookdesk.security.roles import Permission, permitted
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message as Said
from bookdesk.ui.tasks import Failed

LANE: Final = "practice"
T = TypeVar("T")
_TOLD: Final = (MessageState.TAKEN, MessageState.EMPTY, MessageState.GONE)
_MOST: Final = 12
"""Messages that are listed of those that brought less than they hold."""


@dataclass(frozen=True)
class MailboxesKnown:
    """The mailboxes, what waits for a person, and the clients by id: all that are known, and those he captures for."""

    boxes: tuple[Box, ...]
    waiting: tuple[Message, ...]
    not_taken: tuple[Message, ...]
    """Messages of which nothing, or not everything, was taken, the newest first."""
    names: dict[str, str]
    capturing: dict[str, str]
    may_change: bool


class MailboxesPresenter(QObject):
    """Asks and changes; the section shows."""

    found = Signal(object)
    """A `MailboxesKnown`."""
    said = Signal(object)
    """A `Message` of the window about what was done or refused."""

    def __init__(self, desktop: Desktop) -> None:
        """Serve the person at this desk."""
        super().__init__()
        self._desktop = desktop
        self._boxes, self._room = Mailboxes(desktop.office.practice), Mailroom(desktop.office.practice)
        desktop.arriving.looked.connect(self.look)

    def look(self) -> None:
        """Ask how it stands."""

        def seen(known: MailboxesKnown) -> None:
            self.found.emit(known)

        self._desktop.door.ask(self, self._known, seen, self._refused, name="mailboxes")

    def keep(self, entered: EnteredBox, then: Callable[[], object], failed: Failed) -> None:
        """Set a mailbox, and connect to it, so that a slip shows at once."""

        def work(_progress: object) -> Box:
            kept = self._boxes.keep(entered)
            self._boxes.test(kept.name)
            return kept

        def kept(box: Box) -> None:
            then()
            self.said.emit(Said(f"{box.name} answers.", Tone.GOOD, "Say below whose what comes there is."))
            self.look()

        def refused(error: BookDeskError) -> None:
            failed(error)
            self.look()

        self._desktop.door.long("Trying the mailbox", self, work, kept, refused)

    def remove(self, name: str) -> None:
        """Forget a mailbox with its password."""
        self._change(lambda: self._boxes.remove(name), f"{name} and its password are gone; documents stay.")

    def route(self, name: str, kind: RouteKind, value: str, client_id: str, failed: Failed) -> None:
        """Say whose what comes to an address, or lies in a folder, is."""

        def work() -> int:
            self._boxes.route(name, kind, value, client_id)
            return self._room.route_anew()

        self._change(work, f"What comes to {value} is for {self._desktop.office.entry(client_id).name} now.", failed)

    def unroute(self, name: str, value: str) -> None:
        """Take a route out."""
        self._change(lambda: self._boxes.unroute(name, value), f"{value} leads nowhere now; what was taken stays.")

    def assign(self, message_id: str, client_id: str) -> None:
        """Say whose a message is, and fetch it."""

        def fetch() -> None:
            self._desktop.arriving.fetch_now()

        words = f"It is for {self._desktop.office.entry(client_id).name}, and is being fetched."
        self._change(lambda: self._room.assign(message_id, client_id), words, then=fetch)

    def passed(self, message_id: str) -> None:
        """Say that a message is nobody's."""
        self._change(lambda: self._room.passed(message_id), "It is passed over, and stays on the server.")

    def fetch(self) -> None:
        """Look into the mailboxes now."""
        self._desktop.arriving.fetch_now()

    def _change(
        self,
        work: Callable[[], T],
        words: str,
        failed: Failed | None = None,
        *,
        then: Callable[[], None] | None = None,
    ) -> None:
        def done(_: T) -> None:
            self.said.emit(Said(words, Tone.GOOD))
            if then is not None:
                then()
            self.look()

        self._desktop.door.change(LANE, self, work, done, failed or self._refused)

    def _known(self) -> MailboxesKnown:
        practice = self._desktop.office.practice
        roles = practice.roles()
        may_see = permitted(roles, Permission.CAPTURE)
        waiting = self._room.messages(MessageState.NOT_ROUTED) if may_see else ()
        told = self._room.messages(*_TOLD) if may_see or self._room.capturing() else ()
        not_taken = tuple(one for one in reversed(told) if one.state is not MessageState.TAKEN or one.left)[:_MOST]
        clients = [entry for entry in practice.clients() if entry.kind is RegistryKind.CLIENT]
        names = {str(entry.client_id): entry.name for entry in clients}
        capturing = {one: names[one] for one in self._room.capturing()}
        may_change = practice.writes and permitted(roles, Permission.MANAGE_USERS)
        return MailboxesKnown(self._boxes.list(), waiting, not_taken, names, capturing, may_change)

    def _refused(self, error: BookDeskError) -> None:
        self.said.emit(Said(error.what, Tone.BAD, error.remedy))
