"""One byte form of a statement, so that a signature does not depend on who wrote it down.

RFC 8785 (JSON canonicalisation) narrowed to what we sign: text, integers, yes and no, null, lists, objects. Text is
brought to Unicode NFC first, since a Mac and a PC write the same name differently. No fractions: amounts are text.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence

LARGEST_INTEGER = 2**53 - 1
"""RFC 8785 writes numbers as IEEE doubles; beyond this they would not be exact, so we refuse them."""


def canonical(payload: Mapping[str, object]) -> bytes:
    """Return the canonical UTF-8 form; `TypeError` or `ValueError` for what has none (a defect of the caller)."""
    return _text(_plain(payload)).encode("utf-8")


def digest(payload: Mapping[str, object]) -> str:
    """Return the SHA-256 of the canonical form in hex."""
    return hashlib.sha256(canonical(payload)).hexdigest()


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _plain(value: object) -> object:
    """Normalise text, sort keys, and refuse every type that could be written in two ways."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, int):
        return _exact(value)
    if isinstance(value, Mapping):
        return _object(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _exact(value: int) -> int:
    if abs(value) > LARGEST_INTEGER:
        raise ValueError("an integer beyond 2^53 - 1 is written as text")
    return value


def _object(value: Mapping[object, object]) -> dict[str, object]:
    """Keys in order of their UTF-16 code units (RFC 8785, 3.2.3)."""
    pairs: dict[str, object] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError("a key is text")
        name = unicodedata.normalize("NFC", key)
        if name in pairs:
            raise ValueError(f"two keys are written {name!r}")
        pairs[name] = _plain(item)
    return dict(sorted(pairs.items(), key=lambda pair: pair[0].encode("utf-16-be")))
