"""Bringing rows back to their images, and finding what would then refer to nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, MetaData, Table

from bookdesk.core.errors import RuleBroken
from bookdesk.models.wording import NOUNS
from bookdesk.store.history import Image, RowEntry

VERSION = "version"
"""What is never restored: it increments, so that whoever read the row before notices."""


def kept(image: Image) -> dict[str, str | int | None]:
    """Return what of an image can be restored."""
    return {name: value for name, value in image.items() if name != VERSION}


def restore(connection: Connection, table: Table, entry: RowEntry) -> None:
    """Bring one row back. In reverse order each step passes through a state that was legal before."""
    if entry.before is None:
        _delete(connection, table, entry.row_id)
    elif entry.after is None:
        _insert(connection, table, entry.before)
    else:
        _update(connection, table, entry.row_id, entry.before)


def restore_columns(connection: Connection, table: Table, entry: RowEntry) -> None:
    """Bring back what one entry changed of its row; `RuleBroken` where a later act changed just that."""
    if entry.before is None and entry.after is not None:
        _require(connection, table, entry.row_id, kept(entry.after))
    elif entry.before is not None and entry.after is not None:
        changed = [name for name, value in kept(entry.before).items() if entry.after.get(name) != value]
        _require(connection, table, entry.row_id, {name: entry.after[name] for name in changed})
        _update(connection, table, entry.row_id, {name: entry.before[name] for name in changed})
        return
    restore(connection, table, entry)


def _require(connection: Connection, table: Table, row_id: str, left: Image) -> None:
    """Refuse to restore a row that has other values now than the act left."""
    names = [column.name for column in table.columns if column.name in left]
    columns = ", ".join(f'"{name}"' for name in (*names, "id"))
    found = connection.exec_driver_sql(
        f'SELECT {columns} FROM "{table.name}" WHERE id = ?',  # noqa: S608 - names of our metadata
        (row_id,),
    ).fetchone()
    if found is None or [*found[:-1]] != [left[name] for name in names]:
        raise RuleBroken(f"The {NOUNS[table.name]} was changed once more since.", "Undo the later change first.")


def _delete(connection: Connection, table: Table, row_id: str) -> None:
    connection.exec_driver_sql(f'DELETE FROM "{table.name}" WHERE id = ?', (row_id,))  # noqa: S608 - a name of our metadata


def _insert(connection: Connection, table: Table, before: Image) -> None:
    names = [column.name for column in table.columns if column.name in before]
    values = [int(before[VERSION] or 0) + 1 if name == VERSION else before[name] for name in names]
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" for _ in names)
    connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', tuple(values))  # noqa: S608 - names of our metadata


def _update(connection: Connection, table: Table, row_id: str, before: Image) -> None:
    names = [column.name for column in table.columns if column.name in before and column.name not in {"id", VERSION}]
    setting = "".join(f'"{name}" = ?, ' for name in names)
    connection.exec_driver_sql(
        f'UPDATE "{table.name}" SET {setting}version = version + 1 WHERE id = ?',  # noqa: S608 - names of our metadata
        (*(before[name] for name in names), row_id),
    )


@dataclass(frozen=True, slots=True)
class LooseEnd:
    """A row of `child` that would refer to a row of `parent` that is not there; `missing` if it was restored itself."""

    child: str
    parent: str
    missing: bool


def loose_ends(connection: Connection, metadata: MetaData, rows: Sequence[RowEntry]) -> Iterator[LooseEnd]:
    """Yield what refers to nothing after `rows` were restored."""
    touched = {(entry.table, entry.row_id) for entry in rows}
    made = {(entry.table, entry.row_id) for entry in rows if entry.before is None}
    for table, row_id in sorted(made):
        for other, column in _references_to(metadata, table):
            if _dangling(connection, other, column, table, row_id):
                yield LooseEnd(other, table, missing=False)
    for table, row_id in sorted(touched - made):
        for column, parent in _references_from(metadata, table):
            if _orphaned(connection, table, column, parent, row_id):
                yield LooseEnd(table, parent, missing=True)


def _references_to(metadata: MetaData, table: str) -> Iterator[tuple[str, str]]:
    for other in _sorted(metadata.tables.values()):
        for key in other.foreign_keys:
            if key.column.table.name == table:
                yield other.name, key.parent.name


def _references_from(metadata: MetaData, table: str) -> Iterator[tuple[str, str]]:
    for key in metadata.tables[table].foreign_keys:
        yield key.parent.name, key.column.table.name


def _sorted(tables: Iterable[Table]) -> list[Table]:
    """Return tables by name, so that of several reasons always the same is told."""
    return sorted(tables, key=lambda table: table.name)


def _dangling(connection: Connection, other: str, column: str, table: str, row_id: str) -> bool:
    query = (
        f'SELECT 1 FROM "{other}" WHERE "{column}" = ?'  # noqa: S608 - names of our metadata
        f' AND NOT EXISTS (SELECT 1 FROM "{table}" WHERE id = ?) LIMIT 1'
    )
    return connection.exec_driver_sql(query, (row_id, row_id)).fetchone() is not None


def _orphaned(connection: Connection, table: str, column: str, parent: str, row_id: str) -> bool:
    query = (
        f'SELECT 1 FROM "{table}" WHERE id = ? AND "{column}" IS NOT NULL'  # noqa: S608 - names of our metadata
        f' AND NOT EXISTS (SELECT 1 FROM "{parent}" AS parent WHERE parent.id = "{table}"."{column}")'
    )
    return connection.exec_driver_sql(query, (row_id,)).fetchone() is not None
