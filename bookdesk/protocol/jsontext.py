"""JSON as it travels: compact, keys in order, text exactly as it is (what is signed is spelled by `core.canonical`)."""

from __future__ import annotations

import json

from bookdesk.core.records import MalformedRecord


def dumps(data: object) -> str:
    """Return data as JSON text; `ValueError` for numbers that JSON does not know."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


def loads(text: str | bytes) -> object:
    """Read JSON; `MalformedRecord` for what is none, nests without end, or holds half a letter (a lone surrogate)."""
    try:
        data: object = json.loads(text, parse_constant=_refuse)
        if "\\u" in (text if isinstance(text, str) else text.decode()):
            dumps(data).encode()
    except (ValueError, RecursionError) as refusal:
        raise MalformedRecord("what came is not JSON") from refusal
    return data


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is not a number in JSON")
