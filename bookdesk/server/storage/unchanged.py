"""Answers of the database that hold until anybody commits: SQLite counts commits, and asking it costs microseconds.

A connection of its own, which never writes, sees the counter move with every commit of every process
(https://www.sqlite.org/pragma.html#pragma_data_version). PostgreSQL has no such counter; there nothing is remembered.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_PREFIX: Final = "sqlite:///"
_MOST: Final = 5_000
"""Answers that are kept: some hundred bytes each."""


class Commits:
    """The count of commits as one connection sees it."""

    def __init__(self, url: str) -> None:
        """Watch the database at a URL; one that is no file of SQLite is not watched."""
        self._file = url.removeprefix(_PREFIX) if url.startswith(_PREFIX) else ""
        self._connection: sqlite3.Connection | None = None
        self._cursor: sqlite3.Cursor | None = None
        self._guard = threading.Lock()

    def mark(self) -> int | None:
        """Return a number that is the same as long as nobody commits; None where nobody can tell."""
        if not self._file:
            return None
        with self._guard:
            if self._cursor is None:
                self._connection = sqlite3.connect(self._file, isolation_level=None, check_same_thread=False)
                self._cursor = self._connection.cursor()
            return int(self._cursor.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Let go of the connection."""
        with self._guard:
            if self._connection is not None:
                self._connection.close()
                self._connection = self._cursor = None


@dataclass
class UntilCommit(Generic[K, V]):
    """Answers by what was asked, each as good as the mark under which it was read."""

    commits: Commits
    most: int = _MOST
    _known: OrderedDict[K, tuple[int, V]] = field(default_factory=OrderedDict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: K, read: Callable[[], V]) -> V:
        """Return the answer, read anew unless nothing was committed since it was read."""
        before = self.commits.mark()  # asked first: what is committed while it is read makes the answer old, not wrong
        if before is None:
            return read()
        with self._guard:
            known = self._known.get(key)
        if known is not None and known[0] == before:
            return known[1]
        answer = read()
        with self._guard:
            self._known[key] = before, answer
            self._known.move_to_end(key)
            while len(self._known) > self.most:
                self._known.popitem(last=False)
        return answer

    def has(self, key: K) -> bool:
        """Whether the answer is at hand and still good."""
        with self._guard:
            known = self._known.get(key)
        return known is not None and known[0] == self.commits.mark()
