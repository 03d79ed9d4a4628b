"""What a seal hashes: SHA-256 over each row's salt and body, then over the set's header and its rows' digests.

Canonical JSON is UTF-8 without spaces. The header holds the previous hash of the same device, so sets form one
chain a device. A purge may remove a row's salt and body: its digest stays, and with it the chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass

GENESIS = "0" * 64
_DOMAIN = b"bookdesk change set 1\n"


@dataclass(frozen=True, slots=True)
class Header:
    """What a set says of itself, in the order that is hashed. `made_at` is the stored text."""

    id: str
    actor: str
    device: str
    device_counter: int
    origin: str
    origin_id: str | None
    action: str
    reason: str
    schema_revision: str
    made_at: str
    previous: str


def row_digest(salt: str, tbl: str, pk: str, before: str | None, after: str | None) -> str:
    """Return the hex digest of one row image: sha256(salt || body)."""
    return hashlib.sha256(salt.encode() + _canonical([tbl, pk, before, after])).hexdigest()


def set_hash(header: Header, digests: Iterable[str]) -> str:
    """Return the hex hash of a set with its rows' digests in order."""
    running = hashlib.sha256(_DOMAIN + _canonical(astuple(header)))
    for digest in digests:
        running.update(bytes.fromhex(digest))
    return running.hexdigest()


def _canonical(values: Sequence[object]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
