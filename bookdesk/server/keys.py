"""The portal's own keys, in one file beside the database, for its user alone: without it the database tells little.

`signing` signs pages and answers, `master` closes the private key of each tenant, `forms` keys the pages' tokens and
the hashes of one-time codes. Several processes of one portal share the file.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bookdesk.core.errors import StorageError, Tampered

_NONCE = 12
_LENGTH = 32


@dataclass(frozen=True, slots=True)
class PortalKeys:
    """Three secrets of 32 bytes."""

    signing_seed: bytes
    master: bytes
    forms: bytes

    def __repr__(self) -> str:
        return "PortalKeys(***)"

    @property
    def signing(self) -> Ed25519PrivateKey:
        """The key that signs pages and answers."""
        return Ed25519PrivateKey.from_private_bytes(self.signing_seed)

    def wrap(self, tenant: str, key: X25519PrivateKey, nonce: bytes) -> str:
        """Close a tenant's private key; `nonce` (12 bytes) serves once."""
        return (nonce + AESGCM(self.master).encrypt(nonce, key.private_bytes_raw(), tenant.encode())).hex()

    def unwrap(self, tenant: str, wrapped: str) -> X25519PrivateKey:
        """Return a tenant's private key; `Tampered` where it was closed under other keys."""
        raw = bytes.fromhex(wrapped)
        try:
            plain = AESGCM(self.master).decrypt(raw[:_NONCE], raw[_NONCE:], tenant.encode())
        except InvalidTag as refusal:
            raise Tampered(
                "The portal's keys do not fit its database.", "Put back the key file that was saved with it."
            ) from refusal
        return X25519PrivateKey.from_private_bytes(plain)


def load_or_make(file: Path) -> PortalKeys:
    """Return the keys in a file, made now where there is none; two that start at once agree on one file."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not file.exists():
        made = PortalKeys(os.urandom(_LENGTH), os.urandom(_LENGTH), os.urandom(_LENGTH))
        aside = file.with_name(f"{file.name}.{os.getpid()}.{os.urandom(4).hex()}")
        _write(aside, to_text(made))
        try:
            os.link(aside, file)  # unlike a rename, it never takes the place of what another has just made
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return from_text(file.read_text("ascii"))


def to_text(keys: PortalKeys) -> str:
    """Return the keys as their file holds them."""
    return json.dumps({"signing": keys.signing_seed.hex(), "master": keys.master.hex(), "forms": keys.forms.hex()})


def from_text(text: str) -> PortalKeys:
    """Return the keys of such a text; `StorageError` for anything else."""
    try:
        data = json.loads(text)
        keys = PortalKeys(*(bytes.fromhex(data[name]) for name in ("signing", "master", "forms")))
    except (ValueError, KeyError, TypeError) as refusal:
        raise StorageError("The portal's key file is damaged.", "Put it back from a backup.") from refusal
    if {len(keys.signing_seed), len(keys.master), len(keys.forms)} != {_LENGTH}:
        raise StorageError("The portal's key file is damaged.", "Put it back from a backup.")
    return keys


def replace(file: Path, keys: PortalKeys) -> None:
    """Put keys in the place of those in a file."""
    aside = file.with_name(f"{file.name}.{os.getpid()}")
    _write(aside, to_text(keys))
    aside.replace(file)


def _write(file: Path, text: str) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as written:
        written.write(text)
        written.flush()
        os.fsync(written.fileno())
