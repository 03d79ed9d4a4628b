"""Statements that a person signs, and how anybody checks them.

    signed bytes   "bookdesk-signature" 00 01 | domain | 00 | canonical JSON

A domain ("approval", "grant") keeps a signature given for one purpose from counting for another. Ed25519: RFC 8032.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bookdesk.core.canonical import Canonical, canonical
from bookdesk.core.identifiers import UserId
from bookdesk.security.redaction import MASK

_PREFIX = b"bookdesk-signature\x00\x01"


class Signer(Protocol):
    """Signs in a user's name."""

    @property
    def user_id(self) -> UserId:
        """Whose signature it is."""
        ...

    def sign(self, domain: str, payload: Mapping[str, object]) -> str:
        """Return the Ed25519 signature over the statement, in hex."""
        ...


class KeySigner:
    """The real signer: an Ed25519 private key in memory."""

    def __init__(self, user_id: UserId, private_key: Ed25519PrivateKey) -> None:
        """Sign as `user_id`."""
        self._user_id = user_id
        self._key = private_key

    @property
    def user_id(self) -> UserId:
        """Whose signature it is."""
        return self._user_id

    def sign(self, domain: str, payload: Mapping[str, object]) -> str:
        """Return the signature over the statement, in hex."""
        return self._key.sign(signed_bytes(domain, payload)).hex()

    def __repr__(self) -> str:
        return f"KeySigner({self._user_id}, {MASK})"


def signed_bytes(domain: str, payload: Mapping[str, object]) -> bytes:
    """Return the exact bytes that are signed."""
    return _in_domain(domain, canonical(cast("Canonical", payload)))


def verify(public_key: bytes, domain: str, payload: Mapping[str, object], signature: str) -> bool:
    """Return whether `signature` (hex) is `public_key`'s (32 raw bytes) over this statement."""
    try:
        text = canonical(cast("Canonical", payload))
    except ValueError:
        return False
    return verify_text(public_key, domain, text, signature)


def verify_text(public_key: bytes, domain: str, text: bytes, signature: str) -> bool:
    """Return the same for a statement kept as the canonical text that was signed; no other spelling verifies."""
    try:
        key = Ed25519PublicKey.from_public_bytes(public_key)
        key.verify(bytes.fromhex(signature), _in_domain(domain, text))
    except (InvalidSignature, ValueError):
        return False
    return True


def _in_domain(domain: str, text: bytes) -> bytes:
    if not domain or not domain.isascii() or "\x00" in domain:
        raise ValueError("a domain is a plain ASCII word")
    return _PREFIX + domain.encode("ascii") + b"\x00" + text
