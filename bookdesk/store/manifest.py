"""What a backup says of itself, sealed: every file with its size and hash, and the heads of each client's history.

Layout of the file: magic `BDBAK`, version byte 1, 12-byte nonce, AES-256-GCM ciphertext of canonical JSON.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bookdesk.core.errors import Locked, StorageError
from bookdesk.store.errors import translating
from bookdesk.store.files import write_whole
from bookdesk.store.history import Head

_MAGIC = b"BDBAK"
_HEADER = _MAGIC + b"\x01"
_NONCE = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the backup: its path in the practice (with `/`), size in bytes and SHA-256 (hex)."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """One backup. `heads` has the history's heads by database path; `left_out` the clients whose key was not given.

    `doubtful` are clients of which the document that was tried did not open, as it did not in the practice itself.
    """

    made_at: str
    entries: tuple[Entry, ...]
    heads: dict[str, tuple[Head, ...]]
    left_out: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()

    @property
    def clients(self) -> frozenset[str]:
        """The ids of the clients in it."""
        return frozenset(path.split("/")[1] for path in self.heads if path.startswith("clients/"))

    @property
    def size(self) -> int:
        """How many bytes all of it has, brought back."""
        return sum(entry.size for entry in self.entries)


def write_manifest(path: Path, manifest: Manifest, key: bytes) -> None:
    """Seal `manifest` under the 32-byte `key`: written last, so a folder without one is no backup."""
    body = json.dumps(asdict(manifest), sort_keys=True, separators=(",", ":")).encode()
    nonce = secrets.token_bytes(_NONCE)
    with translating():
        write_whole(path, _HEADER + nonce + AESGCM(key).encrypt(nonce, body, _HEADER))


def read_manifest(path: Path, key: bytes) -> Manifest:
    """Open a manifest; `Locked` if the key is wrong, `StorageError` if there is none or it is of a newer program."""
    with translating():
        content = path.read_bytes()
    if not content.startswith(_MAGIC):
        raise StorageError("This is no backup of BookDesk.", "Choose the folder that a backup was written to.")
    if not content.startswith(_HEADER):
        raise StorageError("This backup was made by a newer BookDesk.", "Install the newer version to restore it.")
    nonce, ciphertext = content[len(_HEADER) : len(_HEADER) + _NONCE], content[len(_HEADER) + _NONCE :]
    try:
        body = AESGCM(key).decrypt(nonce, ciphertext, _HEADER)
    except (InvalidTag, ValueError) as wrong:
        raise Locked(
            "The key does not open this backup.", "Use the passphrase of the practice it was made of."
        ) from wrong
    return _from_json(json.loads(body))


def read_manifest_by(path: Path, keys: Sequence[bytes]) -> Manifest:
    """Open a manifest by the first of several keys that does; raises as `read_manifest` does where none does."""
    for key in keys[:-1]:
        with suppress(Locked):
            return read_manifest(path, key)
    return read_manifest(path, keys[-1])


def _from_json(data: Any) -> Manifest:  # noqa: ANN401 - our own JSON, authenticated above
    return Manifest(
        made_at=data["made_at"],
        entries=tuple(Entry(**entry) for entry in data["entries"]),
        heads={path: tuple(Head(**head) for head in heads) for path, heads in data["heads"].items()},
        left_out=tuple(data["left_out"]),
        doubtful=tuple(data.get("doubtful", ())),
    )
