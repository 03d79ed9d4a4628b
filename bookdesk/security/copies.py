"""Opening by the copies of the key file: the newest that somebody with the practice's key made.

A copy's number and its checksum need no key, so one that somebody without it put there may look like the newest. What
it says counts only once its MAC was checked, and that takes an opened slot. Where it does not open, the one before is
tried; its key then tells a forged copy from a later writing, which alone counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bookdesk.core.errors import Locked, StorageError, Tampered
from bookdesk.security.slotfile import read_copies
from bookdesk.security.slotkeys import Unlocked
from bookdesk.security.slots import SlotFile
from bookdesk.store.places import Places
from bookdesk.store.rekeying import aside_of

FORGED: Final = (
    "One of the two copies of the key file was changed by somebody without the practice's key, or is damaged; the other"
    " one opened the practice. Have a look who can write to this folder."
)
"""What a person is told; an opening that may write puts the good copy in its place."""


def open_slots(places: Places, attempt: Callable[[SlotFile], Unlocked]) -> Unlocked:
    """Return what `attempt` opens of the newest copy that the practice's key made.

    What the newest copy was refused with is raised where no other one opens either. `Unlocked.forged` are the contents
    of copies that looked later than the one that opened, and were not made with its key.
    """
    files = read_copies(places)
    refused: StorageError | Locked | Tampered | None = None
    for number, file in enumerate(files):
        try:
            unlocked = attempt(file)
        except (StorageError, Locked, Tampered) as failure:
            refused = refused or failure
            if isinstance(failure, Locked) and number + 1 < len(files) and _says_the_same(file, files[number + 1]):
                break  # what did not open here does not open there
            continue
        later = files[:number]
        if refused is not None and not all(_is_forged(one, unlocked, places) for one in later):
            raise refused
        return replace(unlocked, forged=tuple(one.raw for one in later))
    raise refused or Locked("The key file opens nothing.", "Use the recovery sheet.")


def _is_forged(later: SlotFile, unlocked: Unlocked, places: Places) -> bool:
    """Whether a copy that looks later was not made by who had the practice's key.

    One of the same epoch shows it by its MAC. One of a later epoch was made with another key: a change of keys that a
    crash cut short between the copies leaves the practice's new file aside, and then the later copy counts.
    """
    if later.table.epoch > unlocked.table.epoch:
        return not aside_of(places.practice).exists()
    try:
        later.verify(unlocked.practice_key.reveal())
    except Tampered:
        return True
    return False


def _says_the_same(one: SlotFile, other: SlotFile) -> bool:
    return one.table.slots == other.table.slots
