"""Windowed lists: the keys of a whole view in its order, and the rows of a few of them. Nothing is loaded whole.

A key is a table's integer rowid: a hundred thousand take 0.8 MB and one ordered walk of an index, after which any page
is found by key, the scroll bar knows its length, and rows do not jump while somebody works on them.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy import ColumnElement, Select, func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.expression import UnaryExpression
from sqlalchemy.sql.operators import custom_op

T = TypeVar("T")
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


class Beginning(Listing[Row_co], Protocol[Row_co]):
    """A view of a list that may be long: its beginning is known before the whole of it."""

    def first(self, count: int) -> Keys:
        """Return the keys of the first rows of the view, in order, `count` of them or all there are."""
        ...


def rowid(table: str) -> Any:  # noqa: ANN401 - an untyped column of SQLite
    """Return the integer key of a table's rows."""
    return literal_column(f"{table}.rowid")


def read_keys(session: Session, query: Select[Any]) -> Keys:
    """Return the only column of a query as compact integers, in its order.

    They come as one text: to fetch a hundred thousand rows one by one takes twice as long, and hands the interpreter
    to and fro with every row, for which a busy window pays. SQLite keeps the order of what an aggregate gathers, as
    the tests of the lists see.
    """
    ordered = query.with_only_columns(next(iter(query.selected_columns)).label("key")).subquery()
    gathered = session.connection().execute(select(func.json_group_array(ordered.c.key))).scalar_one()
    return array("q", json.loads(gathered))


def among(column: Any, keys: Iterable[int]) -> ColumnElement[bool]:  # noqa: ANN401 - as `rowid` returns it
    """Return the condition of being one of `keys`, however many: one parameter, and in the table's order."""
    values = func.json_each(json.dumps(sorted(keys)))
    return cast("ColumnElement[bool]", column.in_(select(literal_column("value")).select_from(values)))


_PLAIN: custom_op[Any] = custom_op("+")


def unsought(column: InstrumentedAttribute[T] | ColumnElement[T]) -> ColumnElement[T]:
    """Return a column as `+column`, for which no index is used (https://www.sqlite.org/optoverview.html, 8.1).

    In a condition that most rows meet, so that the index of the wanted order is walked, which answers it on its way.
    In an order that few rows are brought into, so that the index of their condition is.
    """
    plain = column.expression if isinstance(column, InstrumentedAttribute) else column
    return UnaryExpression(plain, operator=_PLAIN, type_=plain.type)
