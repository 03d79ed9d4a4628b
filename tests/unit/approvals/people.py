"""Four people with real keys, and whoever checks what they signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bookdesk.core.identifiers import UserId
from bookdesk.security.roles import Permission
from bookdesk.security.signatures import KeySigner, verify

PEOPLE = ("maker", "ann", "bob", "cara")
KEYS = {name: Ed25519PrivateKey.from_private_bytes(bytes([at + 1]) * 32) for at, name in enumerate(PEOPLE)}


@dataclass(frozen=True)
class Keys:
    """Certified keys of the people, who of them owns the practice, and who works for the client."""

    owners: frozenset[str] = frozenset({"maker"})
    working: frozenset[str] = frozenset(PEOPLE)
    without: Mapping[str, frozenset[Permission]] = field(default_factory=dict)
    """What somebody may not, who may all else."""
    written: tuple[datetime, ...] = ()
    """When the practice's own file was written to."""

    def owns(self, user_id: str) -> bool:
        return user_id in self.owners

    def later_than(self, instant: datetime) -> tuple[datetime, ...]:
        return tuple(one for one in self.written if one > instant)

    def workers(self, client_id: str) -> frozenset[str]:
        del client_id
        return self.working

    def holds(self, user_id: str, permission: Permission, client_id: str, at: datetime) -> bool:
        del client_id, at
        return permission not in self.without.get(user_id, ())

    def counts(self, user_id: str, permission: Permission, client_id: str, at: datetime) -> bool:
        return self.holds(user_id, permission, client_id, at)

    def verify(
        self, user_id: str, domain: str, payload: Mapping[str, object], signature: str, *, at: datetime | None = None
    ) -> bool:
        del at
        public = KEYS[user_id].public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return verify(public, domain, payload, signature)


def signer(name: str) -> KeySigner:
    """Return how one of them signs."""
    return KeySigner(UserId(name), KEYS[name])
