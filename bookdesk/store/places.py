"""Where things lie: the home of the practice and the layout below it.

    <home>/practice.db, keys.slots, practice.lock, keys.lock
    <home>/clients/<id>/books.db
    <home>/clients/<id>/documents/<random name>

`BOOKDESK_HOME` moves everything; otherwise the system's own place for user data is used.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

import platformdirs

from bookdesk.core.errors import UsageError

if TYPE_CHECKING:  # a window asks for its home before it may import anything that takes time
    from bookdesk.core.identifiers import ClientId

_CLIENT_ID = re.compile(r"[0-9a-z][0-9a-z-]{0,63}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Places:
    """All paths of one practice."""

    home: Path

    @property
    def practice(self) -> Path:
        """The firm's own small file."""
        return self.home / "practice.db"

    @property
    def slots(self) -> Path:
        """Who opens what with which secret."""
        return self.home / "keys.slots"

    @property
    def key_files(self) -> tuple[Path, Path]:
        """Both copies of the key file; a practice is here where one of them is."""
        return self.slots, self.slots.with_name(f"{self.slots.name}.2")

    @property
    def key_lock(self) -> Path:
        """The file whose lock says that somebody is writing the key file."""
        return self.home / "keys.lock"

    @property
    def lock(self) -> Path:
        """The file whose lock says that a BookDesk may write."""
        return self.home / "practice.lock"

    @property
    def clients(self) -> Path:
        """The folder of all clients."""
        return self.home / "clients"

    def client(self, client_id: ClientId) -> Path:
        """Return the folder of one client; `UsageError` for an id that could lead elsewhere."""
        if not _CLIENT_ID.fullmatch(client_id):
            raise UsageError(
                "This is not a client's id.", "Name the client as the list shows it.", command="bookdesk client list"
            )
        return self.clients / client_id

    def books(self, client_id: ClientId) -> Path:
        """Return the file of one client's books."""
        return self.client(client_id) / "books.db"

    def client_ids(self) -> tuple[ClientId, ...]:
        """Return the ids of all client folders on this disk, in order."""
        if not self.clients.is_dir():
            return ()
        return tuple(sorted(cast("ClientId", path.parent.name) for path in self.clients.glob("*/books.db")))


def default_places(environment: Mapping[str, str] = os.environ) -> Places:
    """Return the places of this user on this system."""
    moved = environment.get("BOOKDESK_HOME")
    return Places(Path(moved) if moved else Path(platformdirs.user_data_dir("BookDesk", appauthor=False)))
