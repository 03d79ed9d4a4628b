"""What a user is, in keys: one to sign with, one to receive keys with, and the practice root he trusts.

    bundle   version(1)=1 | user id(16) | Ed25519 seed(32) | X25519 private key(32) | root's Ed25519 public key(32)

The root key stands inside, under the user's own passphrase, so that nobody who merely holds the practice's key can
put another root in its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from bookdesk.core.errors import StorageError
from bookdesk.core.identifiers import UserId
from bookdesk.security.redaction import MASK
from bookdesk.security.sealing import open_box

_VERSION: Final = 1
_LENGTH: Final = 1 + 16 + 3 * 32


@dataclass(frozen=True, slots=True, eq=False)
class UserBundle:
    """The private keys of one user, or of the recovery key."""

    user_id: UserId
    signing: Ed25519PrivateKey
    boxing: X25519PrivateKey
    root_key: bytes

    @classmethod
    def generate(cls, user_id: UserId, root_key: bytes) -> UserBundle:
        """Make the keys of a new user of the practice with this root public key."""
        return cls(user_id, Ed25519PrivateKey.generate(), X25519PrivateKey.generate(), root_key)

    @classmethod
    def decode(cls, packed: bytes) -> UserBundle:
        """Read the layout above."""
        if len(packed) != _LENGTH or packed[0] != _VERSION:
            raise StorageError("The keys of this user have an unknown form.", "Update BookDesk on this computer.")
        return cls(
            UserId(str(UUID(bytes=packed[1:17]))),
            Ed25519PrivateKey.from_private_bytes(packed[17:49]),
            X25519PrivateKey.from_private_bytes(packed[49:81]),
            packed[81:113],
        )

    def encode(self) -> bytes:
        """Write the layout above; the result is secret."""
        seeds = self.signing.private_bytes_raw() + self.boxing.private_bytes_raw()
        return bytes([_VERSION]) + UUID(self.user_id).bytes + seeds + self.root_key

    @property
    def sign_key(self) -> bytes:
        """The public half that others check signatures with."""
        return self.signing.public_key().public_bytes_raw()

    @property
    def box_key(self) -> bytes:
        """The public half that others seal keys to."""
        return self.boxing.public_key().public_bytes_raw()

    def open(self, purpose: str, box: bytes, context: bytes) -> bytes:
        """Open a box that was sealed to this user."""
        return open_box(self.boxing, purpose, box, context)

    def __repr__(self) -> str:
        return f"UserBundle({self.user_id}, {MASK})"
