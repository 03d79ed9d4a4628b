"""A file gets another key: copied under it, checked, and put in the old one's place.

SQLCipher can change the key of a file in place, page by page; a copy is safer, since at any moment one whole file is
there that one key opens. Whoever holds the keys decides between copy and swap which of them is valid from then on.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from bookdesk.core.errors import InUse, Locked, StorageError
from bookdesk.core.failpoints import reach
from bookdesk.store.backup import check_database
from bookdesk.store.cipher import Cipher, Connection, driver
from bookdesk.store.errors import translated, translating
from bookdesk.store.files import sync_folder
from bookdesk.store.history import HEADS, Head
from bookdesk.store.kinds import FileKind
from bookdesk.store.lock import ReadOnlyHome
from bookdesk.store.opening import maintaining, put_in_place, remove_database
from bookdesk.store.writable import writable

SUFFIX: Final = ".rotating"


def aside_of(path: Path) -> Path:
    """Return where the copy of a file under its next key stands until it is swapped in."""
    return path.with_name(path.name + SUFFIX)


@contextmanager
def rekeyed(cipher: Cipher, path: Path, key: bytes, new_key: bytes) -> Iterator[Path]:
    """Yield the checked copy of a file under its new key, nobody else being in the file; swap it in afterwards.

    Within the block the caller makes the new key the valid one. Where that fails, or the swap, both files stay and
    `settle` keeps the one that the valid key opens. `InUse` where the file is open anywhere else.
    """
    aside = aside_of(path)
    remove_database(aside)
    with _held(cipher, path, key) as old:
        try:
            _copy(cipher, old, aside, new_key)
            make_durable(aside)
        except BaseException:
            with suppress(StorageError):  # then `settle` takes it away
                remove_database(aside)
            raise
        reach("rotate: copied")
        yield aside
        reach("rotate: before swap")
        if sys.platform == "win32":
            old.close()  # there an open file cannot be replaced; elsewhere it stays closed to others until it is gone
        put_in_place(aside, path)
    reach("rotate: swapped")


def make_durable(aside: Path) -> None:
    """Bring a copy to the disk for good, name and all: its key may only become the valid one after that."""
    with translating():
        with aside.open("rb+") as file:
            os.fsync(file.fileno())
        sync_folder(aside.parent)


def settle(cipher: Cipher, path: Path, key: bytes, kind: FileKind) -> None:
    """End a change of keys that was interrupted: the copy takes its place if the valid `key` opens it, or goes."""
    aside = aside_of(path)
    if not aside.exists():
        return
    if _opens(cipher, aside, key, kind):
        with maintaining(cipher, aside, key) as copy:
            copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        put_in_place(aside, path)
    elif _opens(cipher, path, key, kind):
        remove_database(aside)


def refuse_unsettled(cipher: Cipher, path: Path, key: bytes, kind: FileKind) -> None:
    """Return quietly, or raise `InUse` where the valid key opens the copy only: a swap is missing.

    `ReadOnlyHome` where nobody can open it for work as it is.
    """
    if not aside_of(path).exists() or _opens(cipher, path, key, kind) or not _opens(cipher, aside_of(path), key, kind):
        return
    if not writable(path.parent):
        raise ReadOnlyHome(
            f"A change of the key of {path.name} is not finished, and its folder cannot be written to.",
            "Make it writable, or copy the practice to a disk of your own; opened there for work it is done.",
        )
    raise InUse(
        f"A change of the key of {path.name} is not finished.", "Open the practice for work once: it is done then."
    )


@contextmanager
def _held(cipher: Cipher, path: Path, key: bytes) -> Iterator[Connection]:
    """Yield a connection to a file that lets no other in, not even one that only reads; its log is empty then.

    The journal leaves its write-ahead mode only where nobody else has the file open, and a file once locked
    exclusively stays so in that locking mode (https://www.sqlite.org/pragma.html#pragma_locking_mode).
    """
    with maintaining(cipher, path, key) as connection:
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except driver.OperationalError as failure:
            if isinstance(translated(failure), InUse):
                raise InUse("Another BookDesk is reading this file.", "Close it, then try again.") from failure
            raise
        yield connection


def _copy(cipher: Cipher, old: Connection, aside: Path, new_key: bytes) -> None:
    """Copy a file under another key and hold both against each other: pages, heads, rows of each table."""
    with maintaining(cipher, aside, new_key) as new:
        new.execute("PRAGMA journal_mode=DELETE")
        try:
            old.backup(new)
        except driver.OperationalError as failure:  # the driver gives no code for what stops it
            raise translated(failure) or StorageError(
                "The copy under the new key cannot be written: the disk is full, or failing.",
                "Free some space, then repeat.",
            ) from failure
        new.execute("PRAGMA journal_mode=WAL")
        counted = _counts(new)
    heads = check_database(cipher, aside, new_key)
    if counted != _counts(old) or heads != tuple(Head(*row) for row in old.execute(HEADS).fetchall()):
        raise StorageError("The copy under the new key is not the same.", "Check the disk, then repeat.")


def _counts(connection: Connection) -> dict[str, int]:
    """Return how many pages a file has, and how many rows each of its tables."""
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    counts = {"": int(connection.execute("PRAGMA page_count").fetchone()[0])}
    for (name,) in tables:
        quoted = name.replace('"', '""')
        counts[name] = int(connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0])  # noqa: S608 - a name of the schema
    return counts


def _opens(cipher: Cipher, path: Path, key: bytes, kind: FileKind) -> bool:
    """Return whether `key` opens a file of this kind. An empty file, which every key opens, is none."""
    if not path.is_file():
        return False
    with translating():
        connection = cipher.connect(path, key)
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            return int(connection.execute("PRAGMA application_id").fetchone()[0]) == kind.application_id
        except driver.DatabaseError as failure:
            if isinstance(translated(failure), Locked):
                return False
            raise
        finally:
            connection.close()
