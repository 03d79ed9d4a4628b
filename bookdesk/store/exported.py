"""Reads a history as it is hashed, for whoever checks it elsewhere: headers, and the rows' images with their salts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Row
from sqlalchemy.orm import Session

from bookdesk.store.chain import row_digest
from bookdesk.store.sought import Sought, condition

_AT_ONCE = 500
_HEADER = (
    "id, actor, device, device_counter, origin, origin_id, action, reason, schema_revision, made_at, previous, hash,"
    " signature"
)
Plain = Mapping[str, Any]


def exported_sets(session: Session, sought: Sought | None = None) -> Iterator[tuple[bool, Plain]]:
    """Yield every change set in its order, ready to be written as JSON, and whether it is there with its content.

    Of those that are not `sought` the header and the rows' hashes are there, so that the chain can still be walked.
    """
    connection, last = session.connection(), 0
    where, parameters = condition(sought or Sought())
    while True:
        sets = connection.exec_driver_sql(
            f"SELECT position, {where} AS wanted, {_HEADER} FROM change_set WHERE position > ?"  # noqa: S608 - a condition of ours
            " ORDER BY position LIMIT ?",
            (*parameters, last, _AT_ONCE),
        ).fetchall()
        if not sets:
            return
        rows = _rows(connection, [one.id for one in sets])
        for one in sets:
            yield bool(one.wanted), _exported(one, rows.get(one.id, []))
        last = sets[-1].position


def _rows(connection: Connection, ids: list[str]) -> dict[str, list[Row[Any]]]:
    found = connection.exec_driver_sql(
        "SELECT change_set, tbl, pk, before, after, salt, digest, redacted_by FROM row_change"
        " WHERE change_set IN (SELECT value FROM json_each(?)) ORDER BY seq",
        (json.dumps(ids),),
    )
    rows: dict[str, list[Row[Any]]] = {}
    for row in found:
        rows.setdefault(row.change_set, []).append(row)
    return rows


def _exported(one: Row[Any], rows: list[Row[Any]]) -> Plain:
    header = dict(one._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    wanted = header.pop("wanted")
    del header["position"]
    return {**header, "rows": [_row(row, wanted=bool(wanted)) for row in rows]}


def _row(row: Row[Any], *, wanted: bool) -> Plain:
    if row.salt is None:
        return {"table": row.tbl, "id": row.pk, "digest": row.digest, "redacted_by": row.redacted_by}
    digest = row_digest(row.salt, row.tbl, row.pk, row.before, row.after)
    if not wanted:
        return {"digest": digest}
    return {
        "table": row.tbl,
        "id": row.pk,
        "salt": row.salt,
        "before": row.before,
        "after": row.after,
        "digest": digest,
    }
