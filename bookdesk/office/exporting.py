"""A history written out for others: JSON Lines that `bookdesk/verifier.py` checks without BookDesk.

    first line   {"format", "client", "name", "exported_at", "exported_by", "people", "keys", "filter", "heads"}
    a set        {"id", "actor", …, "previous", "hash", "signature", "rows"}
    a row        {"table", "id", "salt", "before", "after", "digest"}
    last line    {"sets", "sha256"} of all lines before it

`keys` are the public keys of each user with their times, against which signatures are checked (`security/changes.py`);
the stand-alone verifier leaves that to others, since the standard library has no Ed25519.

What a filter leaves out stays as header and hashes. That it was exported is written into the history first, and the
guard of the file may refuse it; so nothing leaves without an entry, though an entry may stand for a file that failed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Final

from bookdesk.core.errors import InputError, StorageError
from bookdesk.core.identifiers import new_id
from bookdesk.models.actions import Action
from bookdesk.models.history import Actor
from bookdesk.security.anchors import PRACTICE_FILE
from bookdesk.security.changes import KeyTime
from bookdesk.store.books import Books
from bookdesk.store.exported import exported_sets
from bookdesk.store.file import StoreFile
from bookdesk.store.history import heads
from bookdesk.store.sealing import instant_text
from bookdesk.store.sought import Sought

FORMAT = "bookdesk history 1"
VERIFIER = "verifier.py"
_PART: Final = ".bookdesk-part"
"""How an unfinished export's name ends, after a dot and the name it will have."""


def no_keys(user_id: str) -> Sequence[KeyTime]:
    """Return nothing: nobody is known."""
    del user_id
    return ()


@dataclass(frozen=True, slots=True)
class Export:
    """Whose history is exported, by whom, and what of it; `people` are the names of users by id, `keys` their keys."""

    name: str
    actor: Actor
    at: datetime
    people: Mapping[str, str]
    sought: Sought = Sought()  # noqa: RUF009 - it is frozen
    keys: Callable[[str], Sequence[KeyTime]] = no_keys


@dataclass(frozen=True, slots=True)
class Written:
    """A finished export: how many change sets are in it, how many of these with their content."""

    path: Path
    sets: int
    whole: int
    sha256: str


def export_history(file: StoreFile, export: Export, out: Path, *, with_verifier: bool = False) -> Written:
    """Write the history of a client, or of the practice file, to a new file; nothing is replaced.

    With the verifier beside it, where no other file has its name.
    """
    if out.exists():
        raise InputError(f"{out.name} exists already.", "Choose another name.")
    said = "the whole history" if export.sought.everything else f"the history of {told(export)}"
    with file.change(
        Action.EXPORTED, f"exported: {said}, to {out.name}", actor=export.actor, origin_id=f"export {new_id()}"
    ) as work:
        work.commit()
    _sweep(out.parent)
    part = out.with_name(f".{out.name}{_PART}")
    try:
        written = _write(file, export, part)
        part.replace(out)
        if with_verifier and not (beside := out.with_name(VERIFIER)).exists():
            beside.write_text(verifier_text(), encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{out.name} cannot be written: {error.strerror}.", "Choose another place.") from error
    finally:  # whatever ended it, a bad page as well: it is plain text with bank details in it
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return replace(written, path=out)


def _sweep(folder: Path) -> None:
    """Take away what an export into this folder left that was killed; its name says whose it is."""
    with suppress(OSError):
        for left in folder.glob(f".*{_PART}"):
            left.unlink(missing_ok=True)


def verifier_text() -> str:
    """Return the script that checks an export."""
    return files("bookdesk").joinpath(VERIFIER).read_text(encoding="utf-8")


def told(export: Export) -> str:
    """Return what of a history is exported, in words."""
    sought, said = export.sought, list[str]()
    if sought.since or sought.until:
        days = (one.date().isoformat() if one else "…" for one in (sought.since, sought.until))
        said.append(" to ".join(days))
    if sought.actor:
        said.append(export.people.get(sought.actor, sought.actor))
    said += [f"{table} {row_id}" for table, row_id in sought.records]
    said += [", ".join(sorted(sought.actions)), sought.table, f"“{sought.words}”" if sought.words else ""]
    said.append("acts of people" if sought.by_people else "")
    return "; ".join(filter(None, said))


def _write(file: StoreFile, export: Export, path: Path) -> Written:
    running, sets, whole = hashlib.sha256(), 0, 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        for number, (wanted, line) in enumerate(_lines(file, export)):
            running.update(line)
            out.write(line)
            sets, whole = number, whole + wanted
        out.write(_line({"sets": sets, "sha256": running.hexdigest()}))
        out.flush()
        os.fsync(out.fileno())
    return Written(path, sets, whole, running.hexdigest())


def _lines(file: StoreFile, export: Export) -> Iterator[tuple[bool, bytes]]:
    """Yield all lines but the last, as of one moment, and whether each is a change set with its content."""
    with file.query(aside=True) as session:
        yield (
            False,
            _line(
                {
                    "format": FORMAT,
                    "client": str(file.client_id) if isinstance(file, Books) else PRACTICE_FILE,
                    "name": export.name,
                    "exported_at": instant_text(export.at),
                    "exported_by": export.actor.user,
                    "people": dict(export.people),
                    "keys": {user: _keys(export.keys(user)) for user in export.people},
                    "filter": _filter(export.sought),
                    "heads": [[head.device, head.counter, head.hash] for head in heads(session)],
                }
            ),
        )
        for wanted, content in exported_sets(session, export.sought):
            yield wanted, _line(content)


def _keys(times: Sequence[KeyTime]) -> list[list[str | None]]:
    """Return keys (hex), each with since when and until when it was the user's; nothing stands for always."""
    return [[one.key.hex(), _at(one.since), _at(one.until)] for one in times]


def _at(instant: datetime | None) -> str | None:
    return None if instant is None else instant_text(instant)


def _filter(sought: Sought) -> Mapping[str, object] | None:
    if sought.everything:
        return None
    return {
        "words": sought.words,
        "actor": sought.actor,
        "actions": sorted(sought.actions),
        "table": sought.table,
        "records": [list(key) for key in sought.records],
        "since": instant_text(sought.since) if sought.since else None,
        "until": instant_text(sought.until) if sought.until else None,
        "by_people": sought.by_people,
    }


def _line(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
