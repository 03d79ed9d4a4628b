"""A box that only the holder of one key can open: what a desk hands to the portal through hands of others.

X25519 with a fresh key per box, HKDF-SHA256 (RFC 5869) over the shared secret and both public keys, AES-256-GCM. The
context says what is inside and for whom, so that a box cannot be put in another's place. As it travels (URL-safe
base64): public key of the box (32) | nonce (12) | ciphertext with tag.
"""

from __future__ import annotations

import base64
import binascii

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bookdesk.core.errors import Tampered

_PUBLIC, _NONCE, _TAG = 32, 12, 16


class CannotOpen(Tampered):
    """A box or envelope is not for this key, not for this place, or was changed."""


def seal(public_key: str, context: str, content: bytes, fresh: X25519PrivateKey, nonce: bytes) -> str:
    """Close `content` for the holder of `public_key` (hex); `fresh` and `nonce` (12 bytes) serve this box only."""
    own = fresh.public_key().public_bytes_raw()
    shared = fresh.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(public_key)))
    sealed = AESGCM(_key(shared, own, bytes.fromhex(public_key))).encrypt(nonce, content, context.encode())
    return base64.urlsafe_b64encode(own + nonce + sealed).decode("ascii")


def unseal(key: X25519PrivateKey, context: str, box: str) -> bytes:
    """Return what is in a box; `CannotOpen` for one that is not for this key and context."""
    raw = _decoded(box)
    own, nonce, sealed = raw[:_PUBLIC], raw[_PUBLIC : _PUBLIC + _NONCE], raw[_PUBLIC + _NONCE :]
    try:
        shared = key.exchange(X25519PublicKey.from_public_bytes(own))
        return AESGCM(_key(shared, own, key.public_key().public_bytes_raw())).decrypt(nonce, sealed, context.encode())
    except (InvalidTag, ValueError) as refusal:
        raise _cannot() from refusal


def public_of(key: X25519PrivateKey) -> str:
    """Return the public key as it travels: 64 hex digits."""
    return key.public_key().public_bytes_raw().hex()


def _decoded(box: str) -> bytes:
    try:
        raw = base64.b64decode(box, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as refusal:
        raise _cannot() from refusal
    if len(raw) < _PUBLIC + _NONCE + _TAG:
        raise _cannot()
    return raw


def _cannot() -> CannotOpen:
    return CannotOpen("What was sent closed cannot be opened here.", "Pair the desk with this portal anew.")


def _key(shared: bytes, own: bytes, public: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=own + public, info=b"bookdesk-portal-box\x00\x01").derive(shared)
