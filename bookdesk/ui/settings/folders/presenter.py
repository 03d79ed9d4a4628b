"""What the section on watched folders does: folders of this computer watched for the client in front, or no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from bookdesk.capture.watched import Watched, WatchedFolders
from bookdesk.core.errors import BookDeskError
from bookdesk.models.arrival import FolderAfter
from bookdesk.security.roles import Permission, permitted
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message

Act = Callable[[WatchedFolders], object]


@dataclass(frozen=True)
class FoldersKnown:
    """The client in front, its watched folders, and whether this person may change them."""

    client_id: str
    name: str
    folders: tuple[Watched, ...]
    may_change: bool


class FoldersPresenter(QObject):
    """Asks and changes; the section shows."""

    found = Signal(object)
    """A `FoldersKnown`, or none where no client is in front."""
    said = Signal(object)
    """A `Message` about what was done or refused."""

    def __init__(self, desktop: Desktop) -> None:
        """Serve the person at this desk."""
        super().__init__()
        self._desktop = desktop

    def look(self) -> None:
        """Ask which folders are watched for the client in front."""
        client_id = self._desktop.client_id
        if not client_id:
            self.found.emit(None)
            return
        entry = self._desktop.office.entry(client_id)
        may = permitted(entry.roles, Permission.CAPTURE) and self._desktop.office.practice.writes

        def seen(folders: tuple[Watched, ...]) -> None:
            self.found.emit(FoldersKnown(client_id, entry.name, folders, may))

        self._desktop.ask(
            client_id, self, lambda workspace: WatchedFolders(workspace.desk).list(), seen, name="folders"
        )

    def watch(self, path: Path, after: FolderAfter) -> None:
        """Watch a folder for the client in front."""
        words = f"{path.name} is watched. What is in it comes in within half a minute."
        self._act(lambda folders: folders.watch(path, after), words)

    def leave(self, path: Path) -> None:
        """Watch a folder no more."""
        self._act(lambda folders: folders.leave(path), f"{path.name} is watched no more. What is in it stays.")

    def _act(self, act: Act, words: str) -> None:
        client_id = self._desktop.client_id

        def done(_: object) -> None:
            self.said.emit(Message(words, Tone.GOOD))
            self.look()

        def refused(error: BookDeskError) -> None:
            self.said.emit(Message(error.what, Tone.BAD, error.remedy))

        self._desktop.act(client_id, self, lambda workspace: act(WatchedFolders(workspace.desk)), done, refused)
