"""The envelope in which a desk publishes what a charge does not need: lines, names, addresses, the paper itself.

AES-256-GCM under a key of this document alone. In normal mode that key lies in a box for the tenant's key, which the
portal holds, so that a page can be shown without scripts. In sealed mode it would stand in the link's fragment, which
no server is sent: the form has room for it, a portal of this version refuses to open it.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from enum import StrEnum

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bookdesk.protocol import boxes
from bookdesk.protocol.boxes import CannotOpen


class Mode(StrEnum):
    """Who can open an envelope. Values travel: add, never rename."""

    NORMAL = "normal"
    SEALED = "sealed"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Closed content: `nonce` and `content` in URL-safe base64, `key` the box with its key (empty in sealed mode)."""

    mode: Mode
    nonce: str
    content: str
    key: str = ""

    def __post_init__(self) -> None:
        """Refuse a mode without, or with, the box that it must, or must not, carry."""
        if (self.mode is Mode.NORMAL) != bool(self.key):
            raise ValueError("an envelope carries its key in normal mode, and only there")


@dataclass(frozen=True, slots=True)
class Chance:
    """The randomness of one envelope, used once: document key (32 bytes), two nonces (12 bytes), the box's own key."""

    key: bytes
    nonce: bytes
    box_nonce: bytes
    box_key: X25519PrivateKey


def place(tenant: str, what: str, subject: str, version: int) -> str:
    """Return the context that binds an envelope to its place: the same content elsewhere does not open."""
    return f"{tenant}/{what}/{subject}/{version}"


def close(content: bytes, context: str, tenant_key: str, chance: Chance) -> Envelope:
    """Close content in normal mode for the holder of `tenant_key` (hex)."""
    sealed = AESGCM(chance.key).encrypt(chance.nonce, content, context.encode())
    box = boxes.seal(tenant_key, context, chance.key, chance.box_key, chance.box_nonce)
    return Envelope(Mode.NORMAL, _text(chance.nonce), _text(sealed), box)


def opened(envelope: Envelope, context: str, key: X25519PrivateKey) -> bytes:
    """Return the content; `CannotOpen` in sealed mode, for another place, another key, or one that was changed."""
    if envelope.mode is not Mode.NORMAL:
        raise CannotOpen("This document is closed for all but its reader.", "Ask for it to be sent by mail.")
    document_key = boxes.unseal(key, context, envelope.key)
    try:
        return AESGCM(document_key).decrypt(_raw(envelope.nonce), _raw(envelope.content), context.encode())
    except (InvalidTag, ValueError, binascii.Error) as refusal:
        raise CannotOpen("A published document was changed on its way.", "Publish it again from the desk.") from refusal


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode("ascii")


def _raw(text: str) -> bytes:
    return base64.b64decode(text, altchars=b"-_", validate=True)
