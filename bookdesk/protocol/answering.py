"""The portal's signature on each of its answers: that it, and nobody in between, said this, to just this request.

    BookDesk-Answer: v1 signature

Signed are the SHA-256 of what was asked (the envelope of the request as it came; where a device shows its one-time code
and has none, the body), the status of HTTP and the SHA-256 of the body. An envelope is unlike any other, so an answer
that was recorded answers nothing else. Words after the signature are for later versions and are left alone.
"""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bookdesk.core.canonical import Canonical
from bookdesk.protocol import signing

HEADER = "BookDesk-Answer"
"""Name of the header field that carries the signature."""
_VERSION = "v1"


def sealed(key: Ed25519PrivateKey, asked: bytes, status: int, body: bytes) -> str:
    """Sign an answer to what was `asked`; returns the value of the header."""
    return f"{_VERSION} {signing.sign(key, signing.ANSWER, _said(asked, status, body))}"


def is_sealed(public_key: str, asked: bytes, status: int, body: bytes, header: str) -> bool:
    """Return whether the header is the signature of `public_key` (hex) over this answer to what was `asked`."""
    version, _, rest = header.partition(" ")
    signature = rest.partition(" ")[0]
    return version == _VERSION and signing.verify(public_key, signing.ANSWER, _said(asked, status, body), signature)


def _said(asked: bytes, status: int, body: bytes) -> dict[str, Canonical]:
    return {"request": hashlib.sha256(asked).hexdigest(), "status": status, "body": hashlib.sha256(body).hexdigest()}
