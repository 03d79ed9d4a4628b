"""Sealed sets at a glance: who did what to which rows, without the images of these; cheap enough for every act."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from bookdesk.models.history import Origin
from bookdesk.store.history import Image, RowEntry

_COLUMNS = "position, id, actor, origin, origin_id, action, reason, made_at"
_AMONG = "(SELECT value FROM json_each(?))"

Key = tuple[str, str]
"""Table and id of a row."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A row that a set touched; `made` and `gone` say that it came or went with it."""

    table: str
    row_id: str
    made: bool
    gone: bool


@dataclass(frozen=True, slots=True)
class Glance:
    """One change set with the rows it touched, in the order it first did."""

    position: int
    id: str
    actor: str
    origin: Origin
    origin_id: str | None
    action: str
    reason: str
    made_at: datetime
    rows: tuple[Touched, ...]


def glances(session: Session, change_set_ids: Iterable[str]) -> list[Glance]:
    """Return these change sets in the order they were sealed; ids the file does not know are left out."""
    return _glances(session.connection(), f"WHERE id IN {_AMONG} ORDER BY position", (_json(change_set_ids),))


def latest_glances(session: Session, limit: int = 50, before: int | None = None) -> list[Glance]:
    """Return the newest change sets first, older than the position `before` where given."""
    where, parameters = ("WHERE position < ?", (before, limit)) if before is not None else ("", (limit,))
    return _glances(session.connection(), f"{where} ORDER BY position DESC LIMIT ?", parameters)


def glances_at(session: Session, positions: Iterable[int]) -> list[Glance]:
    """Return the change sets at these positions, the newest first; where none is, none."""
    return _glances(session.connection(), f"WHERE position IN {_AMONG} ORDER BY position DESC", (_json(positions),))


def glances_of(session: Session, keys: Iterable[Key]) -> list[Glance]:
    """Return the change sets that touched any of some rows, oldest first."""
    touching = (
        "WHERE id IN (SELECT change_set FROM row_change JOIN json_each(?) AS wanted"
        " ON tbl = json_extract(wanted.value, '$[0]') AND pk = json_extract(wanted.value, '$[1]')) ORDER BY position"
    )
    return _glances(session.connection(), touching, (_json(keys),))


def images_in(session: Session, change_set: str, limit: int) -> list[RowEntry]:
    """Return what a change set did to rows, in order, the first `limit` entries of it."""
    found = session.connection().exec_driver_sql(
        "SELECT seq, tbl, pk, before, after, redacted_by FROM row_change WHERE change_set = ? ORDER BY seq LIMIT ?",
        (change_set, limit),
    )
    return [RowEntry(row.seq, row.tbl, row.pk, _image(row.before), _image(row.after), row.redacted_by) for row in found]


def _image(text: str | None) -> Image | None:
    return None if text is None else json.loads(text)


def images_of(session: Session, keys: Iterable[Key]) -> dict[str, list[RowEntry]]:
    """Return what each change set did to some rows, by its id, in order."""
    found = session.connection().exec_driver_sql(
        "SELECT seq, change_set, tbl, pk, before, after, redacted_by FROM row_change JOIN json_each(?) AS wanted"
        " ON tbl = json_extract(wanted.value, '$[0]') AND pk = json_extract(wanted.value, '$[1]') ORDER BY seq",
        (_json(keys),),
    )
    images: dict[str, list[RowEntry]] = defaultdict(list)
    for row in found:
        entry = RowEntry(row.seq, row.tbl, row.pk, _image(row.before), _image(row.after), row.redacted_by)
        images[row.change_set].append(entry)
    return images


def _glances(connection: Connection, where: str, parameters: tuple[object, ...]) -> list[Glance]:
    sets = connection.exec_driver_sql(f"SELECT {_COLUMNS} FROM change_set {where}", parameters).fetchall()  # noqa: S608 - clauses of this module
    rows = _rows(connection, [one.id for one in sets])
    return [
        Glance(
            position=one.position,
            id=one.id,
            actor=one.actor,
            origin=Origin(one.origin),
            origin_id=one.origin_id,
            action=one.action,
            reason=one.reason,
            made_at=datetime.fromisoformat(one.made_at),
            rows=rows.get(one.id, ()),
        )
        for one in sets
    ]


def _rows(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Touched, ...]]:
    found = connection.exec_driver_sql(
        "SELECT change_set, tbl, pk, max(before IS NULL) AS made, max(after IS NULL) AS gone, min(seq) AS first"  # noqa: S608 - a constant
        f" FROM row_change WHERE change_set IN {_AMONG} GROUP BY change_set, tbl, pk ORDER BY change_set, first",
        (_json(ids),),
    )
    return {
        key: tuple(Touched(row.tbl, row.pk, bool(row.made), bool(row.gone)) for row in group)
        for key, group in groupby(found, key=lambda row: str(row.change_set))
    }


def _json(values: Iterable[object]) -> str:
    return json.dumps(list(values))
