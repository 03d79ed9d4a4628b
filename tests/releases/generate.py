"""Builds the home of a practice as the program of a released revision left it: from text, not from its models.

Nothing of BookDesk is imported, only SQLCipher and the standard library: what the models say today must not reach the
files of then. A folder `<client revision>-<practice revision>` holds

    release.json        what opens the practice, the raw key of each database, its heads, its tables' content
    files.json          every other file of the home, base64 in lines: key file, device, sealed documents
    client.schema.sql   tables, indexes, triggers and marks of a client's database; `practice.schema.sql` likewise
    <database>.sql      the rows of each database

All of it is text that can be read.

`python -m tests.releases.freeze` writes one; nothing in it is changed afterwards.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver  # type: ignore[import-untyped] # the driver ships no types

FOLDER = Path(__file__).parent
ROWS = "-- rows\n"
"""The line of a schema where the rows belong."""
NOT_COUNTED = frozenset({"alembic_version", "current_change"})
"""Tables that say how far a file is, not what stands in it."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a table held: the columns of then, how many rows, and the SHA-256 (hex) of all of them."""

    columns: tuple[str, ...]
    count: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Database:
    """One database of the practice. Heads are (device, counter, hash), as its history ended."""

    path: str
    key: bytes
    revision: int
    heads: tuple[tuple[str, int, str], ...]
    tables: Mapping[str, Content]


@dataclass(frozen=True, slots=True)
class Release:
    """A practice of a released revision. `passphrases` by user, `recovery` as it stands on the sheet."""

    name: str
    passphrases: Mapping[str, str]
    recovery: str
    frozen_at: str
    databases: tuple[Database, ...]
    clients: Mapping[str, str]
    """Names of clients by id."""

    def database(self, path: str) -> Database:
        """Return one database by its path in the home."""
        return next(one for one in self.databases if one.path == path)

    @property
    def books(self) -> tuple[Database, ...]:
        """The clients' databases, that of unsorted documents included."""
        return tuple(one for one in self.databases if one.path != "practice.db")


def releases() -> list[Path]:
    """Return the folders of all released revisions, the oldest first."""
    return sorted(path.parent for path in FOLDER.glob("*/release.json"))


def read_release(folder: Path) -> Release:
    """Return what is kept of a revision."""
    kept = json.loads((folder / "release.json").read_text("utf-8"))
    return Release(
        folder.name,
        kept["passphrases"],
        kept["recovery"],
        kept["frozen_at"],
        tuple(_database(path, facts) for path, facts in kept["databases"].items()),
        kept["clients"],
    )


def make_release(folder: Path, home: Path) -> Release:
    """Build the practice of a revision in an empty `home`, every file as it was, and return what is known of it."""
    release = read_release(folder)
    home.mkdir(parents=True, exist_ok=True)
    for path, lines in json.loads((folder / "files.json").read_text("utf-8")).items():
        target = home / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(base64.b64decode("".join(lines)))
    for one in release.databases:
        make_database(home / one.path, one.key, script_of(folder, one.path))
    return release


def script_of(folder: Path, path: str) -> str:
    """Return the whole SQL of a database: its tables, its rows, then its indexes and triggers, which want no rows."""
    tables, rest = schema_file(folder, path).read_text("utf-8").split(ROWS)
    return tables + rows_file(folder, path).read_text("utf-8") + rest


def schema_file(folder: Path, path: str) -> Path:
    """Return where the schema of a database is kept, by its path in the home; all clients have the same."""
    return folder / f"{'practice' if path == 'practice.db' else 'client'}.schema.sql"


def rows_file(folder: Path, path: str) -> Path:
    """Return where the rows of a database are kept."""
    return folder / f"{path.removesuffix('.db').removesuffix('/books').replace('/', '.')}.sql"


def make_database(path: Path, key: bytes, script: str) -> None:
    """Write an encrypted database from its SQL, with a write-ahead log as the program keeps one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(connect(path, key)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(script)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def connect(path: Path, key: bytes) -> Any:  # noqa: ANN401 - the driver has no types
    """Return a connection on a SQLCipher 4 file under a raw key."""
    connection = driver.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.set_key(f"x'{key.hex()}'")
    connection.execute("PRAGMA cipher_compatibility=4")
    return connection


def content_of(connection: Any, table: str, columns: tuple[str, ...] = ()) -> Content:  # noqa: ANN401 - as above
    """Return what a table holds in `columns` (by default in all), in whatever order its rows stand."""
    columns = columns or columns_of(connection, table)
    listed = ", ".join(f'"{column}"' for column in columns)
    rows = connection.execute(f'SELECT {listed} FROM "{table}"').fetchall()  # noqa: S608 - names from the schema
    said = sorted(json.dumps(row, ensure_ascii=False) for row in rows)
    return Content(columns, len(rows), hashlib.sha256("\n".join(said).encode()).hexdigest())


def columns_of(connection: Any, table: str) -> tuple[str, ...]:  # noqa: ANN401 - as above
    """Return the columns of a table, none where there is no such table."""
    return tuple(row[1] for row in connection.execute(f'PRAGMA table_info("{table}")').fetchall())


def contents(connection: Any) -> dict[str, Content]:  # noqa: ANN401 - as above
    """Return what every table holds."""
    named = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    tables = [name for (name,) in named if not name.startswith("sqlite_") and name not in NOT_COUNTED]
    return {table: content_of(connection, table) for table in tables}


def heads_of(connection: Any) -> tuple[tuple[str, int, str], ...]:  # noqa: ANN401 - as above
    """Return the newest change set of each device: its id, counter and hash."""
    newest = "SELECT device, max(device_counter), hash FROM change_set GROUP BY device ORDER BY device"
    return tuple(map(tuple, connection.execute(newest).fetchall()))


def _database(path: str, facts: Mapping[str, Any]) -> Database:
    tables = {
        name: Content(tuple(one["columns"]), one["count"], one["sha256"]) for name, one in facts["tables"].items()
    }
    heads = tuple((str(device), int(counter), str(digest)) for device, counter, digest in facts["heads"])
    return Database(path, bytes.fromhex(facts["key"]), int(facts["revision"]), heads, tables)
