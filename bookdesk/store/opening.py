"""Creating a file, and what is checked before one is used: key, kind, revision, guards."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from bookdesk.core.errors import NotFound, StorageError
from bookdesk.core.failpoints import reach
from bookdesk.store.cipher import Cipher, Connection
from bookdesk.store.engine import BUSY_MILLISECONDS, connect_for_maintenance
from bookdesk.store.errors import translating
from bookdesk.store.files import sync_folder
from bookdesk.store.kinds import FileKind
from bookdesk.store.schema import make_schema
from bookdesk.store.triggers import assert_triggers


@contextlib.contextmanager
def maintaining(cipher: Cipher, path: Path, key: bytes) -> Iterator[Connection]:
    """Yield a maintenance connection and close it; foreign errors come out in our words."""
    connection = connect_for_maintenance(cipher, path, key)
    try:
        with translating():
            yield connection
    finally:
        connection.close()


def create_file(cipher: Cipher, path: Path, key: bytes, kind: FileKind) -> None:
    """Make a new file; `StorageError` if one is there. It appears under its name only when it is whole."""
    if path.exists():
        raise StorageError(f"There is already a file {path.name} here.", "Choose another place.")
    with translating():
        path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(path.name + ".new")
    remove_database(aside)
    try:
        with maintaining(cipher, aside, key) as connection:
            make_schema(connection, kind)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        put_in_place(aside, path)
    except BaseException:
        with contextlib.suppress(StorageError):  # then it goes with the next one, or the next start
            remove_database(aside)
        raise


def check_file(cipher: Cipher, path: Path, key: bytes, kind: FileKind) -> int:
    """Check key, kind, revision and, in a file of the present revision, all guards; return the revision.

    Not a byte is written: a file of a newer program, or of another kind, is refused as it is.
    """
    if not path.is_file():
        raise NotFound(f"The file {path.name} is missing.", "Restore it from a backup.")
    with translating():
        connection = cipher.connect(path, key)
        try:
            connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
            connection.execute("PRAGMA query_only=ON")
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            return _checked(connection, kind, path)
        finally:
            connection.close()


def _checked(connection: Connection, kind: FileKind, path: Path) -> int:
    revision = _number(connection, "user_version")
    if _number(connection, "application_id") != kind.application_id:
        raise StorageError(f"{path.name} is not a {kind.name} file of BookDesk.", "Restore it from a backup.")
    if revision > kind.head:
        raise StorageError(
            f"{path.name} was written by a newer BookDesk (schema {revision}, this one knows {kind.head}).",
            "Install the newer version, or restore a backup made with this one; nothing was changed.",
        )
    if revision == kind.head:
        assert_triggers(connection, kind.metadata)
    return revision


def put_in_place(aside: Path, path: Path) -> None:
    """Rename a checkpointed, closed database over `path`, durably. The old one must be closed and checkpointed, too."""
    with translating():
        _sync(aside)
        for leftover in (aside, path):
            for suffix in ("-wal", "-shm"):
                leftover.with_name(leftover.name + suffix).unlink(missing_ok=True)
        reach("swap: before")
        aside.replace(path)
        sync_folder(path.parent)


def remove_database(path: Path) -> None:
    """Remove a database with what SQLite keeps beside it, if it is there; `StorageError` where the disk refuses."""
    with translating():
        for suffix in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def _number(connection: Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
