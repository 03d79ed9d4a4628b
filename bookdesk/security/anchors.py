"""The heads of all histories, kept outside the files they are about: in the key file, sealed by the practice's key.

Sealed JSON: {"<client id>" or "practice": [["<device id>", counter, "<hash>"], ...]}. A chain that is shorter than its
anchor was cut or the whole file was put back to an earlier day; the chain alone cannot tell.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Final

from bookdesk.core.canonical import Canonical, canonical
from bookdesk.core.errors import InputError
from bookdesk.security.redaction import Secret
from bookdesk.security.sealing import seal, unseal
from bookdesk.security.slots import SlotTable
from bookdesk.store.file import StoreFile
from bookdesk.store.history import Head, heads

_PURPOSE: Final = "anchors"

Heads = Collection[Head]
"""Of one file: the newest change set of each device."""
Anchors = Mapping[str, Heads]
"""By client id; the practice file stands under its own name."""
PRACTICE_FILE: Final = "practice"


def read_anchors(table: SlotTable, practice_key: Secret) -> Anchors:
    """Return the anchored heads; `Tampered` if they were altered."""
    if not table.anchors:
        return {}
    packed = unseal(practice_key.reveal(), _PURPOSE, table.anchors, table.practice_id.bytes)
    return {name: tuple(Head(*head) for head in those) for name, those in json.loads(packed).items()}


def seal_anchors(anchors: Anchors, table: SlotTable, practice_key: Secret) -> bytes:
    """Return the bytes that the key file carries."""
    kept: Canonical = {
        name: [[head.device, head.counter, head.hash] for head in those] for name, those in anchors.items()
    }
    return seal(practice_key.reveal(), _PURPOSE, canonical(kept), table.practice_id.bytes)


def written_anchors(anchors: Anchors) -> str:
    """Return heads as people keep them: a line for each, `client device counter hash`."""
    return "".join(f"{name} {head.short}\n" for name, those in sorted(anchors.items()) for head in those)


def read_written(text: str) -> Anchors:
    """Return the heads that somebody kept outside; those of no client by name stand under "".

    A line is `[client] device counter hash`, of which at least sixteen digits are given; # begins a remark.
    """
    found: dict[str, list[Head]] = defaultdict(list)
    for line in filter(None, (line.partition("#")[0].strip() for line in text.splitlines())):
        matched = _WRITTEN.fullmatch(line)
        if matched is None:
            raise InputError(
                f"This is no anchor: {line[:80]}", "Write a line as reports print it: device counter hash."
            )
        found[matched["client"] or ""].append(Head(matched["device"], int(matched["counter"]), matched["hash"]))
    return found


_WRITTEN = re.compile(
    r"(?:(?P<client>\S+)\s+)?(?P<device>\S+)\s+(?P<counter>\d{1,18})\s+(?P<hash>[0-9a-f]{16,64})", re.ASCII
)


def present_heads(file: StoreFile) -> Heads:
    """Return the heads of a file as it is."""
    with file.query() as session:
        return heads(session)


def follows(file: StoreFile, anchored: Heads) -> bool:
    """Return whether every anchored change set is still in the file: its history went on and was not put back."""
    with file.query() as session:
        found = (
            session.connection().exec_driver_sql(
                "SELECT hash FROM change_set WHERE device = ? AND device_counter = ?", (head.device, head.counter)
            )
            for head in anchored
        )
        return all(row.scalar() == head.hash for row, head in zip(found, anchored, strict=True))


def merged(anchors: Anchors, fresh: Anchors) -> Anchors:
    """Return the anchors with fresh heads, never lowering a counter: a file put back stays visible as such."""
    return {name: _highest((*anchors.get(name, ()), *fresh.get(name, ()))) for name in sorted({*anchors, *fresh})}


def _highest(several: Heads) -> Heads:
    """By device the head with the highest counter; of equal ones the first, which is the anchored one."""
    highest: dict[str, Head] = {}
    for head in several:
        known = highest.setdefault(head.device, head)
        if head.counter > known.counter:
            highest[head.device] = head
    return tuple(sorted(highest.values()))
