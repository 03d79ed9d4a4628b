"""The key file on disk: two copies, each put in place whole, so that at any moment one complete writing exists."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from bookdesk.core.errors import NotFound
from bookdesk.core.failpoints import reach
from bookdesk.security.slots import LARGEST_FILE, SlotFile, SlotTable, in_order
from bookdesk.store.errors import translating
from bookdesk.store.files import write_whole
from bookdesk.store.places import Places

OLDER_KEY_FILES: Final = (
    "Copies and backups of before still open as they did, and the key file in them opens today's books as well, until"
    " the keys of the practice are changed: an owner does that."
)
"""What has to be said after a passphrase was changed, or bound to a computer."""
CHANGE_KEYS: Final = "bookdesk keys rotate"


def copies(places: Places) -> tuple[Path, ...]:
    """Return where the two copies stand."""
    return places.key_files


def read_slots(places: Places) -> SlotFile:
    """Return the last complete writing; `NotFound` if there is no practice."""
    return read_copies(places)[0]


def read_copies(places: Places) -> tuple[SlotFile, ...]:
    """Return the complete writings, the last one first, of two equal ones one; `NotFound` if there is no practice."""
    found = contents(places)
    if not found:
        raise NotFound(f"There is no practice in {places.home}.", "Create one first.", command="bookdesk init")
    return in_order(found)


def write_slots(places: Places, table: SlotTable, practice_key: bytes) -> None:
    """Write both copies, one after the other: a crash leaves the old writing or the new one.

    Each is on the disk before it gets its name, and both names are before this returns.
    """
    raw = table.encode(practice_key)
    first, last = copies(places)
    with translating():
        write_whole(first, raw, more_follow=True)
        reach("slots: between copies")
        write_whole(last, raw)
        reach("slots: written")


def contents(places: Places) -> tuple[bytes, ...]:
    """Return what stands in the copies that there are, whole or not."""
    return tuple(_contents(places))


def _contents(places: Places) -> Iterator[bytes]:
    for path in copies(places):
        with translating(), suppress(FileNotFoundError), path.open("rb") as file:
            yield file.read(LARGEST_FILE + 1)
