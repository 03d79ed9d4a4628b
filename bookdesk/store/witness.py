"""Whether rows still say what the history says of them.

SQLCipher proves each page, not its time: an older copy of a page put back passes its checks. The newest image of a
row is its witness, so a payment run asks for the rows it is about to trust, and `verify` asks for all.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from sqlalchemy import Connection, MetaData, Table
from sqlalchemy.orm import Session

from bookdesk.core.errors import Tampered
from bookdesk.models.base import Keeping, keeping
from bookdesk.store.triggers import image


def assert_witnessed(session: Session, metadata: MetaData, rows: Collection[tuple[str, str]]) -> None:
    """Raise `Tampered` unless each (table, id) is as its newest image says; for what money is about to follow."""
    for table, row_id in rows:
        if problem := next(_altered(session.connection(), metadata.tables[table], row_id), None):
            raise Tampered(problem, "Do not pay; run `bookdesk verify` and restore this client from a backup.")


def unwitnessed(connection: Connection, metadata: MetaData) -> Iterator[str]:
    """Yield a sentence for every row of books and facts that differs from its newest image, or vanished."""
    for _, table in sorted(metadata.tables.items()):
        if keeping(table) in (Keeping.BOOKS, Keeping.FACTS):
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


def _altered(connection: Connection, table: Table, row_id: str | None = None) -> Iterator[str]:
    only = "" if row_id is None else "WHERE kept.id = ?"
    rows = connection.exec_driver_sql(
        "SELECT id, present, after, redacted FROM ("  # noqa: S608 - names of our metadata
        f" SELECT kept.id, {image(table, 'kept')} AS present, newest.after, newest.redacted_by IS NOT NULL AS redacted"
        f' FROM "{table.name}" AS kept LEFT JOIN row_change AS newest ON newest.seq ='
        f" (SELECT max(seq) FROM row_change WHERE tbl = '{table.name}' AND pk = kept.id) {only})"
        " WHERE NOT redacted AND present IS NOT after",
        () if row_id is None else (row_id,),
    )
    for found, present, after, _ in rows:
        if not _agree(present, after):
            yield f"{table.name} {found} is not what its history says."


def _vanished(connection: Connection, table: Table) -> Iterator[str]:
    rows = connection.exec_driver_sql(
        "SELECT pk FROM (SELECT pk, after, max(seq) FROM row_change WHERE tbl = ? GROUP BY pk)"  # noqa: S608 - a name of our metadata
        f' WHERE after IS NOT NULL AND pk NOT IN (SELECT id FROM "{table.name}")',
        (table.name,),
    )
    for (pk,) in rows:
        yield f"{table.name} {pk} vanished without an entry."


def _agree(one: str | None, other: str | None) -> bool:
    """Compare two images on the columns they share: an upgrade may have added some since."""
    if one is None or other is None:
        return one is other
    first, second = json.loads(one), json.loads(other)
    return all(first[name] == second[name] for name in first.keys() & second.keys())
