"""The two engines of a file, and maintenance connections beside them.

The writer has one connection and begins IMMEDIATE, the readers begin deferred and cannot write: with a single
engine each query would wait for the writer. Ordinary connections may not attach files, change the schema or set
pragmas; maintenance connections (backup, vacuum, migration, verify) come from `connect_for_maintenance`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, cast

from sqlalchemy import Connection as EngineConnection
from sqlalchemy import Dialect, Engine, create_engine, event, make_url
from sqlalchemy.pool import PoolProxiedConnection, QueuePool
from sqlalchemy.util import LRUCache
from sqlalchemy.util.queue import Queue

from bookdesk.store.cipher import Cipher, Connection, driver
from bookdesk.store.errors import READS, on_engine_error, reading, translating
from bookdesk.store.gate import Gate

BUSY_MILLISECONDS = 5_000
READERS = 2
"""Reading connections that are kept: each holds pages, schema and statements of its own."""
_SURGE = 12
"""Further ones for a moment: where a query asks within another, each of the threads at work needs two or three."""
READER_CACHE = 32_000
"""KiB, taken as pages are read: the widest index of a client with 100,000 bills (16 MB) and what it is joined with."""
ASIDE_CACHE = 4_000
"""KiB of the connection for what is read once, such as the history of a record."""
POOL_SECONDS = 30
_URL = "sqlite://"
_BEGIN_READING = "BEGIN"

Key = bytes | Callable[[], bytes]
"""The key of a file, or what tells the present one, where it may change while the file is open."""
_STATEMENTS = 2_000
"""Compiled statements that are remembered; the program has a few hundred."""
_PRAGMAS = (
    "foreign_keys=ON",
    "synchronous=FULL",  # NORMAL may lose the last commits on power loss: not for money
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "recursive_triggers=ON",  # so that REPLACE fires delete triggers
    "secure_delete=ON",
    "temp_store=MEMORY",
    "mmap_size=0",
    "cache_size=-16000",  # KiB
    "journal_size_limit=67108864",
    "wal_autocheckpoint=4000",  # pages: the commit that carries the log over takes 5 to 20 ms, so let it be a rare one
)
_ALLOWED_PRAGMAS = frozenset({"wal_checkpoint", "data_version", "optimize"})
_READABLE_PRAGMAS = frozenset(
    {"user_version", "application_id", "query_only", "journal_mode", "synchronous", "read_uncommitted"}
)
_REFUSED = frozenset(
    {
        driver.SQLITE_ATTACH,
        driver.SQLITE_DETACH,
        driver.SQLITE_ALTER_TABLE,
        driver.SQLITE_CREATE_TABLE,
        driver.SQLITE_CREATE_INDEX,
        driver.SQLITE_CREATE_TRIGGER,
        driver.SQLITE_CREATE_TEMP_TRIGGER,
        driver.SQLITE_CREATE_VIEW,
        driver.SQLITE_CREATE_VTABLE,
        driver.SQLITE_DROP_TABLE,
        driver.SQLITE_DROP_INDEX,
        driver.SQLITE_DROP_TRIGGER,
        driver.SQLITE_DROP_VIEW,
        driver.SQLITE_DROP_VTABLE,
    }
)
_ONLY_BY_TRIGGER = frozenset({(driver.SQLITE_INSERT, "row_change"), (driver.SQLITE_DELETE, "row_change")})


def _authorize(action: int, first: str | None, second: str | None, _database: str | None, inner: str | None) -> int:
    """Refuse what no ordinary work needs (https://www.sqlite.org/c3ref/set_authorizer.html)."""
    refused = (
        action in _REFUSED
        or (action == driver.SQLITE_PRAGMA and not _pragma_allowed(first or "", second))
        or (action == driver.SQLITE_FUNCTION and second == "load_extension")
        or (inner is None and (action, first) in _ONLY_BY_TRIGGER)
    )
    return int(driver.SQLITE_DENY if refused else driver.SQLITE_OK)


def _pragma_allowed(name: str, value: str | None) -> bool:
    return name.lower() in _ALLOWED_PRAGMAS or (value is None and name.lower() in _READABLE_PRAGMAS)


def connect_for_maintenance(cipher: Cipher, path: Path, key: bytes) -> Connection:
    """Return a connection with all pragmas and no authorizer; `Locked` if the key is wrong."""
    with translating():
        connection = cipher.connect(path, key)
        connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        connection.execute("PRAGMA journal_mode=WAL")
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    return connection


def _connect_ordinary(cipher: Cipher, path: Path, key: bytes, *, reads: int | None = None) -> Connection:
    """Return a connection that writes, or one that reads and keeps so many KiB of pages."""
    connection = connect_for_maintenance(cipher, path, key)
    if reads is not None:
        connection.execute("PRAGMA query_only=ON")
        connection.execute(f"PRAGMA cache_size=-{reads}")
    connection.set_authorizer(_authorize)
    return connection


def make_writer(cipher: Cipher, path: Path, key: Key, gate: Gate | None = None) -> Engine:
    """Return the engine of the one writing connection."""
    return _engine(cipher, lambda: _connect_ordinary(cipher, path, _present(key)), "BEGIN IMMEDIATE", (1, 0), gate)


def make_reader(cipher: Cipher, path: Path, key: Key, gate: Gate | None = None) -> Engine:
    """Return the engine of the reading connections; each transaction sees one moment."""
    return _engine(cipher, _reading(cipher, path, key, READER_CACHE), _BEGIN_READING, (READERS, _SURGE), gate)


def make_reader_aside(cipher: Cipher, path: Path, key: Key, gate: Gate | None = None) -> Engine:
    """Return the engine for what is read once: whatever it reads, the pages of lists stay with the other readers."""
    return _engine(cipher, _reading(cipher, path, key, ASIDE_CACHE), _BEGIN_READING, (1, _SURGE), gate)


def _reading(cipher: Cipher, path: Path, key: Key, kept: int) -> Callable[[], Connection]:
    def connect() -> Connection:
        with reading():
            return _connect_ordinary(cipher, path, _present(key), reads=kept)

    return connect


def _present(key: Key) -> bytes:
    return key if isinstance(key, bytes) else key()


class _EldestFirst(Queue[Any]):
    """Connections at rest, of which the eldest is taken: it has read what is asked for most, the others little."""

    def _get(self) -> Any:  # noqa: ANN401 - a connection's record, which SQLAlchemy keeps to itself
        eldest = min(self.queue, key=lambda record: record.starttime)
        self.queue.remove(eldest)
        return eldest


class _Pool(QueuePool):
    """Several connections, opened only when several are in use at once."""

    _queue_class = _EldestFirst
    gate: Gate | None = None

    def connect(self) -> PoolProxiedConnection:
        """Lend a connection, once the gate is open."""
        if self.gate is None:
            return super().connect()
        with self.gate.passing():
            return super().connect()


def _engine(
    cipher: Cipher, creator: Callable[[], Connection], begin: str, size: tuple[int, int], gate: Gate | None
) -> Engine:
    dialect, compiled = _shared(cipher.module)
    pool = _Pool(
        cast("Any", creator),
        pool_size=size[0],
        max_overflow=size[1],
        timeout=POOL_SECONDS,
        dialect=dialect,
    )
    pool.gate = gate
    options = {"compiled_cache": compiled, READS: begin == _BEGIN_READING}
    engine = Engine(pool, dialect, make_url(_URL), execution_options=options)

    def begin_explicitly(connection: EngineConnection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "begin", begin_explicitly)
    event.listen(pool, "checkin", _end_transaction)
    return engine


def _end_transaction(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver has no types
    """Roll back what a COMMIT that failed has left open.

    On a full disk SQLite keeps the transaction, and SQLAlchemy gives the connection back without a rollback, since it
    takes a commit for the end: every later change would find itself within the one that failed.
    """
    if connection is not None and connection.in_transaction:
        connection.rollback()


@cache
def _shared(module: ModuleType) -> tuple[Dialect, LRUCache[Any, Any]]:
    """Return the dialect and the compiled statements of all engines.

    `create_engine` gives each its own, so that every client just opened compiled its statements anew: a tenth of a
    second for the figures of one that were read in five milliseconds.
    """
    first = create_engine(_URL, module=module)
    with first.connect():
        pass  # the dialect asks the library what it can
    first.dispose()
    event.listen(first, "handle_error", on_engine_error)
    return first.dialect, LRUCache(_STATEMENTS)
