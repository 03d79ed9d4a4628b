"""Which devices may speak at this portal, and taking one's leave back: by the host, who needs no desk for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bookdesk.core.errors import NotFound
from bookdesk.protocol.envelope import FIRM
from bookdesk.protocol.signing import fingerprint
from bookdesk.server.heart import Heart
from bookdesk.server.storage.base import moment, stamp
from bookdesk.server.storage.tables import DeviceRow, RequestRow


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device: for whom it speaks (`firm`, or a client's id), how its desk calls it, and what it last did when."""

    tenant: str
    device: str
    name: str
    fingerprint: str
    registered: datetime
    spoke: datetime | None
    revoked: datetime | None

    @property
    def of_the_firm(self) -> bool:
        """Whether it is the firm's own, which may open clients and register the devices of each."""
        return self.tenant == FIRM


def known_devices(heart: Heart) -> list[KnownDevice]:
    """Return all devices, the firm's first, then by client and since when they are known."""
    with heart.store.reading() as session:
        rows = session.scalars(select(DeviceRow)).all()
        spoke = {
            (row.tenant, row.device): last.at
            for row in rows
            if (last := session.get(RequestRow, (row.tenant, row.device, row.last_seq))) is not None
        }
    found = [_known(row, spoke.get((row.tenant, row.device))) for row in rows]
    return sorted(found, key=lambda one: (not one.of_the_firm, one.tenant, one.registered, one.device))


def _known(row: DeviceRow, spoke: str | None) -> KnownDevice:
    times = (moment(row.registered), moment(spoke) if spoke else None, moment(row.revoked) if row.revoked else None)
    return KnownDevice(row.tenant, row.device, row.name, fingerprint(row.public_key), *times)


def revoke(heart: Heart, device: str) -> list[KnownDevice]:
    """Let a device, named as it is listed, speak no more, for whomever it did; returns it as it is now.

    It stays known, so that its name is not taken by another. `NotFound` where there is none of that name.
    """
    now = stamp(heart.now())
    with heart.store.writing() as session:
        rows = session.scalars(select(DeviceRow).where(DeviceRow.device == device).with_for_update()).all()
        if not rows:
            raise NotFound(f"No device of that name is known: {device[:100]}.", "Look at the list of devices.")
        for row in rows:
            row.revoked = row.revoked or now
    return [one for one in known_devices(heart) if one.device == device]
