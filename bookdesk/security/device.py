"""Which installation this is. Its id is no secret; a restored copy gets a new one, since two chains must not fork."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable
from contextlib import suppress
from typing import Final
from uuid import UUID

from bookdesk.core.clock import Clock
from bookdesk.core.errors import Locked
from bookdesk.core.identifiers import DeviceId, UserId, new_id
from bookdesk.models.practice import Device
from bookdesk.store.errors import translating
from bookdesk.store.files import write_whole
from bookdesk.store.places import Places

_NAME: Final = "device"
_VERSION: Final = 1


def read_device(places: Places) -> DeviceId | None:
    """Return this installation's id; none if it has not written yet or its file is unusable."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        stored = json.loads((places.home / _NAME).read_text("utf-8"))
        return DeviceId(str(UUID(str(stored["device"]))))
    return None


def write_device(places: Places, device: DeviceId) -> None:
    """Keep the id for the next start."""
    with translating():
        write_whole(places.home / _NAME, json.dumps({"version": _VERSION, "device": device}).encode())


def forget_device(places: Places) -> None:
    """Let the next opening register a new device: after a restore, whose history may be behind another copy's."""
    with translating():
        (places.home / _NAME).unlink(missing_ok=True)


def require_admitted(known: Iterable[Device], here: DeviceId | None, *, owner: bool) -> None:
    """Refuse an installation that was withdrawn, also one that only lost its mark, unless an `owner` opens there.

    A mark is lost by deleting a file, so a computer of the name of a withdrawn one is taken for it until an owner opens
    the practice on it: as after a restore, which makes it a new installation.
    """
    devices = list(known)
    mine = next((device for device in devices if device.id == here), None)
    if mine is None and not owner:
        name = _computer()
        mine = next((device for device in devices if device.name == name and not device.active), None)
    if mine is not None and not mine.active:
        raise Locked(
            "This computer was withdrawn from the practice.",
            "Work on another one, or ask an owner to bring a backup back here.",
        )


def new_device(user: UserId, clock: Clock) -> Device:
    """Return the row of a new installation."""
    return Device(id=new_id(), name=_computer(), registered_by=user, registered_at=clock.now(), active=True)


def _computer() -> str:
    return platform.node() or "this computer"
