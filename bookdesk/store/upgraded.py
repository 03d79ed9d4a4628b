"""Keeps the history whole across an upgrade: rows that a revision changed get their images, under a set of its own.

It is in the name of whoever opened the file first. Where signatures begin with the upgrade, it is their mark as well.

Triggers are off while revisions run. What was altered before is found first and stops the upgrade; what differs
afterwards is the upgrade's work and is recorded as such. Columns that were merely added need no entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from bookdesk.core.clock import SystemClock
from bookdesk.core.errors import Tampered
from bookdesk.core.identifiers import DeviceId, UserId, new_id
from bookdesk.models.actions import Action
from bookdesk.models.history import Actor, Origin
from bookdesk.store.history import heads_of
from bookdesk.store.kinds import FileKind
from bookdesk.store.sealing import Ground, Intent, open_change, seal
from bookdesk.store.signing import Sign, mark_of
from bookdesk.store.witness import Kept, kept_tables, unwitnessed

_DEVICE = DeviceId("upgrade")
"""The sets of upgrades form a chain of their own in each file."""
_PROGRAM = UserId("bookdesk")
"""The program itself, where nobody opened the file."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who opened an older file, and signs for its upgrade."""

    user: UserId
    sign: Sign


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


def record(connection: Connection, kind: FileKind, was: int, author: Author | None) -> None:
    """Add an image for every row that the revisions changed, and seal them; the triggers stand again already.

    `was` is the number of the revision before.
    """
    mismatches = list(unwitnessed(connection, kept_tables(kind.metadata)))
    mark = _mark(connection, kind, was) if author is not None else None
    if not mismatches and mark is None:
        return
    intent = _intent(kind, mark, author)
    change = new_id()
    open_change(connection, change, intent)
    for one in mismatches:
        connection.exec_driver_sql(
            "INSERT INTO row_change (change_set, tbl, pk, before, after, salt)"
            " VALUES (?, ?, ?, ?, ?, hex(randomblob(16)))",
            (change, one.table, one.row_id, one.newest, one.present),
        )
    seal(connection, change, intent, Ground(connection.engine, kind.metadata, SystemClock(), kind.revision))


def _mark(connection: Connection, kind: FileKind, was: int) -> str | None:
    """Return the mark from which on sets are signed, where that begins with this upgrade and there were any before."""
    before = heads_of(connection) if was < kind.signed_from <= kind.head else ()
    return mark_of(before) if before else None


def _intent(kind: FileKind, mark: str | None, author: Author | None) -> Intent:
    actor = Actor(_PROGRAM if author is None else author.user, _DEVICE)
    sign = None if author is None else author.sign
    return Intent(Action.UPGRADED, f"schema {kind.revision}", actor, Origin.UPGRADE, mark, sign)
