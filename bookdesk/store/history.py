"""Reads the history: sealed sets for durable consumers, the entries of one record, the heads for anchors.

A consumer (outbox, summaries) has a cursor in the same file. It reads `sealed_since`, does its work and `advance`s
in one transaction, so a crash loses no event and repeats none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, Row
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound
from bookdesk.models.history import Origin

_SET_COLUMNS = "position, id, actor, device, device_counter, origin, origin_id, action, reason, made_at"
_ROW_COLUMNS = "seq, change_set, tbl, pk, before, after, salt, redacted_by"
HEADS = (
    "WITH RECURSIVE writer(device) AS (SELECT min(device) FROM change_set UNION ALL"
    " SELECT (SELECT min(device) FROM change_set WHERE device > writer.device) FROM writer WHERE device IS NOT NULL)"
    " SELECT writer.device, newest.device_counter, newest.hash FROM writer JOIN change_set AS newest"
    " ON newest.device = writer.device AND newest.device_counter ="
    " (SELECT max(device_counter) FROM change_set WHERE device = writer.device) ORDER BY writer.device"
)
"""The newest set of each device; it goes from device to device by the index, however long the history is."""

Image = Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class RowEntry:
    """One row before and after, by stored column values; both `None` where it was `redacted_by` a purge."""

    seq: int
    table: str
    row_id: str
    before: Image | None
    after: Image | None
    redacted_by: str | None


@dataclass(frozen=True, slots=True)
class SealedSet:
    """One change set with its rows in order."""

    position: int
    id: str
    actor: str
    device: str
    device_counter: int
    origin: Origin
    origin_id: str | None
    action: str
    reason: str
    made_at: datetime
    rows: tuple[RowEntry, ...]


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """The newest set of one device in one file: what an anchor outside the file remembers.

    An anchor that was printed has the beginning of the hash only.
    """

    device: str
    counter: int
    hash: str

    @property
    def short(self) -> str:
        """What is printed where people keep paper: device, counter, sixteen digits of the hash."""
        return f"{self.device} {self.counter} {self.hash[:16]}"


def sealed_since(session: Session, consumer: str, limit: int = 200) -> list[SealedSet]:
    """Return up to `limit` sets the consumer has not advanced over, oldest first."""
    return _sets(
        session.connection(),
        "WHERE position > coalesce((SELECT position FROM consumer_cursor WHERE consumer = ?), 0)"
        " ORDER BY position LIMIT ?",
        (consumer, limit),
    )


def acts_since(session: Session, consumer: str) -> dict[str, int]:
    """Return, by kind of act, the last position at which the consumer has not seen it; cheap, since no row is read."""
    rows = session.connection().exec_driver_sql(
        "SELECT action, max(position) FROM change_set"
        " WHERE position > coalesce((SELECT position FROM consumer_cursor WHERE consumer = ?), 0) GROUP BY action",
        (consumer,),
    )
    return {str(action): int(position) for action, position in rows}


def advance(session: Session, consumer: str, position: int) -> None:
    """Remember that the consumer is done up to `position`; it never goes back. Needs a change's or upkeep session."""
    session.connection().exec_driver_sql(
        "INSERT INTO consumer_cursor (consumer, position) VALUES (?, ?)"
        " ON CONFLICT (consumer) DO UPDATE SET position = max(position, excluded.position)",
        (consumer, position),
    )


def change_set(session: Session, change_set_id: str) -> SealedSet:
    """Return one set; `NotFound` if the file has no such set."""
    found = _sets(session.connection(), "WHERE id = ?", (change_set_id,))
    if not found:
        raise NotFound(
            "There is no such entry in the history.", "Choose one from the list.", command="bookdesk history list"
        )
    return found[0]


def history_of(session: Session, table: str, row_id: str) -> list[SealedSet]:
    """Return the sets that touched one record, oldest first, each with all its rows: the audit trail."""
    return _sets(
        session.connection(),
        "WHERE id IN (SELECT change_set FROM row_change WHERE tbl = ? AND pk = ?) ORDER BY position",
        (table, row_id),
    )


def latest_sets(session: Session, limit: int = 50, before: int | None = None) -> list[SealedSet]:
    """Return the newest sets first, older than `before` where given: a page of the audit trail."""
    where, parameters = ("WHERE position < ?", (before, limit)) if before is not None else ("", (limit,))
    return _sets(session.connection(), f"{where} ORDER BY position DESC LIMIT ?", parameters)


def sets_where(session: Session, condition: str, parameters: tuple[object, ...], limit: int) -> list[SealedSet]:
    """Return the newest sets that meet a condition of this package's own (`store.sought`), newest first."""
    return _sets(session.connection(), f"WHERE {condition} ORDER BY position DESC LIMIT ?", (*parameters, limit))


def heads(session: Session) -> tuple[Head, ...]:
    """Return the newest set of each device, to be anchored outside the file."""
    return heads_of(session.connection())


def heads_of(connection: Connection) -> tuple[Head, ...]:
    """Return the newest set of each device."""
    return tuple(Head(*row) for row in connection.exec_driver_sql(HEADS))


def _sets(connection: Connection, where: str, parameters: tuple[object, ...]) -> list[SealedSet]:
    sets = connection.exec_driver_sql(f"SELECT {_SET_COLUMNS} FROM change_set {where}", parameters).fetchall()  # noqa: S608 - clauses of this module
    rows = _rows_of(connection, [row.id for row in sets])
    return [_sealed_set(row, rows.get(row.id, ())) for row in sets]


def _rows_of(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[RowEntry, ...]]:
    rows = connection.exec_driver_sql(
        f"SELECT {_ROW_COLUMNS} FROM row_change WHERE change_set IN (SELECT value FROM json_each(?))"  # noqa: S608 - a constant
        " ORDER BY change_set, seq",
        (json.dumps(list(ids)),),
    )
    return {key: tuple(map(_entry, group)) for key, group in groupby(rows, key=lambda row: str(row.change_set))}


def _sealed_set(row: Row[tuple[object, ...]], rows: tuple[RowEntry, ...]) -> SealedSet:
    return SealedSet(
        position=row.position,
        id=row.id,
        actor=row.actor,
        device=row.device,
        device_counter=row.device_counter,
        origin=Origin(row.origin),
        origin_id=row.origin_id,
        action=row.action,
        reason=row.reason,
        made_at=datetime.fromisoformat(row.made_at),
        rows=rows,
    )


def _entry(row: Row[tuple[object, ...]]) -> RowEntry:
    return RowEntry(row.seq, row.tbl, row.pk, _image(row.before), _image(row.after), row.redacted_by)


def _image(text: str | None) -> Image | None:
    return None if text is None else json.loads(text)
