"""Folders of this computer that are looked into for a client: files that come to rest there are taken in (`jobs`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import InputError, NotFound
from bookdesk.core.texts import clean
from bookdesk.models.actions import Action
from bookdesk.models.arrival import FolderAfter, WatchedFolder
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class Watched:
    """A folder that is watched; `here` says whether it is one of this computer."""

    id: str
    path: Path
    after: FolderAfter
    here: bool


class WatchedFolders:
    """The watched folders of one client."""

    def __init__(self, desk: Desk) -> None:
        """Work on the client at the desk."""
        self._desk = desk

    def list(self) -> tuple[Watched, ...]:
        """Return the folders by path, those of other computers too."""
        device = self._desk.actor.device
        with self._desk.books.query() as session:
            rows = session.scalars(select(WatchedFolder).order_by(WatchedFolder.path, WatchedFolder.id))
            return tuple(Watched(row.id, Path(row.path), row.after, row.device == device) for row in rows)

    def here(self) -> tuple[Watched, ...]:
        """Return those of this computer."""
        return tuple(one for one in self.list() if one.here)

    def watch(self, path: Path, after: FolderAfter = FolderAfter.MOVE) -> Watched:
        """Watch a folder, or change what becomes of its files; `InputError` for what is no folder of its own."""
        folder = _checked(path)
        with self._desk.books.change(Action.WATCHED_FOLDER_EDITED, str(folder), actor=self._desk.actor) as work:
            row = self._row(work.session, folder)
            if row is None:
                row = WatchedFolder(device=self._desk.actor.device, path=str(folder), after=after)
                work.add(row)
            row.after = after
            work.commit()
        return Watched(row.id, folder, after, here=True)

    def leave(self, path: Path) -> None:
        """Watch a folder no more; what is in it stays. `NotFound` for one that is not watched."""
        with self._desk.books.change(Action.WATCHED_FOLDER_EDITED, str(path), actor=self._desk.actor) as work:
            row = self._row(work.session, path) or self._row(work.session, _absolute(path))
            if row is None:
                raise NotFound(f"The folder {path} is not watched here.", "Choose one from the list.")
            work.delete(row)
            work.commit()

    def _row(self, session: Session, path: Path) -> WatchedFolder | None:
        query = select(WatchedFolder).where(WatchedFolder.device == self._desk.actor.device)
        return session.scalars(query.where(WatchedFolder.path == str(path))).one_or_none()


def _absolute(path: Path) -> Path:
    try:
        return path.expanduser().resolve()
    except (OSError, RuntimeError, ValueError) as error:
        raise InputError(f"{path} is no folder.", "Name a folder that is there.") from error


def _checked(path: Path) -> Path:
    """Return a folder's whole path, links followed once and for all: it may be watched as it is now, and no other."""
    folder = _absolute(path)
    if not folder.is_dir():
        raise InputError(f"{path} is no folder, or not there now.", "Make it, or name one that is there.")
    if folder == Path(folder.anchor) or folder == _absolute(Path("~")):
        raise InputError(f"{folder} holds much besides documents.", "Make a folder for the documents alone.")
    if clean(str(folder)) != str(folder):
        raise InputError("The folder's name has signs that nobody sees.", "Rename it first.")
    return folder
