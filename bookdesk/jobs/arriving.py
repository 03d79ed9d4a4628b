"""Documents that come by themselves while the window is open: watched folders and mailboxes looked into, in turn.

It is done by whoever is at work and for his clients alone, on a thread of its own; nothing in a practice that is open
for reading only. The first look is the one for what came while the program was closed.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from bookdesk.capture.watched import Watched, WatchedFolders
from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.jobs.postman import Fetched, Postman
from bookdesk.jobs.runner import Runner
from bookdesk.jobs.watching import FolderNews, FolderWatch
from bookdesk.mail.documents import OpenDocuments, open_documents
from bookdesk.models.practice import RegistryKind
from bookdesk.office.opened import Office
from bookdesk.security.roles import Permission, permitted

EVERY_SECONDS: Final = 10
"""How often the window lets it look: a scan is in the inbox within half a minute."""
MAIL_EVERY_SECONDS: Final = 300
_FOLDERS, _MAIL = "folders", "mail"
_QUEUE: Final = "arriving"


@dataclass(frozen=True, slots=True)
class FolderCame:
    """What a look into a client's watched folder brought."""

    client_id: str
    news: FolderNews


@dataclass(frozen=True, slots=True)
class MailCame:
    """What a look into a mailbox brought; `asked` says that a person waits to hear of it."""

    fetched: Fetched
    asked: bool = False

    @property
    def away(self) -> bool:
        """Whether there was only no connection, which is nobody's news."""
        cause = self.fetched.error.__cause__ if self.fetched.error is not None else None
        return isinstance(cause, OSError) and not isinstance(cause, ssl.SSLError)


Came = FolderCame | MailCame


class Arriving:
    """Looks for all clients of whoever is at work. `told` is called on the thread of the work."""

    def __init__(
        self,
        office: Office,
        told: Callable[[Came], None],
        *,
        runner: Runner,
        open_box: OpenDocuments = open_documents,
    ) -> None:
        """Work for `office`; `close` before it is closed."""
        self._office, self._told, self._runner = office, told, runner
        self._postman = Postman(office.practice, office.workspace, open_box=open_box, stopping=self._stopped)
        self._guard = threading.Lock()
        self._queued: set[str] = set()
        self._asked = False
        self._closed = False
        self._mail_at: float | None = None
        self._stale: set[str] | None = None
        """The clients whose folders are to be asked anew; all of them where it is none."""
        self._watches: dict[tuple[str, Path], FolderWatch] = {}
        self._shared: set[Path] = set()

    def look(self) -> None:
        """Queue a look at folders, and at mailboxes where that is due, unless one is still to be done."""
        if not self._office.practice.writes:
            return
        self._queue(_FOLDERS, self._look_into_folders)
        now = self._office.clock.monotonic()
        if self._mail_at is None or now - self._mail_at >= MAIL_EVERY_SECONDS:
            self._mail_at = now
            self._queue(_MAIL, self._fetch)

    def fetch_now(self) -> None:
        """Queue a look at all mailboxes because a person asks for it; what came of it is told in any case."""
        self._asked = True
        self._queue(_MAIL, self._fetch)

    def changed(self, client_id: str) -> None:
        """Ask a client's folders anew: something of it was changed."""
        with self._guard:
            if self._stale is not None:
                self._stale.add(client_id)

    def close(self) -> None:
        """Begin nothing more; a document that is being taken is taken to its end."""
        self._closed = True

    def _stopped(self) -> bool:
        return self._closed

    def _queue(self, name: str, work: Callable[[], None]) -> None:
        with self._guard:
            if self._closed or name in self._queued:
                return
            self._queued.add(name)
        self._runner.in_order(_QUEUE, partial(self._done, name, work), partial(self._failed, name))

    def _done(self, name: str, work: Callable[[], None]) -> None:
        with self._guard:
            self._queued.discard(name)
        if not self._closed:
            work()

    def _failed(self, name: str, error: BookDeskError) -> None:
        """Tell of a defect; what was not begun because of the end is nobody's news."""
        if not self._closed:
            self._told(MailCame(Fetched("Mail" if name == _MAIL else "Watched folders", error=error), asked=True))

    # -- mailboxes

    def _fetch(self) -> None:
        asked, self._asked = self._asked, False
        for fetched in self._postman.round():
            self._told(MailCame(fetched, asked))

    # -- folders

    def _look_into_folders(self) -> None:
        self._ask_for_folders()
        for (client_id, path), watch in list(self._watches.items()):
            if self._closed:
                return
            if path not in self._shared:
                news = watch.look(self._stopped)
                if news.is_news:
                    self._told(FolderCame(client_id, news))

    def _ask_for_folders(self) -> None:
        """Ask which folders are watched, of all clients once and then of those that changed."""
        with self._guard:
            stale, self._stale = self._stale, set()
        mine = [
            str(entry.client_id)
            for entry in self._office.practice.clients()
            if entry.kind is RegistryKind.CLIENT and permitted(entry.roles, Permission.CAPTURE)
        ]
        for client_id in mine:
            if (stale is None or client_id in stale) and not self._closed:
                self._ask_one(client_id)
        for client_id, path in list(self._watches):
            if client_id not in mine:
                del self._watches[client_id, path]
        if stale is None or stale:
            self._refuse_shared()

    def _ask_one(self, client_id: str) -> None:
        try:
            with self._office.workspace(client_id) as workspace:
                here = {one.path: one for one in WatchedFolders(workspace.desk).here()}
        except BookDeskError:  # a client that does not open says so where it is opened; it is asked again
            self.changed(client_id)
            return
        for known in [path for client, path in self._watches if client == client_id]:
            if here.get(known) != self._watches[client_id, known].watched:
                del self._watches[client_id, known]
        for path, one in here.items():
            self._watches.setdefault((client_id, path), self._watch(client_id, one))

    def _watch(self, client_id: str, one: Watched) -> FolderWatch:
        return FolderWatch(client_id, one, self._office.workspace)

    def _refuse_shared(self) -> None:
        """Take nothing out of a folder that two clients watch: whose a file is would be a guess."""
        paths = [path for _, path in self._watches]
        shared = {path for path in paths if paths.count(path) > 1}
        for client_id, path in self._watches:
            if path in shared - self._shared:
                several = InputError(
                    f"The folder {path} is watched for several clients, so nothing in it is taken.",
                    "Watch it for one of them only.",
                )
                self._told(FolderCame(client_id, FolderNews(path, error=several)))
        self._shared = shared
