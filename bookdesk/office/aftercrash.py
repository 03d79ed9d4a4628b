"""After an unexpected end: what follows from what was sealed is done, and the clients that were open are checked."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bookdesk.core.errors import BookDeskError
from bookdesk.core.progress import Progress
from bookdesk.office.invariants import check_practice
from bookdesk.office.opened import Office
from bookdesk.security.rotation import rotation_pending
from bookdesk.security.safety import Verified
from bookdesk.store.openmark import checked, ended


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found: when the program ended, how many clients were open, and the files that are not in order.

    `left` are clients that were open and that this person holds no key of: whoever does checks them when he starts.
    `old_keys` says that somebody who left still knows a key: the change of keys may be what was cut short.
    """

    ended_at: datetime
    clients: int
    wrong: tuple[Verified, ...]
    left: int = 0
    old_keys: bool = False

    @property
    def in_order(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong


def look_after(office: Office, progress: Progress) -> Checked | None:
    """Check what an unexpected end left; none where the last one closed the practice as it should be.

    What is not in order is told again at the next start, and so is what was not reached when it is stopped.
    """
    end = ended(office.practice.places)
    if end is None:
        return None
    mine = [entry for entry in office.practice.clients() if entry.client_id in end.clients]
    for entry in mine:
        with suppress(BookDeskError), office.workspace(entry.client_id) as workspace:  # what stops it is told below
            workspace.serve()
        office.practice.file.outdate_summary(entry.client_id)
    found: list[Verified] = []
    for verified in check_practice(office.practice, mine):
        found.append(verified)
        progress.step("Checking", len(found), len(mine) + 1)
        if progress.cancelled():
            break
    sound = [one.client_id for one in found if one.holds and one.client_id is not None]
    if found[0].holds:  # the practice's own file, which is checked first
        checked(office.practice.places, sound)
    wrong = tuple(one for one in found if not one.holds)
    old_keys = bool(rotation_pending(office.practice))
    checked_clients = sum(one.client_id is not None for one in found)
    return Checked(end.at, checked_clients, wrong, len(end.clients) - len(mine), old_keys)
