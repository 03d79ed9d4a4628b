"""One opened client: the encrypted books and the sealed documents beside them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from bookdesk.core.clock import Clock
from bookdesk.core.identifiers import ClientId
from bookdesk.store.cipher import Cipher
from bookdesk.store.documents import UNSWEPT, DocumentStore
from bookdesk.store.file import StoreFile
from bookdesk.store.kinds import CLIENT


class Books(StoreFile):
    """`clients/<id>/books.db` and `clients/<id>/documents/`. Made by `store/client_file.py`."""

    def __init__(  # noqa: PLR0913 - what a client is opened with
        self, client_id: ClientId, path: Path, key: bytes, *, cipher: Cipher, clock: Clock, writes: bool
    ) -> None:
        """Open the file's engines and the folder of its documents."""
        super().__init__(path, key, CLIENT, cipher=cipher, clock=clock, writes=writes)
        self.client_id = client_id
        self.documents = DocumentStore(path.parent / "documents")
        self.unswept = False
        """Whether a crash may have left files among the documents that no row refers to."""

    def close(self) -> None:
        """Close all connections, and take back what the disk would not let go before.

        Where it keeps it even now, the next opening sweeps.
        """
        super().close()
        if not self.documents.close():
            with suppress(OSError):
                self.path.with_name(UNSWEPT).touch()
