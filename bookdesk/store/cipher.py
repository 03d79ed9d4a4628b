"""How a database file is opened with its key: the one place that knows SQLCipher.

Keys are raw 32 bytes; a key never stands in a URL, a log or a repr. The settings of SQLCipher 4 (AES-256-CBC,
HMAC-SHA512 per page, 4096-byte pages) are fixed explicitly, so that a later library reads today's files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

import sqlcipher3.dbapi2 as driver  # type: ignore[import-untyped] # the driver ships no types

from bookdesk.store.writable import writable

__all__ = ["KEY_BYTES", "Cipher", "Connection", "SqlCipher", "driver", "open_unkeyed"]

KEY_BYTES = 32


class Connection(Protocol):
    """What we use of the driver's connection (DB-API 2.0 as sqlcipher3 gives it)."""

    def execute(self, sql: str, parameters: Sequence[object] = ..., /) -> Any:  # noqa: ANN401 - the driver's cursor
        """Run one statement."""
        ...

    def set_authorizer(self, callback: Callable[..., int] | None, /) -> None:
        """Ask `callback` about every access while a statement is compiled."""
        ...

    def set_key(self, key: str, /) -> None:
        """Give SQLCipher the key without it becoming part of an SQL text."""
        ...

    def backup(
        self, target: Connection, /, *, pages: int = ..., progress: Callable[[int, int, int], None] | None = ...
    ) -> None:
        """Copy all pages to `target`, so many in one go; `progress` is called between, and stops it by raising."""
        ...

    def close(self) -> None:
        """Close the file."""
        ...


class Cipher(Protocol):
    """Opens a connection on a file; everything about the key is done when it returns."""

    module: ModuleType

    def connect(self, path: Path, key: bytes) -> Connection:
        """Return an autocommitting connection on `path`, created if absent."""
        ...


class SqlCipher:
    """SQLCipher 4 with a raw key. The first read tells whether the key is right."""

    module: ModuleType = driver

    def connect(self, path: Path, key: bytes) -> Connection:
        """Return a keyed connection: log off first, since a wrong key otherwise prints to standard error."""
        if len(key) != KEY_BYTES:
            raise ValueError(f"a file key has {KEY_BYTES} bytes")
        connection: Connection = open_unkeyed(path)
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.set_key(f"x'{key.hex()}'")
        connection.execute("PRAGMA cipher_compatibility=4")
        return connection


def open_unkeyed(path: Path) -> Any:  # noqa: ANN401 - the driver has no types
    """Return the bare driver's connection: explicit transactions, usable from any one thread at a time.

    Where the folder cannot be written to, SQLite could not make the files it keeps beside a database; then the file is
    opened as one that nobody changes, unless a log lies there that belongs to it.
    """
    where, uri = str(path), False
    if path.exists() and not writable(path.parent):
        log = path.with_name(f"{path.name}-wal")
        still = "" if log.exists() and log.stat().st_size else "&immutable=1"
        where, uri = f"{path.absolute().as_uri()}?mode=ro{still}", True
    return driver.connect(
        where, isolation_level=None, check_same_thread=False, cached_statements=512, timeout=0, uri=uri
    )
