"""Which rows refer to sealed documents: wherever `stored_name`, `seal_key` and `sha256` stand together.

The three may carry a common prefix (`file_stored_name`, ...), so a new table needs no entry anywhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, MetaData, Table, select

_NAME, _KEY, _HASH = "stored_name", "seal_key", "sha256"


@dataclass(frozen=True, slots=True)
class Place:
    """Columns of `table` that describe one sealed document."""

    table: Table
    name: str
    key: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A row's document."""

    table: str
    row_id: str
    name: str
    key_hex: str
    sha256: str


def places_of(metadata: MetaData) -> list[Place]:
    """Return where documents are referred to."""
    found = []
    for _, table in sorted(metadata.tables.items()):
        prefixes = [column.name.removesuffix(_NAME) for column in table.columns if column.name.endswith(_NAME)]
        found += [Place(table, prefix + _NAME, prefix + _KEY, prefix + _HASH) for prefix in prefixes]
    return found


def references(connection: Connection, metadata: MetaData) -> Iterator[Reference]:
    """Yield every document a present row refers to and still has the key of."""
    for place in places_of(metadata):
        columns = place.table.c
        query = select(columns.id, columns[place.name], columns[place.key], columns[place.sha256])
        for row_id, name, key, sha256 in connection.execute(query.where(columns[place.name].is_not(None))):
            if key:
                yield Reference(place.table.name, row_id, name, key, sha256)


def referenced_names(connection: Connection, metadata: MetaData, among: Collection[str]) -> frozenset[str]:
    """Return those of `among` that a present row refers to, or an image, which undo could restore."""
    present = {reference.name for reference in references(connection, metadata)}
    missing = frozenset(among) - present
    return frozenset(among) & (present | (_in_history(connection, metadata) if missing else frozenset()))


def _in_history(connection: Connection, metadata: MetaData) -> frozenset[str]:
    names: set[str] = set()
    for place in places_of(metadata):
        rows = connection.exec_driver_sql(
            "SELECT DISTINCT json_extract(after, ?) FROM row_change WHERE tbl = ? AND after IS NOT NULL",
            (f'$."{place.name}"', place.table.name),
        )
        names |= {name for (name,) in rows if name}
    return frozenset(names)
