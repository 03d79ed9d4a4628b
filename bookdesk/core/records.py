"""Frozen dataclasses as JSON and back, strictly: what another process or a file says is checked, never trusted.

Decimals travel as plain decimal text, dates and instants (aware) as ISO text, tuples as lists, enums as their values.
Decoding refuses unknown and missing keys, wrong types, non-finite numbers and exponents, so that a process that was
taken over or went mad cannot hand in anything but a well-formed record.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

_Record = TypeVar("_Record")
_DECIMAL = re.compile(r"-?[0-9]{1,24}(\.[0-9]{1,24})?", re.ASCII)


class MalformedRecord(ValueError):
    """The data is not such a record; the message names the place."""


def to_data(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """Return `value` (a dataclass, or anything it may hold) as JSON-ready data."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [to_data(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value


def from_data(record: type[_Record], data: object) -> _Record:
    """Return the `record` that `to_data` gave as `data`; `MalformedRecord` for anything else."""
    return _dataclass(record, data, record.__name__)


@cache
def _hints(record: Hashable) -> dict[str, Any]:
    return get_type_hints(record)


def _dataclass(record: type[_Record], data: object, where: str) -> _Record:
    if not isinstance(data, Mapping):
        raise MalformedRecord(f"{where} is not an object")
    known = {field.name: field for field in fields(record)}  # type: ignore[arg-type] # only dataclasses come here
    if unknown := [key for key in data if key not in known]:
        raise MalformedRecord(f"{where} has an unknown key {unknown[0]!r:.60}")
    values, hints = {}, _hints(cast("Hashable", record))
    for name, field in known.items():
        if name in data:
            values[name] = _value(hints[name], data[name], f"{where}.{name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise MalformedRecord(f"{where}.{name} is missing")
    try:
        return record(**values)
    except ValueError as refusal:
        raise MalformedRecord(f"{where}: {refusal}") from refusal


def _value(hint: Any, data: object, where: str) -> Any:  # noqa: ANN401 - hints are of any shape
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _optional(hint, data, where)
    if origin is tuple:
        return _tuple(hint, data, where)
    if isinstance(hint, type) and is_dataclass(hint):
        return _dataclass(hint, data, where)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _member(hint, data, where)
    return _scalar(hint, data, where)


def _optional(hint: Any, data: object, where: str) -> Any:  # noqa: ANN401 - hints are of any shape
    inner = [arm for arm in get_args(hint) if arm is not NoneType]
    if len(inner) != 1:
        raise TypeError(f"{where}: only X | None can be decoded")
    return None if data is None else _value(inner[0], data, where)


def _tuple(hint: Any, data: object, where: str) -> tuple[Any, ...]:  # noqa: ANN401 - hints are of any shape
    arms = get_args(hint)
    if not isinstance(data, list):
        raise MalformedRecord(f"{where} is not a list")
    if arms[1:] == (...,):
        return tuple(_value(arms[0], item, f"{where}[{index}]") for index, item in enumerate(data))
    if len(data) != len(arms):
        raise MalformedRecord(f"{where} has {len(data)} items instead of {len(arms)}")
    return tuple(_value(arm, item, where) for arm, item in zip(arms, data, strict=True))


def _member(hint: type[StrEnum], data: object, where: str) -> StrEnum:
    try:
        return hint(str(data))
    except ValueError as unknown:
        raise MalformedRecord(f"{where} is none of the known values") from unknown


def _scalar(hint: Any, data: object, where: str) -> Any:  # noqa: ANN401 - hints are of any shape
    if hint is float and type(data) in (int, float):
        return _finite(data, where)
    if hint in (str, int, bool) and type(data) is hint:
        return data
    if hint is Decimal and isinstance(data, str) and _DECIMAL.fullmatch(data):
        return Decimal(data)
    if hint in (date, datetime) and isinstance(data, str):
        return _date(data, where) if hint is date else _instant(data, where)
    raise MalformedRecord(f"{where} is not a {getattr(hint, '__name__', hint)}")


def _finite(data: object, where: str) -> float:
    number = float(str(data))
    if not math.isfinite(number):
        raise MalformedRecord(f"{where} is not a finite number")
    return number


def _date(data: str, where: str) -> date:
    try:
        return date.fromisoformat(data)
    except ValueError as wrong:
        raise MalformedRecord(f"{where} is not an ISO date") from wrong


def _instant(data: str, where: str) -> datetime:
    """Return an instant spelled as `datetime.isoformat` does, with its offset; no other spelling is one."""
    try:
        instant = datetime.fromisoformat(data)
    except ValueError as wrong:
        raise MalformedRecord(f"{where} is not an ISO instant") from wrong
    if instant.tzinfo is None or instant.isoformat() != data:
        raise MalformedRecord(f"{where} is not an ISO instant with its offset")
    return instant
