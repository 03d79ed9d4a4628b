"""What the stand-in holds, in one SQLite file: records as JSON, attachments, tokens, remembered keys, its log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import cast

from bookdesk.formats import exactjson
from bookdesk.sandbox.xero.messages import Record, stamp

_TABLES = """
CREATE TABLE IF NOT EXISTS record (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
  updated TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (tenant, kind, id)) STRICT;
CREATE TABLE IF NOT EXISTS attachment (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, parent TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
  content BLOB NOT NULL, UNIQUE (parent, name)) STRICT;
CREATE TABLE IF NOT EXISTS remembered (
  key TEXT PRIMARY KEY, used TEXT NOT NULL, request TEXT NOT NULL, status INTEGER NOT NULL,
  headers TEXT NOT NULL, body BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS token (
  token TEXT PRIMARY KEY, kind TEXT NOT NULL, expires TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS log (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
  key TEXT, status INTEGER, fault TEXT) STRICT;
"""


class State:
    """The one connection; callers hold the service's lock and end with `commit` or `rollback`."""

    def __init__(self, path: Path | str) -> None:
        """Open or create the file; `:memory:` for a short life."""
        self.db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.db.executescript(_TABLES)

    def get(self, tenant: str, kind: str, record_id: str) -> Record | None:
        """Return one record, or None."""
        row = self.db.execute(
            "SELECT body FROM record WHERE tenant = ? AND kind = ? AND id = ?", (tenant, kind, record_id.lower())
        ).fetchone()
        return record_of(row[0]) if row else None

    def all(self, tenant: str, kind: str) -> Iterator[tuple[str, Record]]:
        """Return (updated as ISO, record) of a kind, oldest first."""
        rows = self.db.execute(
            "SELECT updated, body FROM record WHERE tenant = ? AND kind = ? ORDER BY seq", (tenant, kind)
        )
        return ((updated, record_of(body)) for updated, body in rows.fetchall())

    def put(self, tenant: str, kind: str, record_id: str, record: Record, now: datetime) -> None:
        """Insert or replace a record and move its UpdatedDateUTC."""
        record["UpdatedDateUTC"] = stamp(now)
        self.db.execute(
            "INSERT INTO record (tenant, kind, id, updated, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (tenant, kind, id)"
            " DO UPDATE SET updated = excluded.updated, body = excluded.body",
            (tenant, kind, record_id.lower(), now.isoformat(timespec="milliseconds"), exactjson.dumps(record)),
        )

    def note(self, at: datetime, method: str, path: str, key: str | None, fault: str | None) -> int:
        """Log that a request arrived; return its number."""
        cursor = self.db.execute(
            "INSERT INTO log (at, method, path, key, fault) VALUES (?, ?, ?, ?, ?)",
            (at.isoformat(), method, path, key, fault),
        )
        return int(cursor.lastrowid or 0)

    def note_status(self, number: int, status: int) -> None:
        """Complete a log row."""
        self.db.execute("UPDATE log SET status = ? WHERE seq = ?", (status, number))

    def log(self) -> list[Record]:
        """Return all requests so far, in order of arrival."""
        names = ("seq", "at", "method", "path", "key", "status", "fault")
        rows = self.db.execute("SELECT seq, at, method, path, key, status, fault FROM log ORDER BY seq")
        return [dict(zip(names, row, strict=True)) for row in rows]

    def begin(self) -> None:
        """Open a transaction."""
        self.db.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Keep what was done since `begin`."""
        self.db.commit()

    def rollback(self) -> None:
        """Forget what was done since `begin`."""
        self.db.rollback()


def record_of(body: str) -> Record:
    """Return a record as it was kept."""
    return cast("Record", exactjson.loads(body))
