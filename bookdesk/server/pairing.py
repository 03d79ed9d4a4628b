"""How the firm's device becomes known: a one-time code that only the host of the portal sees.

Ten letters of Crockford's alphabet (50 bits), good once and for fifteen minutes, kept as a keyed hash; a few tries an
hour. The device that shows it may from then on open tenants and register the devices of each.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from sqlalchemy import select

from bookdesk.core.errors import NotAllowed
from bookdesk.protocol import messages, signing, versions
from bookdesk.protocol.envelope import FIRM
from bookdesk.protocol.words import check_hex, check_name, check_text
from bookdesk.server.heart import Heart
from bookdesk.server.storage.base import stamp
from bookdesk.server.storage.tables import DeviceRow, PairingRow

LIFE = timedelta(minutes=15)
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, _HALF = 10, 5
_CONFUSED = str.maketrans("OIL", "011")


def new_code(heart: Heart) -> str:
    """Make a code and keep its hash; returns it as it is shown: `7Q4ZK-9X2MB`."""
    letters = "".join(LETTERS[byte % len(LETTERS)] for byte in heart.chance(LENGTH))
    now = heart.now()
    with heart.store.writing() as session:
        session.add(PairingRow(code_hash=_hash(heart, letters), made=stamp(now), expires=stamp(now + LIFE)))
    return f"{letters[:_HALF]}-{letters[_HALF:]}"


def pair(heart: Heart, asked: messages.Pairing) -> messages.Paired:
    """Spend a code and register the firm's device; `NotAllowed` for one that is wrong, spent or old, all the same."""
    versions.agree(asked.version, ())
    check_name("a device", asked.device)
    check_hex("a public key", 64, asked.public_key)
    check_text("a device's name", 100, asked.name)
    now = heart.now()
    typed = "".join(sign for sign in asked.code.upper().translate(_CONFUSED) if sign.isalnum())
    with heart.store.writing() as session:
        query = select(PairingRow).where(PairingRow.code_hash == _hash(heart, typed)).with_for_update()
        code = session.scalars(query).one_or_none()
        if code is None or code.used_by is not None or code.expires < stamp(now):
            raise NotAllowed("That code does not pair a device.", "Have the portal show a new one.")
        known = session.get(DeviceRow, (FIRM, asked.device))
        if known is not None and known.public_key != asked.public_key:
            raise NotAllowed("Another key is registered under that device's name.", "Pair it under a name of its own.")
        code.used_by = asked.device
        if known is None:
            row = {"tenant": FIRM, "device": asked.device, "public_key": asked.public_key, "name": asked.name}
            session.add(DeviceRow(**row, registered=stamp(now)))
    capabilities = tuple(sorted(versions.CAPABILITIES))
    return messages.Paired(signing.public_of(heart.keys.signing), versions.spoken(), capabilities, now)


def is_paired(heart: Heart) -> bool:
    """Whether any device of the firm is known."""
    with heart.store.reading() as session:
        query = select(DeviceRow.device).where(DeviceRow.tenant == FIRM, DeviceRow.revoked.is_(None)).limit(1)
        return session.scalars(query).first() is not None


def _hash(heart: Heart, letters: str) -> str:
    return hmac.new(heart.keys.forms, b"pairing\x00" + letters.encode(), hashlib.sha256).hexdigest()
