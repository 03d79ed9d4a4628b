"""Records of fixed length from tables of fields: what does not fit its field is refused, never cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Filling(Enum):
    """How a value fills its field."""

    LEFT = "left justified, blank filled"
    RIGHT = "right justified, blank filled"
    DIGITS = "right justified, zero filled, digits only"


@dataclass(frozen=True, slots=True)
class FixedField:
    """Columns `start` to `start + length - 1` (counted from 1); `constant` where every record says the same."""

    name: str
    start: int
    length: int
    filling: Filling = Filling.LEFT
    constant: str | None = None


class FieldOverflow(ValueError):
    """A value does not fit its field; the message is for a person."""


@dataclass(frozen=True, slots=True)
class RecordLayout:
    """A record: its fields in order, without gaps, up to `length` columns."""

    name: str
    length: int
    fields: tuple[FixedField, ...]

    def __post_init__(self) -> None:
        """Refuse a table with a gap or an overlap: it would shift every later column."""
        column = 1
        for one in self.fields:
            if one.start != column:
                raise ValueError(f"{self.name}.{one.name} starts at {one.start}, not at {column}")
            column += one.length
        if column != self.length + 1:
            raise ValueError(f"{self.name} has {column - 1} columns, not {self.length}")

    def write(self, values: Mapping[str, str]) -> str:
        """Return the record; `FieldOverflow` names the field that cannot hold its value."""
        return "".join(
            _fill(one, values.get(one.name, "") if one.constant is None else one.constant) for one in self.fields
        )


def _fill(one: FixedField, value: str) -> str:
    if len(value) > one.length:
        raise FieldOverflow(f"{one.name} '{value}' has {len(value)} characters, the field takes {one.length}.")
    if one.filling is Filling.DIGITS:
        if value and not (value.isascii() and value.isdigit()):
            raise FieldOverflow(f"{one.name} '{value}' must be digits.")
        return value.rjust(one.length, "0")
    return value.ljust(one.length) if one.filling is Filling.LEFT else value.rjust(one.length)
