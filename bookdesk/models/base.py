"""The two declarative bases (practice file, client file), naming of constraints, and the three classes of tables.

Books tables are kept in history, undoable and later shared. Facts are append-only (raw bank rows, decisions).
Machine tables are not kept: queues, cursors, attempts, candidates, full text.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Integer, MetaData, Table, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from bookdesk.core.identifiers import new_id
from bookdesk.models.columns import Identifier

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


_TYPES: dict[Any, Any] = {str: Text, int: Integer}


class Keeping(StrEnum):
    """How a table is kept."""

    BOOKS = "books"
    FACTS = "facts"
    MACHINE = "machine"
    HISTORY = "history"
    """The history's own tables (`models/history.py`), which protect themselves."""


class ClientBase(DeclarativeBase):
    """Tables of one client's `books.db`."""

    type_annotation_map = _TYPES
    metadata = MetaData(naming_convention=_NAMING)


class PracticeBase(DeclarativeBase):
    """Tables of the firm's `practice.db`."""

    type_annotation_map = _TYPES
    metadata = MetaData(naming_convention=_NAMING)


class _Stored:
    """Common to all three classes: an own id and a STRICT table that says how it is kept."""

    __keeping__: ClassVar[Keeping]

    id: Mapped[Identifier] = mapped_column(Text, primary_key=True, default=new_id)

    @declared_attr.directive
    def __table_args__(cls) -> Any:  # noqa: ANN401, N805 - SQLAlchemy's own signature
        """Add constraints by overriding `__extra__`, so that no table forgets to be STRICT."""
        extra = getattr(cls, "__extra__", ())
        return (*extra, {"sqlite_strict": True, "info": {"keeping": cls.__keeping__}})


class Books(_Stored):
    """Mix-in of a books table: every change is an image in the history, and `version` increases with each."""

    __keeping__ = Keeping.BOOKS

    version: Mapped[int] = mapped_column(Integer, nullable=False)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy's own signature
        """Let SQLAlchemy count versions and refuse a stale one."""
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


class Facts(_Stored):
    """Mix-in of an append-only table: the database refuses UPDATE and DELETE."""

    __keeping__ = Keeping.FACTS


class Machine(_Stored):
    """Mix-in of a table that is rebuilt or forgotten, never kept."""

    __keeping__ = Keeping.MACHINE


def keeping(table: Table) -> Keeping:
    """Return how `table` is kept."""
    return Keeping(table.info["keeping"])


def tables_kept_as(metadata: MetaData, how: Keeping) -> list[Table]:
    """Return the tables of one class, by name, so that generated triggers are stable."""
    return [table for name, table in sorted(metadata.tables.items()) if keeping(table) is how]
