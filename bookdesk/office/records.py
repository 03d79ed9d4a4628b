"""Rows of one file by table and id: as they are or, where they are gone, as they last were."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import MetaData
from sqlalchemy.orm import Session

from bookdesk.store.glance import Key
from bookdesk.store.history import Image


class Records:
    """Reads each row once; `learn` reads many with one question a table."""

    def __init__(self, session: Session, metadata: MetaData) -> None:
        """Read the file that `session` is of, whose tables `metadata` has."""
        self._session, self._tables = session, metadata.tables
        self._known: dict[Key, Image] = {}

    def row(self, table: str, row_id: str) -> Image:
        """Return a row by stored values; empty where neither the table nor the history has it."""
        if (table, row_id) not in self._known:
            self.learn([(table, row_id)])
        return self._known.get((table, row_id), {})

    def learn(self, wanted: Iterable[Key]) -> None:
        """Read rows ahead of being asked for them."""
        ids: dict[str, set[str]] = defaultdict(set)
        for table, row_id in wanted:
            if (table, row_id) not in self._known and table in self._tables:
                ids[table].add(row_id)
        for table, missing in ids.items():
            self._read(table, missing)

    def _read(self, table: str, ids: Collection[str]) -> None:
        names = [column.name for column in self._tables[table].columns]
        columns = ", ".join(f'"{name}"' for name in names)
        found = self._session.connection().exec_driver_sql(
            f'SELECT {columns} FROM "{table}" WHERE id IN (SELECT value FROM json_each(?))',  # noqa: S608 - names of our metadata
            (json.dumps(sorted(ids)),),
        )
        for values in found:
            row = dict(zip(names, values, strict=True))
            self._known[table, str(row["id"])] = row
        for row_id in ids:
            if (table, row_id) not in self._known:
                self._known[table, row_id] = self._last_image(table, row_id)

    def _last_image(self, table: str, row_id: str) -> Image:
        found = self._session.connection().exec_driver_sql(
            "SELECT coalesce(after, before) FROM row_change WHERE tbl = ? AND pk = ? ORDER BY seq DESC LIMIT 1",
            (table, row_id),
        )
        text = found.scalar()
        return {} if text is None else json.loads(text)
