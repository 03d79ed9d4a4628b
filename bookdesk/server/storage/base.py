"""The declarative base of the portal's tables: STRICT, TEXT and INTEGER only, instants and days as ISO text.

The same tables hold on SQLite and PostgreSQL, so an integer is one of 64 bits there.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, MetaData, Text
from sqlalchemy.orm import DeclarativeBase

COUNT = BigInteger().with_variant(Integer(), "sqlite")
"""An integer of 64 bits on both."""

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "pk": "pk_%(table_name)s",
}
_TYPES: dict[Any, Any] = {str: Text, int: COUNT}


class PortalBase(DeclarativeBase):
    """Tables of a portal's database."""

    type_annotation_map = _TYPES
    metadata = MetaData(naming_convention=_NAMING)


def strict(*extra: object) -> tuple[object, ...]:
    """Return the arguments of a table: its constraints, and that SQLite holds it to its types."""
    return (*extra, {"sqlite_strict": True})


def stamp(at: datetime) -> str:
    """Return an aware instant as it is stored: UTC, microseconds, so that text sorts as time does."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str) -> datetime:
    """Return the instant that was stored."""
    return datetime.fromisoformat(text)


def day(text: str) -> date:
    """Return the day that was stored."""
    return date.fromisoformat(text)
