"""One opened client: the encrypted books and the sealed documents beside them."""

from __future__ import annotations

from pathlib import Path

from bookdesk.core.clock import Clock
from bookdesk.core.identifiers import ClientId
from bookdesk.models.base import ClientBase
from bookdesk.store.cipher import Cipher
from bookdesk.store.documents import DocumentStore
from bookdesk.store.file import StoreFile


class Books(StoreFile):
    """`clients/<id>/books.db` and `clients/<id>/documents/`. Made by `store/client_file.py`."""

    def __init__(  # noqa: PLR0913 - what a client is opened with
        self, client_id: ClientId, path: Path, key: bytes, *, cipher: Cipher, clock: Clock, revision: str
    ) -> None:
        """Open the file's engines and the folder of its documents."""
        super().__init__(path, key, ClientBase.metadata, cipher=cipher, clock=clock, revision=revision)
        self.client_id = client_id
        self.documents = DocumentStore(path.parent / "documents")
