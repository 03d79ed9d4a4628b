"""A watched folder: files that came to rest are taken in, then moved into `Taken` beside them, or left.

Only files of the folder itself are looked at: folders in it are not entered, links not followed. A document carries a
key of its bytes, in the same change that makes it; a file whose moving was cut off is known by it and only moved. What
cannot be taken stays where it is and is told once.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from bookdesk.capture.arrivals import Came
from bookdesk.capture.files import MOST_BYTES
from bookdesk.capture.service import Intake
from bookdesk.capture.watched import Watched
from bookdesk.core.errors import BookDeskError, InputError, StorageError, Unreachable
from bookdesk.core.failpoints import reach
from bookdesk.core.limits import MEGABYTE
from bookdesk.jobs.resting import Rest, Sight, is_elsewhere, is_foreign
from bookdesk.jobs.taking import Left, Took, take_pieces, unfolded
from bookdesk.models.arrival import ArrivalWay, FolderAfter
from bookdesk.office.mailing import Borrow
from bookdesk.reading.sniff import EMPTY
from bookdesk.store.desk import Desk

TAKEN: Final = "Taken"
MOST_ALIKE: Final = 10_000
_MARK: Final = 16
"""Letters of a mark, which is told from some hundreds of others."""
_LINK = "It is a link. Put the file itself into the folder."


class FolderAway(Unreachable):
    """The folder cannot be looked into now: a network drive or a stick that is not there."""


@dataclass(frozen=True, slots=True)
class FolderNews:
    """What one look brought. `left` is told once; `error` is why the folder or the desk could do nothing.

    `marks` has one for each of `left`: the same, also after a start of the program, as long as the file is the same.
    """

    folder: Path
    documents: tuple[Intake, ...] = ()
    left: tuple[Left, ...] = ()
    error: BookDeskError | None = None
    marks: tuple[str, ...] = ()

    @property
    def is_news(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.documents or self.left or self.error)


@dataclass
class FolderWatch:
    """Looks into one folder for one client, again and again. Trouble is told once."""

    client_id: str
    watched: Watched
    borrow: Borrow
    rest: Rest = field(default_factory=Rest)
    _trouble: str = ""
    _links: dict[str, Sight] = field(default_factory=dict)

    def look(self, stopping: Callable[[], bool] = lambda: False) -> FolderNews:
        """Take what came to rest since the last look."""
        documents: list[Intake] = []
        left: list[tuple[Left, str]] = []
        error: BookDeskError | None = None
        try:
            seen, aside = _seen(self.watched.path)
            left += [((name, _LINK), self._mark(name, aside[name])) for name in self._new_links(aside)]
            for name in self.rest.look(seen):
                if stopping():
                    break
                took = self._take(name, seen[name])
                documents += took.documents
                left += [(one, self._mark(name, seen[name])) for one in took.left]
            self._trouble = ""
        except BookDeskError as trouble:
            error = self._told_once(trouble)
        told, marks = tuple(one for one, _ in left), tuple(mark for _, mark in left)
        return FolderNews(self.watched.path, tuple(documents), told, error, marks)

    def _mark(self, name: str, sight: Sight) -> str:
        """Return what a file as it is now is known by; nobody learns its name from it."""
        of = f"{self.client_id}\0{self.watched.path}\0{name}\0{sight.size}\0{sight.changed}"
        return sha256(of.encode("utf-8", "surrogateescape")).hexdigest()[:_MARK]

    def _told_once(self, error: BookDeskError) -> BookDeskError | None:
        if isinstance(error, FolderAway):
            self.rest.forget()
        known, self._trouble = self._trouble, str(error)
        return error if self._trouble != known else None

    def _new_links(self, aside: dict[str, Sight]) -> list[str]:
        """Return the links that were not told yet."""
        new = [name for name, sight in aside.items() if self._links.get(name) != sight]
        self._links = aside
        return new

    def _take(self, name: str, sight: Sight) -> Took:
        """Take one file in and put it away; one that changes meanwhile is looked at again later."""
        path = self.watched.path / name
        try:
            content = _content(path, sight)
        except InputError as error:
            self.rest.done(name, sight)
            return Took(left=((name, str(error)),))
        if content is None:
            return Took()
        with self.borrow(self.client_id) as workspace:
            took = take_file(workspace.desk, path, content)
        reach("folder: documents kept")
        if not (took.documents or took.known) or self.watched.after is FolderAfter.LEAVE:
            self.rest.done(name, sight)
            return took
        put_away(path, sight)
        here = tuple((name, f"It is here already as document {one.number}.") for one in took.known)
        return replace(took, left=(*took.left, *here))


def take_file(desk: Desk, path: Path, content: bytes) -> Took:
    """Take a file of a watched folder into a client's inbox; what came so before is not taken again."""

    def came(inner: bytes) -> Came:
        key = sha256(b"folder\0" + sha256(inner).digest()).hexdigest()
        return Came(ArrivalWay.FOLDER, key, str(path.parent))

    return take_pieces(desk, unfolded(path.name, content), came)


def put_away(path: Path, sight: Sight) -> Path | None:
    """Move a file into `Taken` beside it, under a name that nobody has there; none where it is another one by now."""
    folder = path.parent / TAKEN
    try:
        if _sight(path.lstat()) != sight:
            return None
        folder.mkdir(exist_ok=True)
        if folder.is_symlink():
            raise StorageError(f"{TAKEN} in {path.parent.name} is a link.", "Put a folder in its place.")
        for number in range(1, MOST_ALIKE):
            target = folder / (path.name if number == 1 else f"{path.stem}-{number}{path.suffix}")
            if _moved(path, target):
                return target
    except OSError as error:
        raise StorageError(
            f"{path.name} was taken in, and cannot be moved: {error.strerror or error}.",
            f"Allow writing to {path.parent.name}, or choose that files are left there.",
        ) from error
    raise StorageError(f"{folder} holds too many files called {path.name}.", "Empty that folder.")


def _moved(path: Path, target: Path) -> bool:
    """Move a file unless the name is taken: a second name first, which fails where there is one, then the old one goes.

    Where a disk knows no second names, it is looked first.
    """
    try:
        os.link(path, target, follow_symlinks=False)
    except FileExistsError:
        return False
    except OSError:
        if target.exists():
            return False
        path.rename(target)
    else:
        path.unlink()
    return True


def _seen(folder: Path) -> tuple[dict[str, Sight], dict[str, Sight]]:
    """Return the files of a folder that may be for us, and links in it; `FolderAway` where it is not there."""
    files: dict[str, Sight] = {}
    links: dict[str, Sight] = {}
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):  # it went while we looked
                    _note(entry, files, links)
    except OSError as error:
        raise FolderAway(
            f"The watched folder {folder} cannot be looked into: {error.strerror or error}.",
            "Connect the drive, or watch another folder; it is tried again.",
        ) from error
    return files, links


def _note(entry: os.DirEntry[str], files: dict[str, Sight], links: dict[str, Sight]) -> None:
    if is_foreign(entry.name):
        return
    status = entry.stat(follow_symlinks=False)
    if stat.S_ISLNK(status.st_mode):
        links[entry.name] = _sight(status)
    elif stat.S_ISREG(status.st_mode):
        attributes, flags = getattr(status, "st_file_attributes", 0), getattr(status, "st_flags", 0)
        if not is_elsewhere(attributes, flags):
            files[entry.name] = _sight(status)


def _sight(status: os.stat_result) -> Sight:
    return Sight(status.st_size, status.st_mtime_ns)


def _content(path: Path, sight: Sight) -> bytes | None:
    """Return a file's bytes; none where it is not as it was seen; `InputError` where it cannot be taken.

    It is opened without following a link that was put in its place meanwhile.
    """
    if not sight.size:
        raise InputError(*EMPTY)
    if sight.size > MOST_BYTES:
        most = MOST_BYTES // MEGABYTE
        raise InputError(f"The file has {sight.size // MEGABYTE} MB; at most {most} MB are taken.", "Split it.")
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            before = os.fstat(file.fileno())
            content = file.read(MOST_BYTES + 1)
            after = os.fstat(file.fileno())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(
            f"It cannot be opened: {error.strerror or error}.", "Check your right to read it; it stays where it is."
        ) from error
    same = _sight(before) == _sight(after) == sight and len(content) == sight.size and stat.S_ISREG(after.st_mode)
    return content if same else None
