"""Windowed lists: the keys of a whole view in its order, and the rows of a few of them. Nothing is loaded whole.

A key is a table's integer rowid: a hundred thousand take 0.8 MB and one ordered walk of an index, after which any page
is found by key, the scroll bar knows its length, and rows do not jump while somebody works on them.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Any, Protocol, TypeVar

from sqlalchemy import Select, literal_column
from sqlalchemy.orm import Session

Keys = Sequence[int]


class KeyedRow(Protocol):
    """A row of a list knows its key, so that rows that are gone leave no doubt about the others."""

    @property
    def key(self) -> int:
        """The rowid it was read by."""
        ...


Row_co = TypeVar("Row_co", bound=KeyedRow, covariant=True)


class Listing(Protocol[Row_co]):
    """One view of a list, ready to be asked; both may be called from any thread."""

    def keys(self) -> Keys:
        """Return the keys of all rows of the view, in order."""
        ...

    def rows(self, keys: Keys) -> Sequence[Row_co]:
        """Return the rows of these keys, in their order; a key whose row is gone is left out."""
        ...


def rowid(table: str) -> Any:  # noqa: ANN401 - an untyped column of SQLite
    """Return the integer key of a table's rows."""
    return literal_column(f"{table}.rowid")


def read_keys(session: Session, query: Select[Any]) -> Keys:
    """Return the first column of a query as compact integers."""
    return array("q", [row[0] for row in session.connection().execute(query)])
