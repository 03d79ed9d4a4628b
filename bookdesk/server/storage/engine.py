"""The one door to the portal's database: SQLite in a file beside the keys, or PostgreSQL where a firm wants one.

On SQLite one writes at a time, from the beginning of his transaction on (BEGIN IMMEDIATE), and a commit is on disk
before it is answered (WAL, synchronous FULL). On PostgreSQL rows that are decided on are locked (`FOR UPDATE`, which
SQLite is not told), always the document before its attempts and the tenant's chain of events last.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bookdesk.core.errors import StorageError, UsageError
from bookdesk.server.storage.unchanged import Commits

_WAIT_MILLISECONDS = 10_000
_WRITES = "portal_writes"


class Store:
    """The database, as everything else uses it: a session to read, or one to write as a whole."""

    def __init__(self, url: str) -> None:
        """Open the database at a URL of SQLAlchemy: `sqlite:///FILE` or `postgresql+psycopg://…`."""
        self.engine = _engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self.commits = Commits(url)
        self._one_writer = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that sees one state of the database and writes nothing."""
        with self._connected({"postgresql_readonly": True}) as connection, Session(connection) as session:
            yield session

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """Yield a connection for one plain query: what every page asks is not dressed up as objects."""
        with self._connected({"postgresql_readonly": True}) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Yield a session whose changes are all kept when the block ends, or none."""
        with (
            self._turn(),
            self._connected({_WRITES: True}) as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            yield session
            session.commit()

    def exclusive(self, session: Session, what: str) -> None:
        """Let nobody else do this until the transaction ends; on SQLite nobody else writes anyway."""
        if not self.is_sqlite:
            session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 0))"), {"what": what})

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """On SQLite wait for our own threads here, in order: its own waiting is by chance."""
        if not self.is_sqlite:
            yield
            return
        with self._one_writer:
            yield

    @contextmanager
    def _connected(self, options: dict[str, Any]) -> Iterator[Connection]:
        try:
            connection = self.engine.connect()
        except OperationalError as refusal:
            raise StorageError(
                "The portal's database does not open.", "Check its place, its rights and whether its server runs."
            ) from refusal
        with connection:
            yield connection.execution_options(**options)

    def close(self) -> None:
        """Let go of all connections."""
        self.commits.close()
        self.engine.dispose()


def sqlite_url(file: Path) -> str:
    """Return the URL of a SQLite database in a file."""
    return f"sqlite:///{file}"


def _engine(url: str) -> Engine:
    if url.startswith("postgresql://"):
        url = "postgresql+psycopg://" + url.removeprefix("postgresql://")
    if url.startswith("postgresql+psycopg://"):
        pool: dict[str, Any] = {"pool_size": 20, "max_overflow": 10, "pool_pre_ping": True}
        return create_engine(url, hide_parameters=True, isolation_level="READ COMMITTED", **pool)
    if not url.startswith("sqlite:///"):
        raise UsageError(
            "The portal's database is neither SQLite nor PostgreSQL.", "Give a URL that begins with postgresql."
        )
    waits = {"timeout": _WAIT_MILLISECONDS / 1000}
    engine = create_engine(url, pool_size=20, max_overflow=10, hide_parameters=True, connect_args=waits)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own connection
    """Let us begin transactions ourselves, and have a commit on disk before it returns."""
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
