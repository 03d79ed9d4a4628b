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
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(slots=True)
class Chain:
    """What the walk met: problems in words, heads by device, and how many images were redacted by how many purges."""

    sets: int = 0
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    hashes: dict[tuple[str, int], str] = field(default_factory=dict)
    redacted: int = 0
    redacted_by: set[str] = field(default_factory=set)
    purges: set[str] = field(default_factory=set)
    found: list[str] = field(default_factory=list)

    @property
    def problems(self) -> tuple[str, ...]:
        """Every violation, in order of the walk."""
        return tuple(self.found)

    @property
    def note(self) -> str:
        """How long the chain is, and what was redacted."""
        purged = f", {self.redacted} entries redacted by {len(self.redacted_by)} purges" if self.redacted else ""
        return f"{self.sets} change sets of {len(self.heads)} devices{purged}"


def walk(connection: Connection, anchors: Collection[Head] = ()) -> Chain:
    """Walk all sets. An anchor ahead of the chain, or unlike it, means that its end was cut off or rolled back."""
    chain, wanted = Chain(), {(anchor.device, anchor.counter) for anchor in anchors}
    digests = _digests(connection, chain)
    sets = connection.exec_driver_sql(f"SELECT {_HEADER}, hash FROM change_set ORDER BY device, device_counter")  # noqa: S608 - a constant
    by_set = {set_id: list(rows) for set_id, rows in digests}
    for row in sets:
        _step(chain, row, by_set.pop(row.id, []), wanted)
    chain.found += [f"Change set {set_id} has entries but no seal." for set_id in by_set]
    chain.found += [
        f"Entries were redacted by {set_id}, which is no purge." for set_id in chain.redacted_by - chain.purges
    ]
    for anchor in anchors:
        _compare(chain, anchor)
    return chain


def _step(chain: Chain, row: Row[Any], digests: list[str], wanted: set[tuple[str, int]]) -> None:
    """Take one set: right counter, right predecessor, right hash."""
    header, claimed = Header(*tuple(row)[:-1]), row.hash
    counter, previous = chain.heads.get(header.device, (0, GENESIS))
    if header.device_counter != counter + 1:
        chain.found.append(f"Gap: device {header.device} has no change set {counter + 1}.")
    elif header.previous != previous:
        chain.found.append(
            f"Broken at change set {header.device_counter} of device {header.device}: wrong predecessor."
        )
    if set_hash(header, digests) != claimed:
        chain.found.append(f"Broken at change set {header.device_counter} of device {header.device}: it was altered.")
    chain.sets += 1
    chain.heads[header.device] = (header.device_counter, claimed)
    if header.action == "purged":
        chain.purges.add(header.id)
    if (header.device, header.device_counter) in wanted:
        chain.hashes[header.device, header.device_counter] = claimed


def _digests(connection: Connection, chain: Chain) -> Iterator[tuple[str, Iterator[str]]]:
    rows = connection.exec_driver_sql(
        "SELECT change_set, salt, tbl, pk, before, after, digest, redacted_by FROM row_change ORDER BY change_set, seq"
    )
    for set_id, group in groupby(rows, key=lambda row: str(row.change_set)):
        yield set_id, (_digest(row, chain) for row in group)


def _digest(row: Row[Any], chain: Chain) -> str:
    if row.salt is None:
        chain.redacted += 1
        chain.redacted_by.add(str(row.redacted_by))
        return row.digest if row.digest and _DIGEST.fullmatch(row.digest) else GENESIS
    return row_digest(row.salt, row.tbl, row.pk, row.before, row.after)


def _compare(chain: Chain, anchor: Head) -> None:
    counter, _ = chain.heads.get(anchor.device, (0, ""))
    if counter < anchor.counter:
        chain.found.append(
            f"The history of device {anchor.device} ends at {counter}, but {anchor.counter} was anchored:"
            " its end was cut off, or an old copy of the file was put back."
        )
    elif chain.hashes.get((anchor.device, anchor.counter)) != anchor.hash:
        chain.found.append(f"Change set {anchor.counter} of device {anchor.device} is not the one that was anchored.")
