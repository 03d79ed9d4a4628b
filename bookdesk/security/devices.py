"""The computers of a practice: which installations wrote to its books, and how one is withdrawn.

Enforced by code alone. A withdrawn installation that keeps its folder keeps what it has: whoever holds a passphrase
and a copy of the files reads them with other means. What is refused is this program's opening of them, wherever the
withdrawal is known, and the mark of an installation (`security/device.py`) is no secret. A laptop that was lost is
answered by removing its user's access and replacing keys; withdrawing it says besides that nothing from there counts.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bookdesk.core.errors import NotFound, RuleBroken, UsageError
from bookdesk.models.actions import Action
from bookdesk.models.practice import Device
from bookdesk.security.practice import OpenPractice
from bookdesk.security.roles import Permission
from bookdesk.security.slots import fold_name


@dataclass(frozen=True, slots=True)
class DeviceEntry:
    """One installation as people see it: `user` is the name of who first used it, `here` marks the one in use."""

    device_id: str
    name: str
    user: str
    since: datetime
    active: bool
    here: bool


def devices(practice: OpenPractice) -> tuple[DeviceEntry, ...]:
    """Return all installations that ever wrote to the practice, oldest first."""
    names = {user.id: user.name for user in (*practice.file.users(), practice.file.recovery())}
    return tuple(
        DeviceEntry(
            row.id,
            row.name,
            names.get(row.registered_by, row.registered_by),
            row.registered_at,
            row.active,
            row.id == practice.actor.device,
        )
        for row in practice.file.devices()
    )


def withdraw_device(practice: OpenPractice, name_or_id: str) -> DeviceEntry:
    """Refuse an installation from now on; returns it. `RuleBroken` for the one in use, and for one withdrawn before."""
    practice.require(Permission.MANAGE_USERS)
    found = _find(devices(practice), name_or_id)
    if found.here:
        raise RuleBroken(f"{found.name} is the computer you are at.", "Withdraw it from another one.")
    if not found.active:
        raise RuleBroken(f"{found.name} was withdrawn before.", "Nothing needs to be done.")
    with practice.file.change(Action.DEVICE_WITHDRAWN, f"withdrawn: {found.name}", actor=practice.actor) as work:
        work.get(Device, found.device_id).active = False
        work.commit()
    return _find(devices(practice), found.device_id)


def _find(known: Collection[DeviceEntry], name_or_id: str) -> DeviceEntry:
    wanted = [one for one in known if one.device_id == name_or_id]
    wanted = wanted or [one for one in known if fold_name(one.name) == fold_name(name_or_id)]
    if len(wanted) > 1:
        raise UsageError(f"Several computers are called {name_or_id}.", "Name it by its id.")
    if not wanted:
        raise NotFound(
            f"No computer is called {name_or_id}.", "Choose one from the list.", command="bookdesk device list"
        )
    return wanted[0]
