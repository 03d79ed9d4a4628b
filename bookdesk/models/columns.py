"""Column idioms. Every type is TEXT or INTEGER, so that STRICT tables keep exactly what was put in.

Identifier, reference(t): UUIDv7 text, own or of another row (deferred key, never cascading).
Minor: money as integer minor units, its currency in the same row. Micro, Rate: x 10^-6 and x 10^-10.
Day, Instant: ISO date; UTC instant with microseconds, sortable as text. Flag, Json: 0 or 1; canonical text.
member(E): the value of a StrEnum; one_of(column, E) lets the database refuse unknown ones.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from sqlalchemy import CheckConstraint, ForeignKey, Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator

from bookdesk.core.money import MICRO, RATE_SCALE

JsonValue = Mapping[str, "JsonValue"] | Sequence["JsonValue"] | str | int | bool | None


class DayType(TypeDecorator[date]):
    """A plain accounting date as ISO text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """Store `2026-06-30`; an instant is refused, since it has no date without a zone."""
        del dialect
        if isinstance(value, datetime):
            raise TypeError("an accounting date is a date, not an instant")
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any | None, dialect: Dialect) -> date | None:  # noqa: ANN401 - SQLAlchemy's own signature
        """Read it back."""
        del dialect
        return None if value is None else date.fromisoformat(value)


class InstantType(TypeDecorator[datetime]):
    """A UTC instant as `2026-06-30T01:02:03.000004Z`: fixed width, so that text order is time order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Store the instant; a naive one is refused."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("an instant carries its time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401 - SQLAlchemy's own signature
        """Read it back, aware."""
        del dialect
        return None if value is None else datetime.fromisoformat(value)


class FlagType(TypeDecorator[bool]):
    """Yes or no as 1 or 0."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:  # noqa: FBT001 - SQLAlchemy's own signature
        """Store 1 or 0."""
        del dialect
        return None if value is None else int(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> bool | None:  # noqa: ANN401 - SQLAlchemy's own signature
        """Read it back."""
        del dialect
        return None if value is None else bool(value)


class JsonType(TypeDecorator[JsonValue]):
    """Canonical JSON: sorted keys, no spaces, no floats from us (amounts in JSON are strings)."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: JsonValue, dialect: Dialect) -> str | None:
        """Store canonical text."""
        del dialect
        return None if value is None else json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> JsonValue:  # noqa: ANN401 - SQLAlchemy's own signature
        """Read it back; a number with a fraction becomes a Decimal, never a float."""
        del dialect
        return None if value is None else json.loads(value, parse_float=Decimal)


class ScaledType(TypeDecorator[Decimal]):
    """An exact decimal kept as an integer of a fixed scale."""

    impl = Integer
    cache_ok = True

    def __init__(self, scale: int) -> None:
        """Keep values as multiples of 1/`scale`."""
        super().__init__()
        self.scale = scale

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """Store the integer; a value with more decimals than the scale is refused, not rounded."""
        del dialect
        if value is None:
            return None
        scaled = Decimal(value) * self.scale
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more decimals than are kept")
        return int(scaled)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:  # noqa: ANN401 - SQLAlchemy's own signature
        """Read it back exactly."""
        del dialect
        return None if value is None else Decimal(value) / self.scale


class EnumType(TypeDecorator[StrEnum]):
    """A StrEnum stored by value."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        """Accept members of `kind` only."""
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        """Store the member's value."""
        del dialect
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> StrEnum | None:  # noqa: ANN401 - SQLAlchemy's own signature
        """Read the member back."""
        del dialect
        return None if value is None else self.kind(value)


Identifier = Annotated[str, mapped_column(Text, primary_key=True)]
Minor = Annotated[int, mapped_column(Integer)]
Micro = Annotated[Decimal, mapped_column(ScaledType(MICRO))]
Rate = Annotated[Decimal, mapped_column(ScaledType(RATE_SCALE))]
Day = Annotated[date, mapped_column(DayType)]
Instant = Annotated[datetime, mapped_column(InstantType)]
Flag = Annotated[bool, mapped_column(FlagType)]
Json = Annotated[JsonValue, mapped_column(JsonType)]
Currency = Annotated[str, mapped_column(Text)]


def member(kind: type[StrEnum], **options: Any) -> MappedColumn[Any]:  # noqa: ANN401 - passed on to mapped_column
    """Return a column that holds a member of `kind`."""
    return mapped_column(EnumType(kind), **options)


PART = "part"
"""Marks, in a key's `info`, that it leads to the whole."""


def reference(target: str) -> ForeignKey:
    """Return a key to `table.id` that is checked at commit and never cascades: children are deleted in code."""
    return ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED")


def part_of(target: str) -> ForeignKey:
    """Return a key to the record this row is a part of: what was decided about the whole holds for the part."""
    return ForeignKey(f"{target}.id", deferrable=True, initially="DEFERRED", info={PART: True})


def one_of(column: str, kind: type[StrEnum]) -> CheckConstraint:
    """Return a check that the database knows the members of `kind`, too."""
    values = ", ".join(f"'{member.value}'" for member in kind)
    return CheckConstraint(f"{column} IN ({values})", name=f"{column}_known")
