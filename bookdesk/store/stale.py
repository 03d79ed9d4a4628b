"""Explains a stale version: what the person read, what stands there now, and who changed it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from bookdesk.store.errors import StaleRecord

_SHOWN = 3
_NAMES = {"document_date": "date"}
"""Fields that people call otherwise."""


def explain_stale(session: Session, row: Any, version: int) -> StaleRecord:  # noqa: ANN401 - any books row
    """Return the conflict for `row`, read at `version`, with the fields that changed since."""
    table = inspect(type(row)).local_table.name
    differences = _differences(_image(session, table, row.id, version), _image(session, table, row.id, row.version))
    shown = "; ".join(_told(*one) for one in differences[:_SHOWN])
    return StaleRecord(
        f"This {table.replace('_', ' ')} was changed since you read it ({shown or 'version ' + str(row.version)}).",
        "Look at both values, then repeat the change on the present one.",
        differences,
    )


def _image(session: Session, table: str, row_id: str, version: int) -> dict[str, object]:
    found = session.connection().exec_driver_sql(
        "SELECT after FROM row_change WHERE tbl = ? AND pk = ? AND json_extract(after, '$.version') = ?"
        " ORDER BY seq DESC LIMIT 1",
        (table, row_id, version),
    )
    after = found.scalar()
    return dict(json.loads(after)) if after else {}


def _differences(read: dict[str, object], now: dict[str, object]) -> tuple[tuple[str, object, object], ...]:
    if not read:
        return ()
    names = [name for name in now if name != "version" and now[name] != read.get(name)]
    return tuple((name, read.get(name), now[name]) for name in names)


def _told(name: str, read: object, now: object) -> str:
    """Return what became of a field in the words of people, who know no ids."""
    if name.endswith("_id"):
        return f"{name.removesuffix('_id').replace('_', ' ')} is another one"
    return f"{_NAMES.get(name, name.replace('_', ' '))} was {_plain(read)}, now {_plain(now)}"


def _plain(value: object) -> str:
    return "empty" if value is None else str(value)
