"""What the section on layouts does: let them serve all clients or one, and have those of a supplier forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal

from bookdesk.capture.layoutlist import LearnedLayout, forget_layouts, learned_layouts
from bookdesk.core.errors import BookDeskError
from bookdesk.office.layoutsharing import layouts_shared, let_layouts_be_shared
from bookdesk.security.roles import Permission, permitted
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.workspace import Workspace

LANE: Final = "practice"


@dataclass(frozen=True)
class SharingKnown:
    """Whether layouts serve all clients of the firm, and whether this person may decide it."""

    shared: bool
    may_change: bool


@dataclass(frozen=True)
class LayoutsKnown:
    """What is remembered at the client in front, and whether this person may have it forgotten."""

    name: str
    learned: tuple[LearnedLayout, ...]
    may_change: bool


class LayoutsPresenter(QObject):
    """Asks and changes; the section shows."""

    sharing = Signal(object)
    """A `SharingKnown`."""
    found = Signal(object)
    """A `LayoutsKnown`, or none where no client is in front."""
    said = Signal(object)
    """A `Message` about what was done or refused."""

    def __init__(self, desktop: Desktop) -> None:
        """Serve the person at this desk."""
        super().__init__()
        self._desktop = desktop

    def look(self) -> None:
        """Ask how it stands."""
        practice, client_id = self._desktop.office.practice, self._desktop.client_id

        def known() -> SharingKnown:
            return SharingKnown(
                layouts_shared(practice), practice.writes and permitted(practice.roles(), Permission.MANAGE_USERS)
            )

        def told(found: SharingKnown) -> None:
            self.sharing.emit(found)

        self._desktop.door.ask(self, known, told, self._refused, name="sharing")
        if not client_id:
            self.found.emit(None)
            return
        entry = self._desktop.office.entry(client_id)
        may = permitted(entry.roles, Permission.CAPTURE) and practice.writes

        def seen(learned: tuple[LearnedLayout, ...]) -> None:
            self.found.emit(LayoutsKnown(entry.name, learned, may))

        self._desktop.ask(client_id, self, lambda workspace: learned_layouts(workspace.desk), seen, name="layouts")

    def share(self, *, on: bool) -> None:
        """Let layouts serve all clients of the firm, or no more."""
        practice = self._desktop.office.practice
        words = (
            "Layouts serve all clients now, each client's from its next confirmed document on."
            if on
            else "Layouts serve the client that taught them. What was shared is gone."
        )

        def done(_: None) -> None:
            self.said.emit(Message(words, Tone.GOOD))
            self.look()

        self._desktop.door.change(LANE, self, lambda: let_layouts_be_shared(practice, on=on), done, self._not_shared)

    def forget(self, contact_id: str) -> None:
        """Forget what is remembered of a supplier of the client in front."""

        def work(workspace: Workspace) -> LearnedLayout:
            workspace.require(Permission.CAPTURE)
            return forget_layouts(workspace.desk, contact_id)

        def done(gone: LearnedLayout) -> None:
            self.said.emit(Message(f"What was remembered of {gone.supplier} is forgotten.", Tone.GOOD))
            self.look()

        self._desktop.act(self._desktop.client_id, self, work, done, self._refused)

    def _not_shared(self, error: BookDeskError) -> None:
        self._refused(error)
        self.look()  # what is shown as chosen is not so

    def _refused(self, error: BookDeskError) -> None:
        self.said.emit(Message(error.what, Tone.BAD, error.remedy))
