"""Each change set carries the signature of who made it; which sets may lack one, and how all are read to be checked.

A chain of hashes proves that nothing was altered since, not that whom a set names made it: everybody with the key of a
file can write into it. What exactly is signed says `security/changes.py`, since the store knows no keys.

Files of earlier releases hold sets without a signature. Their upgrade seals a mark: a signed set whose `origin_id`
lists the newest set of each device until then. What it lists, and what stands before that, needs no signature; all
else does. Every signature is also over the hash of the mark, or over none, so that a mark that was put in, exchanged
or taken away later agrees with no signature of before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from sqlalchemy import Connection, Row

from bookdesk.store.history import Head
from bookdesk.store.kinds import FileKind, revision_name

MARK: Final = "signed from here: "
"""Before the list, in the `origin_id` of a mark."""
_AFTER_MARKS: Final = "signed from here:!"
_MARKS = "FROM change_set WHERE origin_id >= ? AND origin_id < ? ORDER BY origin_id"
_CLAIM = "position, id, actor, device, device_counter, action, origin_id, made_at, hash, signature"
_ALL = f"SELECT {_CLAIM} FROM change_set ORDER BY position"  # noqa: S608 - a constant
_BY_ID = f"SELECT {_CLAIM} FROM change_set WHERE id IN (SELECT value FROM json_each(?)) ORDER BY position"  # noqa: S608 - a constant
_BY_PLACE = f"SELECT {_CLAIM} FROM change_set WHERE device = ? AND device_counter = ?"  # noqa: S608 - a constant
_NEWER_BEFORE_MARK = (
    "SELECT id FROM change_set WHERE device = ? AND device_counter <= ? AND schema_revision >= ? LIMIT 1"
)
_TOUCHING = (
    "SELECT DISTINCT change_set FROM row_change JOIN json_each(?) AS wanted"
    " ON tbl = json_extract(wanted.value, '$[0]') AND pk = json_extract(wanted.value, '$[1]')"
)
_TOUCHING_TABLES = "SELECT DISTINCT change_set FROM row_change WHERE tbl IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a set says of itself: its place, who made it when, its hash, and the signature that is to prove it."""

    position: int
    id: str
    actor: str
    device: str
    device_counter: int
    action: str
    origin_id: str | None
    made_at: str
    hash: str
    signature: str | None

    @property
    def named(self) -> str:
        """Which one it is, for a person who looks for it."""
        return f"change set {self.device_counter} of device {self.device} ({self.id}, {self.made_at}, {self.action})"

    @property
    def is_mark(self) -> bool:
        """Whether it says where signing began."""
        return (self.origin_id or "").startswith(MARK)


@dataclass(frozen=True, slots=True)
class Began:
    """Where signing began in a file: at the set with the hash `mark`, after what is `covered`; or with its first set.

    `covered` says by device up to which counter sets need no signature.
    """

    mark: str | None
    covered: dict[str, int]

    def covers(self, claim: Claim) -> bool:
        """Whether a set is of before signing began."""
        return claim.device_counter <= self.covered.get(claim.device, 0)


Sign = Callable[[str, str, str | None], str]
"""Returns the signature (hex) of a user, by his id, over the hash of a set of one file and over that of its mark."""


class Signatures(Protocol):
    """Checks the sets of one file; whoever knows people and their keys hands it in."""

    def problem(self, claim: Claim, began: Began) -> str | None:
        """Return in a sentence why a set is not proven to be of whom it names, or None."""
        ...

    def entitled(self, claim: Claim, action: StrEnum) -> bool:
        """Return whether whom a set names had, when he made it, a role by which he could do such an act."""
        ...

    def name(self, user: str) -> str:
        """Return how a user is called."""
        ...


def mark_of(heads: Iterable[Head]) -> str:
    """Return the `origin_id` of a mark after these sets."""
    listed = [[head.device, head.counter, head.hash] for head in heads]
    return MARK + json.dumps(listed, ensure_ascii=False, separators=(",", ":"))


def mark_in(connection: Connection) -> str | None:
    """Return the hash of the file's mark; none where each of its sets is signed."""
    found = connection.exec_driver_sql(f"SELECT hash {_MARKS}", (MARK, _AFTER_MARKS)).fetchone()
    return None if found is None else str(found.hash)


def began(connection: Connection) -> Began:
    """Return where signing began in a file."""
    found = connection.exec_driver_sql(f"SELECT hash, origin_id {_MARKS}", (MARK, _AFTER_MARKS)).fetchone()
    if found is None:
        return Began(None, {})
    return Began(str(found.hash), {head.device: head.counter for head in _listed(found.origin_id)})


def beginnings(connection: Connection, kind: FileKind, start: Began, signatures: Signatures) -> Iterator[str]:
    """Yield what is wrong with where signing is said to have begun; little to ask, however long the history is.

    There is one mark at most, signed by who made it; it lists sets that are there, of before there were signatures; and
    the first set of each device that is not listed agrees with it.
    """
    marks = connection.exec_driver_sql(f"SELECT {_CLAIM} {_MARKS}", (MARK, _AFTER_MARKS)).fetchall()
    if len(marks) > 1:
        yield "The history says twice from where on it is signed."
    for mark in marks:
        yield from _of_mark(connection, kind, mark)
        if (problem := signatures.problem(_claim(mark), start)) is not None:
            yield problem
    for device in connection.exec_driver_sql("SELECT DISTINCT device FROM change_set").scalars().all():
        first = (device, start.covered.get(device, 0) + 1)
        for claim in map(_claim, connection.exec_driver_sql(_BY_PLACE, first)):
            if (problem := signatures.problem(claim, start)) is not None:
                yield problem


def _of_mark(connection: Connection, kind: FileKind, mark: Row[Any]) -> Iterator[str]:
    for head in _listed(mark.origin_id):
        found = connection.exec_driver_sql(_BY_PLACE, (head.device, head.counter)).fetchone()
        if found is None or found.hash != head.hash:
            yield f"Signing began after change set {head.counter} of device {head.device}, which is another one now."
        newer = (head.device, head.counter, revision_name(kind.signed_from))
        if connection.exec_driver_sql(_NEWER_BEFORE_MARK, newer).fetchone() is not None:
            yield f"Change sets of device {head.device} that had to be signed are said to be of before that."


def _listed(origin_id: str) -> list[Head]:
    """Return what a mark lists; nothing where it is no list of heads, so that all needs a signature."""
    try:
        return [
            Head(str(device), int(counter), str(ends)) for device, counter, ends in json.loads(origin_id[len(MARK) :])
        ]
    except (ValueError, TypeError):
        return []


def all_claims(connection: Connection) -> Iterator[Claim]:
    """Yield every set, in the order in which they were sealed."""
    return map(_claim, connection.exec_driver_sql(_ALL))


def claims_of(connection: Connection, set_ids: Collection[str]) -> list[Claim]:
    """Return these sets, in the order in which they were sealed."""
    return [_claim(row) for row in connection.exec_driver_sql(_BY_ID, (json.dumps(list(set_ids)),))]


def touching(connection: Connection, rows: Collection[tuple[str, str]], tables: Collection[str] = ()) -> set[str]:
    """Return the ids of all sets that ever touched one of some rows, by table and id, or any row of some tables."""
    by_row = connection.exec_driver_sql(_TOUCHING, (json.dumps([list(key) for key in rows]),)).scalars()
    by_table = connection.exec_driver_sql(_TOUCHING_TABLES, (json.dumps(list(tables)),)).scalars()
    return {*map(str, by_row), *map(str, by_table)}


def _claim(row: Row[Any]) -> Claim:
    return Claim(*tuple(row))
