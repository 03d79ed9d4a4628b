"""JSON whose numbers are exact decimals in both directions: `1.10` stays 1.10 and never becomes a float."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

Object = dict[str, Any]
"""A JSON object as read: numbers with a fraction are `Decimal`."""


def loads(text: str | bytes) -> object:
    """Read JSON (RFC 8259); `ValueError` if it is none, or holds NaN or Infinity."""
    return json.loads(text, parse_float=Decimal, parse_constant=_refuse)


def dumps(value: object) -> str:
    """Write compact JSON in the order given; `TypeError` for a float or anything JSON does not know."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(str(key))}:{dumps(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return "[" + ",".join(dumps(item) for item in value) + "]"
    if value is None or isinstance(value, str | bool | int):
        return json.dumps(value, ensure_ascii=False)
    raise TypeError(f"{type(value).__name__} has no exact JSON form")


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is not a number in JSON")
