"""Creates and opens the folder of one client, and keeps a few of them open."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bookdesk.core.clock import Clock, SystemClock
from bookdesk.core.errors import InUse, StorageError
from bookdesk.core.identifiers import ClientId
from bookdesk.store.ballast import relieving
from bookdesk.store.books import Books
from bookdesk.store.cipher import Cipher, SqlCipher
from bookdesk.store.documents import UNSWEPT
from bookdesk.store.errors import translating
from bookdesk.store.kinds import CLIENT
from bookdesk.store.migrate import make_ready
from bookdesk.store.opening import create_file
from bookdesk.store.places import Places
from bookdesk.store.references import referenced_names
from bookdesk.store.upgraded import Author

_PATIENCE = 60.0
"""Seconds."""
MOST_OPEN = 4
"""Each holds the pages it read, so that 60 of 2,000 bills came to 1.3 GB; opening one anew takes 10 ms."""


def create_books(
    places: Places, client_id: ClientId, key: bytes, *, clock: Clock | None = None, cipher: Cipher | None = None
) -> Books:
    """Make the folder of a new client and return its empty books."""
    create_file(cipher or SqlCipher(), places.books(client_id), key, CLIENT)
    return open_books(places, client_id, key, clock=clock, cipher=cipher)


def open_books(  # noqa: PLR0913 - the ports have defaults
    places: Places,
    client_id: ClientId,
    key: bytes,
    *,
    clock: Clock | None = None,
    cipher: Cipher | None = None,
    writes: bool = True,
    author: Author | None = None,
) -> Books:
    """Open a client's books, upgrading an older file first (where `writes`) and sweeping up after a crash.

    `writes` needs the practice's lock (`store/lock.py`); without it the books can be queried while another
    BookDesk writes. `author` is in whose name an upgrade is recorded.
    """
    path, cipher = places.books(client_id), cipher or SqlCipher()
    mark = path.with_name(UNSWEPT)
    crashed = path.with_name(path.name + "-wal").exists() or mark.exists()
    if crashed:
        _remember(mark, needed=writes)
    with relieving(path):
        make_ready(cipher, path, key, CLIENT, writes=writes, author=author)
    books = Books(client_id, path, key, cipher=cipher, clock=clock or SystemClock(), writes=writes)
    books.unswept = crashed
    if crashed and writes:
        with suppress(StorageError), translating():  # what lies there does no harm, and goes the next time
            sweep(books)
            books.unswept = False
            mark.unlink(missing_ok=True)
    return books


def _remember(mark: Path, *, needed: bool) -> None:
    """Note that there may be something to sweep: the log that tells of it goes with the first look into the file.

    Whoever only reads does not sweep, and may be looking beside another BookDesk that is open as it should be; the mark
    then costs the next opening one look. A disk that cannot be written keeps nobody from reading.
    """
    try:
        with translating():
            mark.touch()
    except StorageError:
        if needed:
            raise


def sweep(books: Books) -> frozenset[str]:
    """Remove document files that neither a row nor the history knows, and return their names."""
    names = books.documents.names()
    with books.query() as session:
        return books.documents.sweep(referenced_names(session.connection(), books.metadata, names))


class OpenClients:
    """At most `limit` opened clients; the one unused longest is closed first, one in use never."""

    def __init__(
        self,
        opener: Callable[[ClientId], Books],
        limit: int = MOST_OPEN,
        *,
        closing: Callable[[ClientId, Books], None] | None = None,
    ) -> None:
        """Open with `opener`, which finds the client's key; `closing` is told of each file before it is closed."""
        self._opener, self._limit, self._closing = opener, limit, closing
        self._open: OrderedDict[ClientId, Books] = OrderedDict()
        self._users: dict[ClientId, int] = {}
        self._alone: set[ClientId] = set()
        self._guard = threading.Condition()

    @contextmanager
    def use(self, client_id: ClientId) -> Iterator[Books]:
        """Yield the client's books, opened if they are not, and keep them open meanwhile.

        `InUse` where somebody has the file to himself for longer than a minute.
        """
        with self._guard:
            if not self._guard.wait_for(lambda: client_id not in self._alone, _PATIENCE):
                raise InUse("The keys of this client are being changed.", "Wait until that is done.")
            books = self._lease(client_id)
        try:
            yield books
        finally:
            with self._guard:
                self._users[client_id] -= 1
                self._close_surplus()
                self._guard.notify_all()

    @contextmanager
    def alone(self, client_id: ClientId) -> Iterator[None]:
        """Yield while the client's file is closed and nobody opens it; `InUse` where somebody keeps it for a minute.

        Who wants it meanwhile waits. Other clients go on as ever.
        """
        with self._guard:
            if not self._guard.wait_for(lambda: self._unused(client_id), _PATIENCE):
                raise InUse("Work on this client is not finished.", "Let it end, then try again.")
            if client_id in self._open:
                self._close(client_id)
            self._alone.add(client_id)
        try:
            yield
        finally:
            with self._guard:
                self._alone.discard(client_id)
                self._guard.notify_all()

    def close(self) -> None:
        """Close all."""
        with self._guard:
            while self._open:
                self._close(next(iter(self._open)))

    def __len__(self) -> int:
        """How many are open."""
        return len(self._open)

    def _lease(self, client_id: ClientId) -> Books:
        books = self._open.get(client_id) or self._opener(client_id)
        self._open[client_id] = books
        self._open.move_to_end(client_id)
        self._users[client_id] = self._users.get(client_id, 0) + 1
        return books

    def _unused(self, client_id: ClientId) -> bool:
        return not self._users.get(client_id) and client_id not in self._alone

    def _close_surplus(self) -> None:
        idle = [client_id for client_id in self._open if not self._users.get(client_id)]
        for client_id in idle[: max(0, len(self._open) - self._limit)]:
            self._close(client_id)

    def _close(self, client_id: ClientId) -> None:
        """Close a file, also where whoever is told of it fails."""
        books = self._open.pop(client_id)
        try:
            if self._closing is not None:
                self._closing(client_id, books)
        finally:
            books.close()
