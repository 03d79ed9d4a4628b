"""A backup of a portal in one file: its keys and every row, as JSON lines, alike from SQLite and PostgreSQL.

The first line says what it is and when it was begun, the second holds the keys, each further one names a table and a
row. It is compressed and readable for its owner alone; who has it can read what the portal can read. Restored over
another database, of either kind, it takes the place of all that was there; the desks then join again.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bookdesk.core.errors import Conflict, StorageError
from bookdesk.server import keys as keyfile
from bookdesk.server.collecting import putback
from bookdesk.server.keys import PortalKeys
from bookdesk.server.storage import schema
from bookdesk.server.storage.base import PortalBase, moment, stamp
from bookdesk.server.storage.engine import Store

KIND: Final = "BookDesk portal backup"
_AT_ONCE: Final = 500


def write_backup(store: Store, keys: PortalKeys, file: Path, now: datetime) -> int:
    """Write a backup of this moment to a new file; returns the number of rows. `Conflict` where the file is there."""
    aside = file.with_name(f"{file.name}.part")
    try:
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as failure:
        raise StorageError("The backup cannot be written there.", "Choose another place.") from failure
    if file.exists():
        aside.unlink()
        raise Conflict("There is a file at that place already.", "Choose another name.")
    with os.fdopen(handle, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0) as packed:
        count = 0
        for line in _lines(store, keys, now):
            packed.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            count += "table" in line
    aside.replace(file)
    return count


def _lines(store: Store, keys: PortalKeys, now: datetime) -> Iterator[dict[str, Any]]:
    yield {"kind": KIND, "revision": schema.REVISION, "made": stamp(now)}
    yield {"keys": keyfile.to_text(keys)}
    with store.reading() as session:
        if not store.is_sqlite:
            session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        for table in PortalBase.metadata.sorted_tables:
            for row in session.execute(select(table)).mappings():
                yield {"table": table.name, "row": dict(row)}


def restore_backup(store: Store, key_file: Path, file: Path, now: datetime) -> int:
    """Put a backup in the place of all that a database holds, and of the keys; returns the number of rows.

    What it begins no payment for until when stands in `collecting.putback`. What is no whole backup, or one of another
    revision, is a `StorageError`: then nothing was changed.
    """
    try:
        with gzip.open(file, "rt", encoding="utf-8") as lines, store.writing() as session:
            keys, made = _head(lines.readline(), lines.readline())
            count = _rows(session, lines)
            putback.note_put_back(session, made, now)
    except (OSError, EOFError, ValueError, KeyError, TypeError) as failure:
        raise StorageError("That file is no whole backup of a portal.", "Choose another.") from failure
    keyfile.replace(key_file, keys)
    return count


def _head(first: str, second: str) -> tuple[PortalKeys, datetime]:
    head = json.loads(first)
    if head["kind"] != KIND or head["revision"] != schema.REVISION:
        raise StorageError(
            "The backup is of another version of the portal.", "Restore it with the version that made it."
        )
    return keyfile.from_text(json.loads(second)["keys"]), moment(head["made"])


def _rows(session: Session, lines: Iterator[str]) -> int:
    tables = PortalBase.metadata.tables
    for table in tables.values():
        session.execute(table.delete())
    waiting: dict[str, list[dict[str, Any]]] = {}
    count = 0
    for line in lines:
        data = json.loads(line)
        rows = waiting.setdefault(data["table"], [])
        rows.append(data["row"])
        count += 1
        if len(rows) >= _AT_ONCE:
            session.execute(tables[data["table"]].insert(), rows)
            rows.clear()
    for name, rows in waiting.items():
        if rows:
            session.execute(tables[name].insert(), rows)
    return count
