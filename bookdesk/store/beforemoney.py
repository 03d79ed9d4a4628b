"""What is asked of the store before money follows its rows, since old pages can be put back one by one.

SQLCipher proves a page's content, not its time. Whoever can write to the disk may copy the file, wait until a bank
account was changed, and put back the page that holds the old one, or those of its history, or of an index. So:

- each row is as its newest image says, and no row of the same tables vanished that has one,
- the indexes of tables in which a hidden row would let money go lead to every row and to no other,
- the index of the history by record leads to every entry: their numbers run from 1 without a gap,
- the counters of each device run from 1 without a gap,
- the newest set of each device, and every set that tells of the rows, hash to what they claim.

What is left is to put back all pages of a moment: then the chain ends before its anchor, which is asked when a client
is opened (`security/anchors.py`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bookdesk.store.file import StoreFile
from bookdesk.store.glance import Key
from bookdesk.store.history import heads_of
from bookdesk.store.links import unsealed
from bookdesk.store.triggers import assert_triggers
from bookdesk.store.witness import assert_witnessed, not_true

_GAPS = (
    "SELECT device FROM change_set GROUP BY device HAVING count(*) <> max(device_counter) OR min(device_counter) <> 1"
)
_LEADS_TO_ALL = (
    "SELECT count(DISTINCT seq + 0) = (SELECT coalesce(max(seq), 0) FROM row_change)"
    " FROM row_change INDEXED BY ix_row_change_tbl_pk_seq"
)
"""Counted as `seq + 0`: SQLite takes a key for distinct without looking, but an old page may bring numbers twice."""
_TOLD_BY = (
    "SELECT DISTINCT change_set FROM row_change WHERE seq IN (SELECT (SELECT max(seq) FROM row_change"
    " WHERE tbl = json_extract(value, '$[0]') AND pk = json_extract(value, '$[1]')) FROM json_each(?))"
)


def assert_true_before_money(
    file: StoreFile, session: Session, rows: Collection[Key], tables: Collection[str] = ()
) -> None:
    """Raise `Tampered` unless all of the above holds for rows, known by table and id.

    `tables` are those whose indexes are asked; it takes a twentieth of a millisecond a row, so not the longest ones.
    Asked before anything is written in a change.
    """
    assert_witnessed(session, file.metadata, rows)
    for problem in _problems(file, session.connection(), rows, tables):
        raise not_true(problem)


def _problems(file: StoreFile, connection: Connection, rows: Collection[Key], tables: Collection[str]) -> Iterator[str]:
    for table in sorted({*tables, *(table for table, _ in rows)}):
        yield from _vanished(connection, table)
    yield from _indexes(file, sorted(tables))
    if not connection.exec_driver_sql(_LEADS_TO_ALL).scalar():
        yield "Entries of the history are missing, or are not found by their record."
    for (device,) in connection.exec_driver_sql(_GAPS):
        yield f"Change sets of device {device} are missing."
    if behind := heads_of(connection):
        yield from unsealed(connection, [(one.device, one.counter) for one in behind])
    told_by = [str(one) for (one,) in connection.exec_driver_sql(_TOLD_BY, (json.dumps([list(key) for key in rows]),))]
    yield from unsealed(connection, told_by)


def _vanished(connection: Connection, table: str) -> Iterator[str]:
    """Yield rows that have an image but are not there; those that were deleted or purged have one that says so."""
    gone = connection.exec_driver_sql(
        f'SELECT DISTINCT pk FROM row_change WHERE tbl = ? AND pk NOT IN (SELECT id FROM "{table}")',  # noqa: S608 - a name of our metadata
        (table,),
    ).scalars()
    for pk in gone:
        newest = connection.exec_driver_sql(
            "SELECT after IS NOT NULL FROM row_change WHERE tbl = ? AND pk = ? ORDER BY seq DESC LIMIT 1", (table, pk)
        ).scalar()
        if newest:
            yield f"{table} {pk} vanished without an entry."


def _indexes(file: StoreFile, tables: Collection[str]) -> Iterator[str]:
    """Hold the indexes of tables against their rows, as they were committed last; the guards stand, too."""
    with file.maintenance() as connection:
        assert_triggers(connection, file.metadata)
        for table in tables:
            found = connection.execute(f"PRAGMA integrity_check('{table}')").fetchone()[0]
            if found != "ok":
                yield f"The table {table} and its indexes do not agree: {found}."
