"""Which installation this is. Its id is no secret; a restored copy gets a new one, since two chains must not fork."""

from __future__ import annotations

import json
import platform
from contextlib import suppress
from typing import Final
from uuid import UUID

from bookdesk.core.clock import Clock
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


def new_device(user: UserId, clock: Clock) -> Device:
    """Return the row of a new installation."""
    name = platform.node() or "this computer"
    return Device(id=new_id(), name=name, registered_by=user, registered_at=clock.now(), active=True)
