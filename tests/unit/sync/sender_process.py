"""A process of its own that sends what is released: `sender_process.py HOME`. To be killed, and started again."""

from __future__ import annotations

import sys
from pathlib import Path

from bookdesk.core.clock import SystemClock
from bookdesk.core.identifiers import ClientId
from bookdesk.store.client_file import open_books
from bookdesk.store.desk import Desk
from bookdesk.store.places import Places
from bookdesk.sync.connection import connected
from bookdesk.sync.service import SyncService
from tests.support.books import ANN


def main(home: str) -> int:
    """Send; 0 when nothing that was released is left."""
    clock = SystemClock()
    books = open_books(Places(Path(home)), ClientId("client-au"), bytes(range(32)), clock=clock)
    try:
        desk = Desk(books, ANN, clock)
        service = SyncService(desk, connected(desk, practice=True), boot="the same start of the machine")
        return 0 if service.send(patience=20).done else 1
    finally:
        books.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
