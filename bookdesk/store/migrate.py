"""Upgrades a file on a verified encrypted copy, which is then swapped in: a crash leaves the old or the new one."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection as EngineConnection
from sqlalchemy import create_engine, event
from sqlalchemy.pool import StaticPool

from bookdesk.core.errors import InUse, StorageError
from bookdesk.core.failpoints import reach
from bookdesk.store.cipher import Cipher, Connection, driver
from bookdesk.store.errors import NoRoom, on_engine_error, translated
from bookdesk.store.kinds import FileKind
from bookdesk.store.lock import ReadOnlyHome
from bookdesk.store.opening import check_file, maintaining, put_in_place, remove_database
from bookdesk.store.rekeying import refuse_unsettled, settle
from bookdesk.store.schema import mark
from bookdesk.store.triggers import apply_triggers, assert_triggers, drop_triggers
from bookdesk.store.upgraded import Author, record, refuse_altered
from bookdesk.store.writable import writable


def make_ready(  # noqa: PLR0913 - what a file is opened with
    cipher: Cipher, path: Path, key: bytes, kind: FileKind, *, writes: bool = True, author: Author | None = None
) -> None:
    """Check key, kind, revision and guards of a file, upgrading it if it is older; after this it may be used.

    A change of its keys that was interrupted is ended first, which whoever only reads leaves to another. `author` is in
    whose name an upgrade is recorded.
    """
    if writes:
        settle(cipher, path, key, kind)
    else:
        refuse_unsettled(cipher, path, key, kind)
    if check_file(cipher, path, key, kind) < kind.head:
        upgrade(cipher, path, key, kind, writes=writes, author=author)


def upgrade(  # noqa: PLR0913 - as above
    cipher: Cipher, path: Path, key: bytes, kind: FileKind, *, writes: bool = True, author: Author | None = None
) -> None:
    """Bring the file to the newest revision; `InUse` if this program may only read, `StorageError` if it fails.

    The caller holds the practice's lock and has the file closed. The old file is untouched until the swap.
    """
    if not writes and not writable(path.parent):
        raise ReadOnlyHome(
            f"{path.name} is of an older BookDesk and is to be upgraded, but its folder cannot be written to.",
            "Make it writable, or copy the practice to a disk of your own and open it there.",
        )
    if not writes:
        raise InUse(f"{path.name} is not yet upgraded.", "Let the other BookDesk open this client once.")
    aside = path.with_name(path.name + ".upgrading")
    remove_database(aside)
    try:
        with maintaining(cipher, path, key) as old:
            _copy(cipher, old, aside, key)
        reach("migration: copied")
        with maintaining(cipher, aside, key) as copy:
            _check_pages(copy)
            _migrate(cipher, copy, kind, author)
            reach("migration: migrated")
            _check_pages(copy)
            copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        reach("migration: before swap")
        put_in_place(aside, path)
        reach("migration: swapped")
    except BaseException:
        with suppress(StorageError):  # then it goes with the next upgrade
            remove_database(aside)
        raise


def _copy(cipher: Cipher, old: Connection, aside: Path, key: bytes) -> None:
    """Copy the present state, write-ahead log included; then empty the old log, so that the swap may drop it."""
    if old.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        raise InUse("Another BookDesk is reading this file.", "Close it, so that the file can be upgraded.")
    with maintaining(cipher, aside, key) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")
        try:
            old.backup(copy)
        except driver.OperationalError as failure:  # the driver gives no code for what stops it
            raise translated(failure) or NoRoom(
                f"The upgraded copy of {aside.stem} cannot be written: the disk is full, over its quota, or failing.",
                "Free some space, then open it once more; the file was left as it is.",
            ) from failure


def _check_pages(connection: Connection) -> None:
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    damaged = connection.execute("PRAGMA cipher_integrity_check").fetchall()
    if damaged or connection.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
        raise StorageError("The file to be upgraded is damaged; it was left as it is.", "Restore it from a backup.")


def _migrate(cipher: Cipher, connection: Connection, kind: FileKind, author: Author | None) -> None:
    """Run the revisions in one transaction: foreign keys off before it, since inside one the pragma does nothing."""
    connection.execute("PRAGMA foreign_keys=OFF")
    was = int(connection.execute("PRAGMA user_version").fetchone()[0])
    engine = create_engine("sqlite://", module=cipher.module, creator=lambda: connection, poolclass=StaticPool)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "handle_error", on_engine_error)
    with engine.begin() as transaction:
        refuse_altered(transaction, kind)
        drop_triggers(connection)
        run_revisions(transaction, kind)
        apply_triggers(connection, kind.metadata)
        assert_triggers(connection, kind.metadata)
        record(transaction, kind, was, author)
        mark(connection, kind)
        if connection.execute("PRAGMA foreign_key_check").fetchall():
            raise StorageError("The upgrade would leave loose ends; the file was left as it is.", "Report this to us.")
    connection.execute("PRAGMA foreign_keys=ON")


def _begin(connection: EngineConnection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def run_revisions(transaction: EngineConnection, kind: FileKind) -> None:
    """Let Alembic upgrade to the head within `transaction`."""
    # Imported here: opening a present-day file needs no Alembic, and its import takes longer than the opening.
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(kind.migrations).replace("%", "%%"))
    config.attributes["connection"] = transaction
    config.attributes["metadata"] = kind.metadata
    command.upgrade(config, kind.revision)
