"""One spelling of structured content, so that its hash and its signature mean the same on every machine.

The spelling is JSON as RFC 8785 writes it for the values allowed here: objects sorted by key (code units), lists,
text in Unicode NFC, true, false and null, and integers within +-(2^53 - 1). Amounts travel as text; there are no
other numbers, so that no reader can round one.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence

Canonical = Mapping[str, "Canonical"] | Sequence["Canonical"] | str | int | bool | None

_LARGEST = 2**53 - 1


def canonical(value: Canonical) -> bytes:
    """Return `value` as canonical JSON in UTF-8; `TypeError` or `ValueError` for what has no such form."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def digest(purpose: str, version: int, value: Canonical) -> str:
    """Return the hash of `value` as hex: the version byte, then SHA-256 over purpose, version and canonical JSON.

    The purpose keeps hashes of different kinds apart, the version lets the content of a kind grow.
    """
    head = purpose.encode() + bytes((0, version))
    return f"{version:02x}{hashlib.sha256(head + canonical(value)).hexdigest()}"


def _plain(value: Canonical) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, int):
        if abs(value) > _LARGEST:
            raise ValueError("an integer beyond 2^53 travels as text")
        return value
    if isinstance(value, Mapping):
        members = {unicodedata.normalize("NFC", key): member for key, member in value.items()}
        if len(members) != len(value):
            raise ValueError("two keys are one in Unicode NFC")
        return {key: _plain(members[key]) for key in sorted(members, key=lambda key: key.encode("utf-16-be"))}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")
