"""Sealed originals: `documents/<random name>`, AES-256-GCM, each under a random key that stands in its row.

Layout of a file: magic `BDDOC`, version byte 1, 12-byte nonce, ciphertext with its 16-byte tag. The associated
data are the header, the name and the SHA-256 of the original, so a file neither moves to another name nor stands
in for another original. Written aside, synced, renamed, folder synced; a row refers to it only after that.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bookdesk.core.errors import StorageError, Tampered
from bookdesk.core.failpoints import reach
from bookdesk.store.ballast import relieve
from bookdesk.store.errors import translating
from bookdesk.store.files import sync_folder, write_whole

_HEADER = b"BDDOC\x01"
UNSWEPT = "documents.unswept"
"""An empty file beside the folder: what no row refers to is to be removed at the next opening."""
_NONCE = 12
_NAME_BYTES = 16
_KEY_BITS = 256


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a row keeps of its document: file name, key (hex), SHA-256 of the original (hex) and its size in bytes."""

    name: str
    key_hex: str
    sha256: str
    size: int


class DocumentStore:
    """The documents of one client."""

    def __init__(self, folder: Path) -> None:
        """Use `folder`, made when first needed."""
        self.folder = folder
        self._in_vain: set[str] = set()
        """Files that were to be taken back while the disk refused it."""

    def put(self, original: bytes) -> Sealed:
        """Seal `original` and return what its row must keep; `StorageError` on a full disk, nothing left behind."""
        name, key = secrets.token_hex(_NAME_BYTES), AESGCM.generate_key(_KEY_BITS)
        sha256, nonce = hashlib.sha256(original).hexdigest(), secrets.token_bytes(_NONCE)
        ciphertext = AESGCM(key).encrypt(nonce, original, _associated(name, sha256))
        try:
            with translating():
                self.folder.mkdir(parents=True, exist_ok=True)
                write_whole(self.folder / name, _HEADER + nonce + ciphertext)
                reach("document: sealed")
        except StorageError as failure:
            self.take_back(name)  # it may be in place, where only the folder could not be synced
            relieve(failure, self.folder)
            raise
        return Sealed(name, key.hex(), sha256, len(original))

    def read(self, name: str, key_hex: str, sha256: str) -> bytes:
        """Return the original; `Tampered` unless file, name, key and hash belong together."""
        content = self._content(name)
        nonce, ciphertext = content[len(_HEADER) : len(_HEADER) + _NONCE], content[len(_HEADER) + _NONCE :]
        try:
            original = AESGCM(bytes.fromhex(key_hex)).decrypt(nonce, ciphertext, _associated(name, sha256))
        except (InvalidTag, ValueError) as wrong:
            raise _altered() from wrong
        if hashlib.sha256(original).hexdigest() != sha256:
            raise _altered()
        return original

    def shred(self, name: str) -> None:
        """Remove the file. Its key goes with the purge of its row; without the key, copies are unreadable too."""
        with translating():
            self._path(name).unlink(missing_ok=True)
            if self.folder.exists():
                sync_folder(self.folder)

    def take_back(self, name: str) -> None:
        """Remove a file whose row never came to be; it must not fail, so what the disk keeps now goes at the end."""
        try:
            self.shred(name)
        except StorageError:
            self._in_vain.add(name)

    def close(self) -> bool:
        """Remove once more what could not be taken back, and return whether nothing of it is left."""
        for name in tuple(self._in_vain):
            with suppress(StorageError):
                self.shred(name)
                self._in_vain.remove(name)
        return not self._in_vain

    def names(self) -> frozenset[str]:
        """Return the names of all files in the folder, unfinished ones included."""
        with translating():
            return frozenset(entry.name for entry in os.scandir(self.folder)) if self.folder.exists() else frozenset()

    def sweep(self, referenced: Iterable[str]) -> frozenset[str]:
        """Remove files no row refers to (a crash between file and row leaves them) and return their names."""
        orphans = self.names() - frozenset(referenced)
        with translating():
            for name in orphans:
                (self.folder / name).unlink(missing_ok=True)
        return orphans

    def _content(self, name: str) -> bytes:
        try:
            with translating():
                content = self._path(name).read_bytes()
        except StorageError as failure:
            if isinstance(failure.__cause__, FileNotFoundError):
                raise Tampered(
                    "The original of this document is missing.", "Restore this client from a backup."
                ) from failure
            raise
        if not content.startswith(_HEADER):
            raise _altered()
        return content

    def _path(self, name: str) -> Path:
        if Path(name).name != name or name.startswith("."):
            raise Tampered("A document's name leads out of its folder.", "Restore this client from a backup.")
        return self.folder / name


def _associated(name: str, sha256: str) -> bytes:
    return _HEADER + f"{name}:{sha256}".encode()


def _altered() -> Tampered:
    return Tampered(
        "The original of this document was altered or does not belong to it.", "Restore this client from a backup."
    )
