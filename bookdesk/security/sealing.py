"""Symmetric and sealed-box encryption, each with a version byte and bound to what it is for.

    sealed value   version(1)=1 | nonce(12) | AES-256-GCM ciphertext and tag
    sealed box     version(1)=1 | ephemeral X25519 public key(32) | AES-256-GCM ciphertext and tag

A value's key is HKDF-SHA256 of the parent key with info `bookdesk/<purpose>/v1`; its associated data are the version
byte, that info, a zero byte and the context. A box's key and nonce (32 + 12 bytes) are HKDF-SHA256 of the X25519
secret, salt = ephemeral and recipient's public keys, same info: the key is used once, so the nonce need not be sent.
Primitives: RFC 5869 (HKDF), RFC 7748 (X25519), NIST SP 800-38D (GCM).
"""

from __future__ import annotations

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bookdesk.core.errors import StorageError, Tampered

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
_VERSION: Final = b"\x01"


def new_key() -> bytes:
    """Return 256 random bits from the operating system."""
    return os.urandom(KEY_BYTES)


def info(purpose: str) -> bytes:
    """Return the HKDF info of a purpose: `bookdesk/<purpose>/v1`."""
    return f"bookdesk/{purpose}/v1".encode()


def derive(key: bytes, purpose: str, *, salt: bytes = b"", length: int = KEY_BYTES) -> bytes:
    """Return a key for one purpose from a parent key (HKDF-SHA256)."""
    return HKDF(algorithm=SHA256(), length=length, salt=salt or None, info=info(purpose)).derive(key)


def seal(key: bytes, purpose: str, plain: bytes, context: bytes = b"") -> bytes:
    """Encrypt `plain` under a key derived from `key`; only the same purpose and context open it."""
    nonce = os.urandom(NONCE_BYTES)
    return _VERSION + nonce + AESGCM(derive(key, purpose)).encrypt(nonce, plain, _bound(purpose, context))


def unseal(key: bytes, purpose: str, sealed: bytes, context: bytes = b"") -> bytes:
    """Decrypt what `seal` made; `Tampered` if it was altered or moved."""
    body = _body(sealed)
    nonce, ciphertext = body[:NONCE_BYTES], body[NONCE_BYTES:]
    return _decrypt(derive(key, purpose), nonce, ciphertext, _bound(purpose, context))


def seal_to(public_key: bytes, purpose: str, plain: bytes, context: bytes = b"") -> bytes:
    """Encrypt `plain` so that only the holder of the X25519 private key reads it."""
    ephemeral = X25519PrivateKey.generate()
    return sealed_box(ephemeral, public_key, purpose, plain, context)


def sealed_box(
    ephemeral: X25519PrivateKey, public_key: bytes, purpose: str, plain: bytes, context: bytes = b""
) -> bytes:
    """Build the box with a given ephemeral key, which must never be used twice (`seal_to` makes it)."""
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public_key))
    sender = ephemeral.public_key().public_bytes_raw()
    key, nonce = _single_use(shared, sender + public_key, purpose)
    return _VERSION + sender + AESGCM(key).encrypt(nonce, plain, _bound(purpose, context))


def open_box(private_key: X25519PrivateKey, purpose: str, box: bytes, context: bytes = b"") -> bytes:
    """Decrypt what was sealed to `private_key`'s owner; `Tampered` if it was altered, moved or not for him."""
    body = _body(box)
    sender, ciphertext = body[:KEY_BYTES], body[KEY_BYTES:]
    own = private_key.public_key().public_bytes_raw()
    try:
        shared = private_key.exchange(X25519PublicKey.from_public_bytes(sender))
    except ValueError as error:  # too short, or a point of small order
        raise _damaged() from error
    key, nonce = _single_use(shared, sender + own, purpose)
    return _decrypt(key, nonce, ciphertext, _bound(purpose, context))


def _single_use(shared: bytes, salt: bytes, purpose: str) -> tuple[bytes, bytes]:
    material = derive(shared, purpose, salt=salt, length=KEY_BYTES + NONCE_BYTES)
    return material[:KEY_BYTES], material[KEY_BYTES:]


def _bound(purpose: str, context: bytes) -> bytes:
    return _VERSION + info(purpose) + b"\x00" + context


def _body(sealed: bytes) -> bytes:
    if not sealed:
        raise _damaged()
    if sealed[:1] != _VERSION:
        raise StorageError("This was encrypted by a newer BookDesk.", "Update BookDesk on this computer.")
    return sealed[1:]


def _decrypt(key: bytes, nonce: bytes, ciphertext: bytes, bound: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(nonce, ciphertext, bound)
    except (InvalidTag, ValueError) as error:  # ValueError: a nonce cut short
        raise _damaged() from error


def _damaged() -> Tampered:
    return Tampered(
        "A sealed value was altered or belongs elsewhere.",
        "Bring the last backup back, and have the practice checked.",
        command="bookdesk restore --from FOLDER; bookdesk verify",
    )
