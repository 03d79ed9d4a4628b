"""Walks the chain of every device: each set follows the one before it and hashes to what it claims."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row

from bookdesk.store.chain import GENESIS, Header, row_digest, set_hash
from bookdesk.store.history import Head

_HEADER = "id, actor, device, device_counter, origin, origin_id, action, reason, schema_revision, made_at, previous"
_ROW = "salt, tbl, pk, before, after, digest, redacted_by"
_ROWS_OF_ONE = f"SELECT {_ROW} FROM row_change WHERE change_set = ? ORDER BY seq"  # noqa: S608 - a constant
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(slots=True)
class Chain:
    """What the walk met: heads by device, hashes at the anchors, images redacted, and by which purges."""

    sets: int = 0
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    hashes: dict[tuple[str, int], str] = field(default_factory=dict)
    redacted: int = 0
    redacted_by: set[str] = field(default_factory=set)
    purges: set[str] = field(default_factory=set)

    @property
    def note(self) -> str:
        """How long the chain is, and what was redacted."""
        purged = f", {self.redacted} entries redacted by {len(self.redacted_by)} purges" if self.redacted else ""
        return f"{self.sets} change sets of {len(self.heads)} devices{purged}"


def walk(connection: Connection, chain: Chain, anchors: Collection[Head] = ()) -> Iterator[str]:
    """Walk all sets in the order they were made and yield what is wrong, the first bad entry first.

    An anchor ahead of the chain, or unlike it, means that its end was cut off or that an old file was put back.
    """
    wanted = {(anchor.device, anchor.counter) for anchor in anchors}
    rows = _Rows(connection, chain)
    sets = connection.exec_driver_sql(f"SELECT {_HEADER}, hash, position FROM change_set ORDER BY position")  # noqa: S608 - a constant
    for row in sets:
        header = Header(*tuple(row)[:-2])
        yield from _step(chain, header, row.hash, rows.of(header.id, row.position))
        if (header.device, header.device_counter) in wanted:
            chain.hashes[header.device, header.device_counter] = row.hash
    yield from (f"Change set {set_id} has entries but no seal." for set_id in rows.left())
    yield from (f"Entries were redacted by {set_id}, which is no purge." for set_id in chain.redacted_by - chain.purges)
    for anchor in anchors:
        yield from _compare(chain, anchor)


def unsealed(connection: Connection, sets: Collection[str] | Collection[tuple[str, int]]) -> Iterator[str]:
    """Yield which of some sets, named by id or by device and counter, do not hash to what they claim."""
    where = "id = ?" if all(isinstance(one, str) for one in sets) else "device = ? AND device_counter = ?"
    for one in sets:
        found = connection.exec_driver_sql(
            f"SELECT {_HEADER}, hash FROM change_set WHERE {where}",  # noqa: S608 - constants
            (one,) if isinstance(one, str) else one,
        ).fetchone()
        if found is None:
            yield f"Change set {one} is missing."
            continue
        header = Header(*tuple(found)[:-1])
        rows = connection.exec_driver_sql(_ROWS_OF_ONE, (found.id,))
        if set_hash(header, [_digest(row, Chain()) for row in rows]) != found.hash:
            yield f"Broken at {_named(header)}: it was altered."


def _step(chain: Chain, header: Header, claimed: str, digests: list[str]) -> Iterator[str]:
    """Take one set: right counter, right predecessor, right hash."""
    counter, previous = chain.heads.get(header.device, (0, GENESIS))
    if header.device_counter != counter + 1:
        yield f"Gap: device {header.device} has no change set {counter + 1}; {_named(header)} follows."
    elif header.previous != previous:
        yield f"Broken at {_named(header)}: wrong predecessor."
    if set_hash(header, digests) != claimed:
        yield f"Broken at {_named(header)}: it was altered."
    chain.sets += 1
    chain.heads[header.device] = (header.device_counter, claimed)
    if header.action == "purged":
        chain.purges.add(header.id)


def _named(header: Header) -> str:
    """Return which entry this is, for a person who looks for it."""
    return (
        f"change set {header.device_counter} of device {header.device}"
        f" ({header.id}, {header.made_at}, {header.action} by {header.actor})"
    )


class _Rows:
    """The hashes of the rows beside the walk: both tables grow in one order, so neither is held in memory."""

    def __init__(self, connection: Connection, chain: Chain) -> None:
        rows = connection.exec_driver_sql(
            f"SELECT change_set, {_ROW} FROM row_change ORDER BY seq"  # noqa: S608 - a constant
        )
        self._groups = groupby(rows, key=lambda row: str(row.change_set))
        self._connection, self._chain = connection, chain
        self._next = next(self._groups, None)
        self._stray: list[str] = []

    def of(self, set_id: str, position: int) -> list[str]:
        """Return the hashes of a set's rows in their order; none where those of a later set come next."""
        while self._next is not None and self._next[0] != set_id:
            if self._later(self._next[0], position):
                return []
            self._skip(self._next[0])
        if self._next is None:
            return []
        found = [_digest(row, self._chain) for row in self._next[1]]
        self._next = next(self._groups, None)
        return found

    def left(self) -> Iterator[str]:
        """Yield the sets whose rows stand where they cannot have been written, or that are not there."""
        while self._next is not None:
            self._skip(self._next[0])
        yield from self._stray

    def _skip(self, set_id: str) -> None:
        self._stray.append(set_id)
        self._next = next(self._groups, None)

    def _later(self, set_id: str, position: int) -> bool:
        found = self._connection.exec_driver_sql("SELECT position FROM change_set WHERE id = ?", (set_id,)).scalar()
        return found is not None and found > position


def _digest(row: Row[Any], chain: Chain) -> str:
    if row.salt is None:
        chain.redacted += 1
        chain.redacted_by.add(str(row.redacted_by))
        return row.digest if row.digest and _DIGEST.fullmatch(row.digest) else GENESIS
    return row_digest(row.salt, row.tbl, row.pk, row.before, row.after)


def _compare(chain: Chain, anchor: Head) -> Iterator[str]:
    counter, _ = chain.heads.get(anchor.device, (0, ""))
    if counter < anchor.counter:
        yield (
            f"The history of device {anchor.device} ends at {counter}, but {anchor.counter} was anchored:"
            " its end was cut off, or an old copy of the file was put back."
        )
    elif not chain.hashes.get((anchor.device, anchor.counter), "").startswith(anchor.hash):
        yield f"Change set {anchor.counter} of device {anchor.device} is not the one that was anchored."
