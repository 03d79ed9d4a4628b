"""Keeps the history whole across an upgrade: rows that a revision changed get their images, under a set of its own.

Triggers are off while revisions run. What was altered before is found first and stops the upgrade; what differs
afterwards is the upgrade's work and is recorded as such. Columns that were merely added need no entry.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from bookdesk.core.clock import SystemClock
from bookdesk.core.errors import Tampered
from bookdesk.core.identifiers import DeviceId, UserId, new_id
from bookdesk.models.actions import Action
from bookdesk.models.history import Actor, Origin
from bookdesk.store.kinds import FileKind
from bookdesk.store.sealing import Ground, Intent, open_change, seal
from bookdesk.store.witness import Kept, kept_tables, unwitnessed

_PROGRAM = Actor(UserId("bookdesk"), DeviceId("upgrade"))
"""The program itself; its sets form a chain of their own in each file."""


def refuse_altered(connection: Connection, kind: FileKind) -> None:
    """Raise `Tampered` if a row is not what its history says: an upgrade would make it look honest."""
    for found in unwitnessed(connection, _tables_of(connection, kind)):
        raise Tampered(
            str(found),
            "The file was not upgraded; have the practice checked, and bring it back from a backup.",
            command="bookdesk verify; bookdesk restore --from FOLDER",
        )


def _tables_of(connection: Connection, kind: FileKind) -> Iterator[Kept]:
    """Yield the kept tables as the file has them now: an older one lacks tables and columns."""
    for table in kept_tables(kind.metadata):
        found = connection.exec_driver_sql(f"PRAGMA table_info('{table.name}')").fetchall()
        if found:
            yield Kept(table.name, tuple(column.name for column in found))


def record(connection: Connection, kind: FileKind) -> None:
    """Add an image for every row that the revisions changed, and seal them; the triggers stand again already."""
    mismatches = list(unwitnessed(connection, kept_tables(kind.metadata)))
    if not mismatches:
        return
    intent = Intent(Action.UPGRADED, f"schema {kind.revision}", _PROGRAM, Origin.UPGRADE, None)
    change = new_id()
    open_change(connection, change, intent)
    connection.exec_driver_sql(
        "INSERT INTO row_change (change_set, tbl, pk, before, after, salt) VALUES (?, ?, ?, ?, ?, hex(randomblob(16)))",
        [(change, one.table, one.row_id, one.newest, one.present) for one in mismatches],
    )
    seal(connection, change, intent, Ground(connection.engine, kind.metadata, SystemClock(), kind.revision))
