"""Whether rows still say what the history says of them.

SQLCipher proves each page, not its time: an older copy of a page put back passes its checks. The newest image of a
row is its witness, so a payment run asks for the rows it is about to trust, and `verify` asks for all.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, MetaData
from sqlalchemy.orm import Session

from bookdesk.core.errors import Tampered
from bookdesk.models.base import Keeping, keeping
from bookdesk.store.triggers import image_of


@dataclass(frozen=True, slots=True)
class Kept:
    """A table of books or facts, with the columns its images have."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A row of books or facts that is not what its newest image says: `present` is missing where it vanished."""

    table: str
    row_id: str
    newest: str | None
    present: str | None

    def __str__(self) -> str:
        """Say it to a person."""
        if self.present is None:
            return f"{self.table} {self.row_id} vanished without an entry."
        return f"{self.table} {self.row_id} is not what its history says."


def kept_tables(metadata: MetaData) -> list[Kept]:
    """Return the tables of books and facts, as the models have them."""
    tables = sorted(metadata.tables.items())
    kept = (Keeping.BOOKS, Keeping.FACTS)
    return [Kept(name, tuple(table.columns.keys())) for name, table in tables if keeping(table) in kept]


def unwitnessed(connection: Connection, tables: Iterable[Kept]) -> Iterator[Mismatch]:
    """Yield every row that differs from its newest image, or vanished."""
    for table in tables:
        yield from _altered(connection, table)
        yield from _vanished(connection, table)


def broken_links(connection: Connection) -> Iterator[str]:
    """Yield a sentence for every image that does not begin where the one before it ended: a change nobody logged."""
    rows = connection.exec_driver_sql(
        "SELECT tbl, pk, seq, before, earlier FROM ("
        " SELECT tbl, pk, seq, before, salt, lag(after) OVER w AS earlier, lag(redacted_by) OVER w AS purged"
        " FROM row_change WINDOW w AS (PARTITION BY tbl, pk ORDER BY seq))"
        " WHERE salt IS NOT NULL AND purged IS NULL AND before IS NOT earlier"
    )
    for tbl, pk, seq, before, earlier in rows:
        if not _agree(before, earlier):
            yield f"{tbl} {pk}: entry {seq} does not continue the entry before it."


def _altered(connection: Connection, table: Kept, row_ids: Collection[str] | None = None) -> Iterator[Mismatch]:
    only = "" if row_ids is None else "WHERE kept.id IN (SELECT value FROM json_each(?))"
    rows = connection.exec_driver_sql(
        "SELECT id, present, after, redacted FROM ("  # noqa: S608 - names of our metadata
        f" SELECT kept.id, {image_of(table.columns, 'kept')} AS present, newest.after,"
        " newest.redacted_by IS NOT NULL AS redacted"
        f' FROM "{table.name}" AS kept LEFT JOIN row_change AS newest ON newest.seq ='
        f" (SELECT max(seq) FROM row_change WHERE tbl = '{table.name}' AND pk = kept.id) {only})"
        " WHERE NOT redacted AND present IS NOT after",
        () if row_ids is None else (json.dumps(list(row_ids)),),
    )
    for found, present, after, _ in rows:
        if not _agree(present, after):
            yield Mismatch(table.name, found, after, present)


def _absent(connection: Connection, table: Kept, row_ids: Collection[str]) -> Iterator[Mismatch]:
    rows = connection.exec_driver_sql(
        f'SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM "{table.name}")',  # noqa: S608 - a name of our metadata
        (json.dumps(list(row_ids)),),
    )
    for (pk,) in rows:
        yield Mismatch(table.name, pk, None, None)


def _vanished(connection: Connection, table: Kept) -> Iterator[Mismatch]:
    rows = connection.exec_driver_sql(
        "SELECT pk, after FROM (SELECT pk, after, max(seq) FROM row_change WHERE tbl = ? GROUP BY pk)"  # noqa: S608 - a name of our metadata
        f' WHERE after IS NOT NULL AND pk NOT IN (SELECT id FROM "{table.name}")',
        (table.name,),
    )
    for pk, after in rows:
        yield Mismatch(table.name, pk, after, None)


def _agree(one: str | None, other: str | None) -> bool:
    """Compare two images on the columns they share: an upgrade may have added some since."""
    if one is None or other is None:
        return one is other
    first, second = json.loads(one), json.loads(other)
    return all(first[name] == second[name] for name in first.keys() & second.keys())


def assert_witnessed(session: Session, metadata: MetaData, rows: Collection[tuple[str, str]]) -> None:
    """Raise `Tampered` unless each (table, id) is as its newest image says; for what money is about to follow."""
    kept = {table.name: table for table in kept_tables(metadata)}
    wanted: dict[str, list[str]] = defaultdict(list)
    for table, row_id in rows:
        wanted[table].append(row_id)
    for table, ids in wanted.items():
        connection = session.connection()
        for found in (*_altered(connection, kept[table], ids), *_absent(connection, kept[table], ids)):
            raise not_true(str(found))


def not_true(problem: str) -> Tampered:
    """Return the refusal to let money follow."""
    return Tampered(
        problem,
        "Do not pay; have the practice checked, and bring this client back from a backup.",
        command="bookdesk verify; bookdesk restore --from FOLDER --client NAME",
    )
