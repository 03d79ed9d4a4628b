"""The calls of the program to the outside world, made to fail on request: disk, database engine, network, clock.

Each call is counted where it leaves the program's hands: files by `os` and `open`, a database by its connection (which
all come from one place, `bookdesk.store.cipher`), the network by the transport of `requests`, the time by the clock
that a practice is opened with. Nothing of the program is replaced.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import Any, Final, Self
from unittest.mock import patch

import requests

from bookdesk.core import failpoints
from bookdesk.core.clock import MovableClock
from bookdesk.store import cipher
from bookdesk.store.cipher import driver


class Call(Enum):
    """What a call wants of the outside world."""

    TAKES_ROOM = auto()
    """Writes: it fails on a full disk and on a broken one."""
    CHANGES = auto()
    """Removes, locks or opens for writing: it fails on a broken disk only."""
    READS = auto()
    ASKS = auto()
    """A request that leaves for the network."""
    TIME = auto()
    POINT = auto()
    """A named point between two calls."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A way to fail: which calls it strikes, and whether all calls after the first struck one fail as well."""

    name: str
    strikes: frozenset[Call]
    lasts: bool = False
    code: int = errno.EIO
    after: bool = False
    """Of a request: whether it was executed and only its answer is lost."""
    jump: timedelta = timedelta()


_WRITES = frozenset({Call.TAKES_ROOM})
_DISK = frozenset({Call.TAKES_ROOM, Call.CHANGES, Call.READS})
FULL: Final = Fault("disk full at one call", _WRITES, code=errno.ENOSPC)
FULL_ON: Final = Fault("disk full from one call on", _WRITES, code=errno.ENOSPC, lasts=True)
BROKEN: Final = Fault("disk refuses one call", _DISK)
BROKEN_ON: Final = Fault("disk refuses from one call on", _DISK, lasts=True)
STOPPED: Final = Fault("fails at a named point", frozenset({Call.POINT}))
UNSENT: Final = Fault("request lost", frozenset({Call.ASKS}))
UNHEARD: Final = Fault("answer lost", frozenset({Call.ASKS}), after=True)
CUT_OFF: Final = Fault("network gone from one call on", frozenset({Call.ASKS}), lasts=True)
BACK: Final = Fault("clock put back half an hour", frozenset({Call.TIME}), jump=timedelta(minutes=-30))
"""Not to before people were certified: what somebody signs at such a time counts for nothing."""
AHEAD: Final = Fault("clock put ahead ten years", frozenset({Call.TIME}), jump=timedelta(days=3653))
OF_THE_DISK: Final = (FULL, FULL_ON, BROKEN, BROKEN_ON)
OF_THE_NETWORK: Final = (UNSENT, UNHEARD, CUT_OFF)
OF_THE_CLOCK: Final = (BACK, AHEAD)


@dataclass(slots=True)
class Outside:
    """The outside world of one run: it fails at the `at`-th call that its fault strikes, while it is `armed`."""

    fault: Fault
    at: int
    base: Path
    armed: bool = False
    count: int = 0
    calls: Counter[Call] = field(default_factory=Counter)
    """All calls by what they want, whether this fault strikes them or not."""
    met: str = ""
    """The call that failed first; nothing where none did."""
    trace: list[str] = field(default_factory=list)
    """All calls that could have failed, in their order."""

    def strikes(self, call: Call, what: str) -> bool:
        """Count a call and return whether it is to fail."""
        if not self.armed:
            return False
        self.calls[call] += 1
        if call not in self.fault.strikes:
            return False
        self.count += 1
        self.trace.append(what)
        if self.count == self.at:
            self.met = what
        return self.count == self.at or (self.fault.lasts and 0 < self.at < self.count)

    def disk(self, call: Call, what: str, path: object) -> None:
        """Fail a call about a file of ours."""
        name = self._named(path)
        if name is not None and self.strikes(call, f"{what} {name}"):
            raise self.refusal()

    def refusal(self) -> OSError:
        """Return what the system says."""
        return OSError(self.fault.code, os.strerror(self.fault.code))

    def engine(self) -> Exception:
        """Return what the driver says."""
        full = self.fault.code == errno.ENOSPC
        failure: Exception = driver.OperationalError("database or disk is full" if full else "disk I/O error")
        failure.sqlite_errorcode = driver.SQLITE_FULL if full else driver.SQLITE_IOERR  # type: ignore[attr-defined] # the driver sets it so
        return failure

    @property
    def lost(self) -> bool:
        """Whether the disk refuses everything by now."""
        return self.armed and bool(self.met) and self.fault.lasts and self.fault.code == errno.EIO

    @property
    def is_point(self) -> bool:
        """Whether what fails is no call but a named point, at which nothing fails in the real world."""
        return Call.POINT in self.fault.strikes

    def _named(self, path: object) -> str | None:
        """Return the path below the folder of this run, `None` where the call is about something else."""
        if isinstance(path, int):
            path = Path(f"/proc/self/fd/{path}").readlink()
        whole = Path(os.path.abspath(os.fsdecode(path)))  # type: ignore[arg-type] # noqa: PTH100 - pathlib has none
        return str(whole.relative_to(self.base)) if whole.is_relative_to(self.base) else None


@contextmanager
def installed(outside: Outside) -> Iterator[None]:
    """Let every call of this process go by `outside` within the block."""
    with ExitStack() as stack:
        for part in (*_disk(outside), *_engine(outside), *_network(outside)):
            stack.enter_context(part)
        stack.callback(failpoints.install, None)
        failpoints.install(partial(_at_point, outside))
        yield


def _at_point(outside: Outside, name: str) -> None:
    if outside.strikes(Call.POINT, name):
        raise outside.refusal()


# -- the disk


def _disk(outside: Outside) -> Iterator[Any]:
    simple = {
        "fsync": Call.TAKES_ROOM,
        "mkdir": Call.TAKES_ROOM,
        "unlink": Call.CHANGES,
        "remove": Call.CHANGES,
        "rmdir": Call.CHANGES,
        "chmod": Call.CHANGES,
        "utime": Call.CHANGES,
        "scandir": Call.READS,
        "listdir": Call.READS,
    }
    for name, call in simple.items():
        yield patch.object(os, name, _one(outside, call, name, getattr(os, name)))
    for name in ("replace", "rename"):
        yield patch.object(os, name, _renaming(outside, name, getattr(os, name)))
    yield patch.object(os, "open", _opening(outside, os.open))
    opening = _file(outside, io.open)
    yield patch.object(io, "open", opening)
    yield patch.object(builtins, "open", opening)


def _one(outside: Outside, call: Call, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def called(path: object = ".", *rest: Any, **more: Any) -> Any:  # noqa: ANN401 - whatever the system takes
        outside.disk(call, name, _within(path, more.get("dir_fd")))
        return real(path, *rest, **more)

    return called


def _renaming(outside: Outside, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    def called(source: object, target: object, **more: Any) -> Any:  # noqa: ANN401 - as above
        outside.disk(Call.TAKES_ROOM, name, target)
        return real(source, target, **more)

    return called


def _opening(outside: Outside, real: Callable[..., int]) -> Callable[..., int]:
    def called(path: object, flags: int, *rest: Any, **more: Any) -> int:  # noqa: ANN401 - as above
        makes = flags & os.O_CREAT
        call = Call.TAKES_ROOM if makes else Call.CHANGES if flags & (os.O_WRONLY | os.O_RDWR) else Call.READS
        outside.disk(call, "open", _within(path, more.get("dir_fd")))
        return real(path, flags, *rest, **more)

    return called


def _file(outside: Outside, real: Callable[..., Any]) -> Callable[..., Any]:
    def called(file: object, mode: str = "r", *rest: Any, **more: Any) -> Any:  # noqa: ANN401 - as above
        makes = set(mode) & set("wxa")
        call = Call.TAKES_ROOM if makes else Call.CHANGES if "+" in mode else Call.READS
        outside.disk(call, "open", file)
        opened = real(file, mode, *rest, **more)
        return _Writing(opened, outside, file) if makes else opened

    return called


def _within(path: object, folder: int | None) -> object:
    return path if folder is None else Path(f"/proc/self/fd/{folder}").readlink() / os.fsdecode(path)  # type: ignore[arg-type]


class _Writing:
    """An open file of which a write may fail half-way, as on a disk that has room for a part of it."""

    def __init__(self, real: Any, outside: Outside, path: object) -> None:  # noqa: ANN401 - text or bytes
        self._real, self._outside, self._path = real, outside, path

    def write(self, content: Any) -> int:  # noqa: ANN401 - as above
        try:
            self._outside.disk(Call.TAKES_ROOM, "write", self._path)
        except OSError:
            self._real.write(content[: len(content) // 2])
            self._real.flush()
            raise
        return int(self._real.write(content))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a file has
        return getattr(self._real, name)

    def __enter__(self) -> Self:
        self._real.__enter__()
        return self

    def __exit__(self, *failure: object) -> None:
        self._real.__exit__(*failure)


# -- the database engine

_REAL_OPEN: Final = io.open
_READING: Final = ("SELECT", "BEGIN", "EXPLAIN", "SAVEPOINT", "RELEASE")
_COUNTED_PRAGMAS: Final = ("wal_checkpoint", "journal_mode", "integrity_check", "quick_check", "foreign_key_check")
"""Of the others, which set up a connection, each would fail as the connecting does."""


def _engine(outside: Outside) -> Iterator[Any]:
    real = driver.connect

    def connect(*where: Any, **more: Any) -> Any:  # noqa: ANN401 - the driver has no types
        if outside.strikes(Call.READS, "connect"):
            raise outside.engine()
        made = real(*where, factory=_Connection, **more)
        made.outside, made.log = outside, Path(f"{where[0]}-wal")
        return made

    yield patch.object(cipher.driver, "connect", connect)


class _Cursor(driver.Cursor):  # type: ignore[misc] # the driver has no types
    def execute(self, sql: str, *rest: Any) -> Any:  # noqa: ANN401 - as above
        self.connection.about_to(sql)
        return super().execute(sql, *rest)

    def executemany(self, sql: str, *rest: Any) -> Any:  # noqa: ANN401 - as above
        self.connection.about_to(sql)
        return super().executemany(sql, *rest)


class _Connection(driver.Connection):  # type: ignore[misc] # as above
    outside: Outside
    log: Path

    def close(self) -> None:
        """Close the file; a disk that refuses everything keeps its log, which SQLite removes with the last one."""
        kept = None
        if self.outside.lost and self.log.exists():
            with _REAL_OPEN(self.log, "rb") as log:
                kept = log.read()
        super().close()
        if kept is not None and not self.log.exists():
            with _REAL_OPEN(self.log, "wb") as log:
                log.write(kept)

    def cursor(self, *_factory: Any) -> Any:  # noqa: ANN401 - as above
        return super().cursor(_Cursor)

    def commit(self) -> None:
        if self.in_transaction:
            self.about_to("COMMIT")
        super().commit()

    def backup(self, target: Any, **more: Any) -> None:  # noqa: ANN401 - as above
        self.about_to("BACKUP")
        super().backup(target, **more)

    def about_to(self, sql: str) -> None:
        """Fail a statement; where it writes to a broken disk, SQLite rolls the transaction back by itself."""
        words = " ".join(sql.split())[:60]
        call = _call_of(words)
        if call is None or not self.outside.strikes(call, words):
            return
        if call is Call.TAKES_ROOM and self.outside.fault.code == errno.EIO and self.in_transaction:
            super().rollback()
        raise self.outside.engine()


def _call_of(sql: str) -> Call | None:
    first = sql.split(" ", maxsplit=1)[0].upper()
    if first == "ROLLBACK":
        return None
    if first == "PRAGMA":
        if not any(name in sql for name in _COUNTED_PRAGMAS):
            return None
        return Call.TAKES_ROOM if "wal_checkpoint" in sql or "journal_mode" in sql else Call.READS
    return Call.READS if first in _READING else Call.TAKES_ROOM


# -- the network and the clock


def _network(outside: Outside) -> Iterator[Any]:
    real = requests.adapters.HTTPAdapter.send

    def send(self: Any, request: requests.PreparedRequest, **more: Any) -> requests.Response:  # noqa: ANN401 - as it is there
        address = str(request.url).partition("?")[0].split("/", 3)[-1]
        ours = address.startswith(("api.xro/", "connect"))
        if not ours or not outside.strikes(Call.ASKS, f"{request.method} {address}"):
            return real(self, request, **more)
        if outside.fault.after:
            real(self, request, **more).close()
            raise requests.ReadTimeout("the answer is lost")
        raise requests.ConnectionError("the connection broke")

    yield patch.object(requests.adapters.HTTPAdapter, "send", send)


class JumpingClock(MovableClock):
    """A clock that somebody puts back or ahead between two questions."""

    outside: Outside | None = None

    def now(self) -> datetime:
        """Tell the time; it jumps before the question that is to fail."""
        if self.outside is not None and self.outside.strikes(Call.TIME, "now"):
            self.instant = max(self.instant + self.outside.fault.jump, datetime(1980, 1, 1, tzinfo=UTC))
        return super().now()
