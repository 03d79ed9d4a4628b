r"""Checks an exported history of BookDesk without BookDesk: the standard library of Python 3.9 or later is enough.

    python3 verifier.py EXPORT [--anchor FILE]...

An export is JSON Lines in UTF-8: a line that says what it is, a line for each change set in the order in which they
were made, and a line with the count and the SHA-256 of all lines before it. What a change set says is hashed with what
each of its rows was before and after, and with the hash of the set before it on the same device:

    row    sha256(salt || JSON [table, id, before, after])
    set    sha256("bookdesk change set 1\n" || JSON [header] || the rows' hashes)

Rows that a purge emptied, and rows left out by a filter, carry their hash only: the chain holds without their content.
An anchor is what was written down elsewhere: lines of `[client] device counter hash`, as payment reports print them,
at least 16 digits of the hash. It alone proves anything: whoever makes a whole file anew makes its hashes as well.
Ends with 0 if all is well up to the anchors, 1 if something is wrong, 2 if it cannot be read, 3 without an anchor.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NoReturn

FORMAT = "bookdesk history 1"
GENESIS = "0" * 64
DOMAIN = b"bookdesk change set 1\n"
HEADER = (
    *("id", "actor", "device", "device_counter", "origin", "origin_id", "action", "reason"),
    *("schema_revision", "made_at", "previous"),
)
"""The fields of a set in the order that is hashed."""
LONGEST_LINE, MOST_DEVICES, MOST_TOLD = 1 << 28, 100_000, 20
_HASH = re.compile(r"[0-9a-f]{64}")
_PREFIX = re.compile(r"[0-9a-f]{16,64}")


class Unreadable(Exception):
    """The file is no export, is torn, or is made to do harm."""


@dataclass
class Device:
    """How far one device's chain was walked."""

    counter: int = 0
    hash: str = GENESIS
    state: str = "ok"


@dataclass
class Walk:
    """What was met; `problems` keeps the first few, `found` counts them all."""

    anchors: dict[str, dict[int, str]] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    found: int = 0
    sets: int = 0
    rows: int = 0
    withheld: int = 0
    filtered: bool = False
    redacted: dict[str, int] = field(default_factory=dict)
    people: dict[str, Any] = field(default_factory=dict)
    purges: set[str] = field(default_factory=set)

    def wrong(self, words: str, device: Device | None = None) -> None:
        """Note that something is wrong."""
        self.found += 1
        if len(self.problems) < MOST_TOLD:
            self.problems.append(words)
        if device is not None and device.state == "ok":
            device.state = "anchor ahead" if words.startswith("Anchor") else words.partition(" ")[0].lower().strip(":")


def canonical(values: list[Any]) -> bytes:
    """Return the JSON that is hashed: UTF-8, no spaces."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def row_hash(row: dict[str, Any]) -> str:
    """Return the hash of a row with its content."""
    body = canonical([row["table"], row["id"], row["before"], row["after"]])
    return hashlib.sha256(str(row["salt"]).encode() + body).hexdigest()


def set_hash(entry: dict[str, Any], digests: list[str]) -> str:
    """Return the hash of a set with its rows."""
    header = canonical([entry[name] for name in HEADER])
    return hashlib.sha256(DOMAIN + header + b"".join(map(bytes.fromhex, digests))).hexdigest()


def named(walk: Walk, entry: dict[str, Any]) -> str:
    """Return which set this is, for a person who looks for it; people are called as the first line calls them."""
    return (
        f"change set {entry['device_counter']} of device {entry['device']} ({entry['id']}, {entry['made_at']},"
        f" {entry['action']} by {walk.people.get(entry['actor'], entry['actor'])})"
    )


def step(walk: Walk, entry: dict[str, Any]) -> None:
    """Take one set: right counter, right predecessor, right rows, right hash."""
    device = walk.devices.setdefault(entry["device"], Device())
    if len(walk.devices) > MOST_DEVICES:
        refuse("It tells of more devices than a practice can have.")
    if entry["device_counter"] <= device.counter:
        walk.wrong(f"Broken at {named(walk, entry)}: it stands after change set {device.counter}.", device)
    elif entry["device_counter"] != device.counter + 1:
        walk.wrong(f"Gap before {named(walk, entry)}: change set {device.counter + 1} is missing.", device)
    elif entry["previous"] != device.hash:
        walk.wrong(f"Broken at {named(walk, entry)}: it does not follow the one before it.", device)
    digests = [digest_of(walk, device, entry, row) for row in entry["rows"]]
    if set_hash(entry, digests) != entry["hash"]:
        walk.wrong(f"Broken at {named(walk, entry)}: it was altered.", device)
    anchored = walk.anchors.get(entry["device"], {}).get(entry["device_counter"], "")
    if not entry["hash"].startswith(anchored):
        walk.wrong(f"Broken at {named(walk, entry)}: it is not the one that was anchored.", device)
    walk.sets += 1
    if entry["action"] == "purged":
        walk.purges.add(entry["id"])
    device.counter, device.hash = entry["device_counter"], entry["hash"]


def digest_of(walk: Walk, device: Device, entry: dict[str, Any], row: dict[str, Any]) -> str:
    """Return a row's hash as the file states it, held against its content: the set is blamed for its own part only."""
    walk.rows += 1
    digest = str(row["digest"])
    if "salt" in row:
        if row_hash(row) != digest:
            walk.wrong(f"Broken at {named(walk, entry)}: its {row['table']} {row['id']} was altered.", device)
    elif row.get("redacted_by") is None:
        walk.withheld += 1
        if not walk.filtered:
            walk.wrong(f"Broken at {named(walk, entry)}: a row was left out, though no filter is named.", device)
    else:
        walk.redacted[row["redacted_by"]] = walk.redacted.get(row["redacted_by"], 0) + 1
    return digest


def compare(walk: Walk, head: dict[str, Any]) -> None:
    """Hold the end of each chain against what the export claims, and against the anchors."""
    claimed = {name: (counter, end) for name, counter, end in head["heads"]}
    for name in sorted(claimed.keys() | walk.devices.keys()):
        device = walk.devices.get(name, Device())
        if (device.counter, device.hash) != claimed.get(name):
            walk.wrong(f"Broken: device {name} ends at {device.counter}, the first line says otherwise.", device)
    for purge in sorted(walk.redacted.keys() - walk.purges):
        walk.wrong(f"Rows were redacted by {purge}, which is no purge of this history.")
    for name, those in sorted(walk.anchors.items()):
        device = walk.devices.get(name, Device())
        if max(those) > device.counter:
            words = f"Anchor ahead: device {name} ends at {device.counter}, but {max(those)} was anchored"
            walk.wrong(f"{words}: the end was cut off, or an older copy was put back.", device)


def refuse(why: str) -> NoReturn:
    """End because the file cannot be read."""
    raise Unreadable(why)


def parsed(line: bytes, where: str) -> dict[str, Any]:
    """Return the object in a line; names that stand in it twice, long numbers and deep nesting are refused."""
    try:
        found = json.loads(line.decode(), object_pairs_hook=_once, parse_int=_short, parse_constant=refuse)
    except (ValueError, RecursionError, MemoryError) as wrong:
        raise Unreadable(f"{where} is no JSON in UTF-8 ({type(wrong).__name__}).") from None
    return found if isinstance(found, dict) else refuse(f"{where} is no object.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else refuse("A name stands twice in one object.")


def _short(text: str) -> int:
    return int(text) if len(text) < 20 else refuse("A number is too long.")  # noqa: PLR2004 - digits of 64 bits


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """Yield lines without reading more than one at a time."""
    while line := file.readline(LONGEST_LINE):
        if not line.endswith(b"\n"):
            refuse("The file is torn: its last line does not end.")
        yield line


def checked_set(entry: dict[str, Any], where: str) -> dict[str, Any]:
    """Return a set whose fields are there and of the right kind."""
    kinds = {"device_counter": (int,), "origin_id": (str, type(None))}
    right = all(type(entry.get(name, 0.5)) in kinds.get(name, (str,)) for name in HEADER)
    if not right or not _is_hash(entry.get("hash")):
        refuse(f"{where} is no change set.")
    if not isinstance(entry.get("rows"), list) or not all(map(_is_row, entry["rows"])):
        refuse(f"{where} has rows that are none.")
    return entry


def _is_row(row: object) -> bool:
    if not isinstance(row, dict) or not _is_hash(row.get("digest")):
        return False
    if "salt" not in row:
        return isinstance(row.get("redacted_by"), (str, type(None)))
    texts = [row["salt"], row.get("table"), row.get("id")]
    images = [row.get("before", 0), row.get("after", 0)]
    return all(isinstance(one, str) for one in texts) and all(isinstance(one, (str, type(None))) for one in images)


def _is_hash(text: object) -> bool:
    return isinstance(text, str) and _HASH.fullmatch(text) is not None


def _is_head(one: object) -> bool:
    return isinstance(one, list) and [type(part) for part in one] == [str, int, str] and _is_hash(one[2])


def walk_export(file: BinaryIO, anchors: list[tuple[str, str, int, str]]) -> tuple[dict[str, Any], Walk]:
    """Check an export and return its first line with what was met."""
    running, walk, lines = hashlib.sha256(), Walk(), lines_of(file)
    first = next(lines, None) or refuse("The file is empty.")
    head = parsed(first, "Line 1")
    if head.get("format") != FORMAT or not isinstance(head.get("heads"), list) or not all(map(_is_head, head["heads"])):
        refuse(f"This is no history exported by BookDesk, or of a later form than {FORMAT}.")
    walk.filtered = bool(head.get("filter"))
    walk.people = head["people"] if isinstance(head.get("people"), dict) else {}
    running.update(first)
    for client, device, counter, prefix in anchors:
        if client in ("", head.get("client")):
            walk.anchors.setdefault(device, {})[counter] = prefix
    for number, line in enumerate(lines, start=2):
        entry = parsed(line, f"Line {number}")
        if "sha256" in entry:
            compare(walk, head)
            if (entry.get("sets"), entry["sha256"], next(lines, None)) != (walk.sets, running.hexdigest(), None):
                walk.wrong("The file is not as it was exported: its last line does not fit the lines before it.")
            return head, walk
        step(walk, checked_set(entry, f"Line {number}"))
        running.update(line)
    refuse(f"The file is torn: it ends after {walk.sets} change sets without its last line.")


def read_anchors(path: str) -> list[tuple[str, str, int, str]]:
    """Return client (or nothing), device, counter and the beginning of the hash of each line."""
    found = []
    with open(path, encoding="utf-8") as file:
        for line in filter(None, (line.partition("#")[0].strip() for line in file)):
            *client, device, counter, prefix = (
                line.split() if len(line.split()) in (3, 4) else refuse(f"No anchor: {line[:80]}")
            )
            if not (counter.isdecimal() and len(counter) < 19 and _PREFIX.fullmatch(prefix)):  # noqa: PLR2004 - 64 bits
                refuse(f"No anchor: {line[:80]}")
            found.append(("".join(client), device, int(counter), prefix))
    return found


def told(head: dict[str, Any], walk: Walk) -> Iterator[str]:
    """Yield what was found."""
    yield f"History of {head.get('name')} ({head.get('client')}), exported {head.get('exported_at')}"
    if walk.filtered:
        yield f"filtered, says its first line: {json.dumps(head['filter'], ensure_ascii=False)[:2000]}"
    for name, device in sorted(walk.devices.items()):
        kept = max(walk.anchors.get(name, {0: ""})) if device.state == "ok" else 0
        proof = f"proved up to change set {kept}; what comes after is not" if kept else "not proved"
        yield f"device {name}: {device.state}, ends at {device.counter} {device.hash[:16]}, {proof}"
    yield f"{walk.sets} change sets, {walk.rows} rows, {walk.withheld} of them left out by a filter"
    yield from (f"{count} rows redacted by {purge}" for purge, count in sorted(walk.redacted.items()))
    yield f"{sum(map(len, walk.anchors.values()))} anchors compared; signatures are not checked here"
    yield from walk.problems
    if walk.found > len(walk.problems):
        yield f"and {walk.found - len(walk.problems)} more"
    unproved = "NOT PROVED: without a head kept elsewhere anybody could have made this file"
    yield "WRONG" if walk.found else "OK" if walk.anchors else unproved


def main(arguments: list[str] | None = None) -> int:
    """Check one export."""
    parser = argparse.ArgumentParser(description="Checks an exported history of BookDesk.")
    parser.add_argument("export")
    parser.add_argument("--anchor", action="append", default=[], metavar="FILE", help="what was written down elsewhere")
    given = parser.parse_args(arguments)
    try:
        anchors = [anchor for path in given.anchor for anchor in read_anchors(path)]
        with open(given.export, "rb") as file:
            head, walk = walk_export(file, anchors)
        if anchors and not walk.anchors:
            refuse("None of the anchors is about this history.")
    except (OSError, ValueError, Unreadable) as wrong:
        print(f"Cannot be read: {wrong}", file=sys.stderr)
        return 2
    lines = ("".join(one if one.isprintable() else "?" for one in line) for line in told(head, walk))
    print(*lines, sep="\n")
    return 1 if walk.found else 0 if walk.anchors else 3


if __name__ == "__main__":
    sys.exit(main())
