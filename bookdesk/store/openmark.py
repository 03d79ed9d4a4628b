"""A mark that stands while a practice is open for writing: found at the next start, the program ended unexpectedly.

    <home>/practice.open     empty; put when the lock is taken, removed before it is given back
    <home>/practice.ended    JSON {"at": instant, "clients": [ids]}: what is still to be checked after such an end

A client was open if its write-ahead log is still there: SQLite removes it with the last connection. Whoever only looked
into the file since then has removed it, too, and left the mark of `store/client_file.py` in its place.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from bookdesk.core.identifiers import ClientId
from bookdesk.store.documents import UNSWEPT
from bookdesk.store.errors import translating
from bookdesk.store.files import ASIDE, write_whole
from bookdesk.store.places import Places


@dataclass(frozen=True, slots=True)
class Ended:
    """An unexpected end: when something was last written, and which clients were open then."""

    at: datetime
    clients: tuple[ClientId, ...]


def put_mark(places: Places) -> None:
    """Note how the practice was left, sweep what was begun and never finished, and mark it as open.

    Whoever calls holds the lock and has opened nothing yet.
    """
    with translating():
        if _mark(places).exists():
            _remember(places, _found(places))
        for unfinished in _unfinished(places):
            shutil.rmtree(unfinished) if unfinished.is_dir() else unfinished.unlink(missing_ok=True)
        _mark(places).touch(0o600)


def take_mark(places: Places) -> None:
    """Note that the practice was closed as it should be."""
    with suppress(OSError):  # then it is checked once too often
        _mark(places).unlink(missing_ok=True)


def ended(places: Places) -> Ended | None:
    """Return what an unexpected end left to be checked; none after an orderly one."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        known = json.loads(_note(places).read_text("utf-8"))
        return Ended(datetime.fromisoformat(known["at"]), tuple(map(ClientId, known["clients"])))
    return None


def checked(places: Places, clients: Collection[ClientId]) -> None:
    """Note that these clients were checked since; with the last one the end is forgotten."""
    left = ended(places)
    if left is None:
        return
    rest = tuple(one for one in left.clients if one not in clients)
    with translating():
        if rest:
            _write(places, Ended(left.at, rest))
        else:
            _note(places).unlink(missing_ok=True)


def _mark(places: Places) -> Path:
    return places.home / "practice.open"


def _note(places: Places) -> Path:
    return places.home / "practice.ended"


def _found(places: Places) -> Ended:
    """Read from the files when it ended: the last time one of them was written to."""
    logs = {path.parent.name: path for left in ("books.db-wal", UNSWEPT) for path in places.clients.glob(f"*/{left}")}
    written = [*places.home.glob("practice.*"), *places.key_files, *logs.values()]
    times = [path.stat().st_mtime for path in written if path.exists() and path != _note(places)]
    at = datetime.fromtimestamp(max(times), UTC)
    return Ended(at, tuple(sorted(cast("ClientId", client) for client in logs)))


def _remember(places: Places, fresh: Ended) -> None:
    """Keep what an earlier end left unchecked, too."""
    before = ended(places)
    clients = {*fresh.clients, *(before.clients if before else ())}
    _write(places, Ended(fresh.at, tuple(sorted(clients))))


def _write(places: Places, what: Ended) -> None:
    write_whole(_note(places), json.dumps({"at": what.at.isoformat(), "clients": list(what.clients)}).encode())


def _unfinished(places: Places) -> Iterator[Path]:
    """Yield files that a killed writer left beside those he was writing: key files among them, with secrets of then."""
    yield from places.home.glob(f"{ASIDE}*")
    yield from places.clients.glob("*/books.db.new*")
    for folder in places.clients.glob("*"):
        if folder.is_dir() and not any(folder.iterdir()):
            yield folder
