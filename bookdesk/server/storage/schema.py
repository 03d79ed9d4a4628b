"""How a database comes to its tables: made whole when it is new, brought from revision to revision when it is not.

Each revision is a list of statements that both databases know. They are never changed once released; the tables'
present form is that of the newest revision, which a test holds against the statements that make them.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, inspect, text
from sqlalchemy.orm import Session

from bookdesk.core.errors import StorageError
from bookdesk.server.storage import moneytables, tables
from bookdesk.server.storage.base import PortalBase
from bookdesk.server.storage.engine import Store

UPGRADES: Final[tuple[tuple[str, ...], ...]] = ()
"""The statements that lead from revision 1 to 2, from 2 to 3, and so on."""
REVISION: Final = len(UPGRADES) + 1
"""The revision that this program reads and writes."""

TABLES: Final = (tables.MetaRow, moneytables.AttemptRow)
"""One table of each module: to name them here has them made."""
_LOCK = 7_263_001
"""What processes that start at once on PostgreSQL wait for; any number that nobody else uses."""


def prepare(store: Store) -> int:
    """Make or upgrade the tables; returns the revision they had before (0: new). Refuses those of a newer program."""
    with store.writing() as session:
        if not store.is_sqlite:
            session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        connection = session.connection()
        before = _revision(session, connection)
        if before > REVISION:
            raise StorageError(
                "The portal's database was written by a newer version of this program.",
                "Start the newer version, or restore a backup made with this one.",
            )
        _bring(connection, before)
        session.merge(tables.MetaRow(name="revision", value=str(REVISION)))
        return before


def _bring(connection: Connection, before: int) -> None:
    if before == 0:
        PortalBase.metadata.create_all(connection)
        return
    for statements in UPGRADES[before - 1 :]:
        for statement in statements:
            connection.exec_driver_sql(statement)


def _revision(session: Session, connection: Connection) -> int:
    if not inspect(connection).has_table("meta"):
        return 0
    row = session.get(tables.MetaRow, "revision")
    return int(row.value) if row else 0
