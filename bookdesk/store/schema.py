"""Makes the schema of a new file straight from the models; a test holds it equal to what the migrations build."""

from __future__ import annotations

from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from bookdesk.store.cipher import Connection
from bookdesk.store.kinds import FileKind
from bookdesk.store.triggers import apply_triggers

VERSION_TABLE = "CREATE TABLE alembic_version (version_num TEXT NOT NULL PRIMARY KEY) STRICT"
"""Made by us before Alembic would make its own, which is not STRICT."""

OPEN_CHANGE_ROW = "INSERT INTO current_change (one) VALUES (1)"


def ddl(kind: FileKind) -> list[str]:
    """Return the statements that make all tables and indexes, sorted by name so that the list is stable."""
    dialect = sqlite.dialect()
    statements = []
    for _, table in sorted(kind.metadata.tables.items()):
        statements.append(str(CreateTable(table).compile(dialect=dialect)).strip())
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        statements += [str(CreateIndex(index).compile(dialect=dialect)).strip() for index in indexes]
    return statements


def make_schema(connection: Connection, kind: FileKind) -> None:
    """Fill an empty file in one transaction and mark it with its kind and revision."""
    connection.execute("BEGIN IMMEDIATE")
    for statement in ddl(kind):
        connection.execute(statement)
    connection.execute(OPEN_CHANGE_ROW)
    connection.execute(VERSION_TABLE)
    connection.execute("INSERT INTO alembic_version VALUES (?)", (kind.revision,))
    apply_triggers(connection, kind.metadata)
    mark(connection, kind)
    connection.execute("COMMIT")


def mark(connection: Connection, kind: FileKind) -> None:
    """Write the kind and the newest revision into the file's header, within the present transaction."""
    connection.execute(f"PRAGMA application_id={kind.application_id}")
    connection.execute(f"PRAGMA user_version={kind.head}")
