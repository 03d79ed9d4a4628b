"""Statements that a desk or the portal signs towards the other, and how they are checked.

    signed bytes   "bookdesk-portal" 00 01 | purpose | 00 | canonical JSON

A purpose ("request", "page", "answer") keeps a signature given for one thing from counting for another; the prefix
keeps it apart from the signatures of people within a practice. Ed25519: RFC 8032. Public keys travel as 64 hex digits.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bookdesk.core.canonical import Canonical, canonical, digest

REQUEST, PAGE, ANSWER = "request", "page", "answer"
"""What is signed: a desk's request, the portal's page of events, the portal's answer to commands."""

_PREFIX = b"bookdesk-portal\x00\x01"


def sign(key: Ed25519PrivateKey, purpose: str, statement: Canonical) -> str:
    """Return the signature over the statement, in hex."""
    return key.sign(signed_bytes(purpose, statement)).hex()


def verify(public_key: str, purpose: str, statement: Canonical, signature: str) -> bool:
    """Return whether `signature` (hex) is `public_key`'s (hex) over this statement; nonsense is simply not."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
        key.verify(bytes.fromhex(signature), signed_bytes(purpose, statement))
    except (InvalidSignature, ValueError):
        return False
    return True


def signed_bytes(purpose: str, statement: Canonical) -> bytes:
    """Return the exact bytes that are signed; `ValueError` for a purpose that is no plain word."""
    if not purpose.isascii() or not purpose.isalpha():
        raise ValueError("a purpose is a plain ASCII word")
    return _PREFIX + purpose.encode("ascii") + b"\x00" + canonical(statement)


def public_of(key: Ed25519PrivateKey) -> str:
    """Return the public key as it travels."""
    return key.public_key().public_bytes_raw().hex()


def fingerprint(public_key: str) -> str:
    """Return what two people compare aloud: five groups of four hex digits of the key's hash."""
    found = digest("portal-key", 1, public_key)[2:22]
    return "-".join(found[start : start + 4] for start in range(0, len(found), 4))
