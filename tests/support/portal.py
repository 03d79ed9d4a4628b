"""Rows and parts of a portal for tests."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from bookdesk.server.keys import PortalKeys
from bookdesk.server.storage.moneytables import AttemptRow
from bookdesk.server.storage.tables import TenantRow

MOMENT = "2026-11-30T12:00:00.000000+00:00"
KEYS = PortalKeys(b"s" * 32, b"m" * 32, b"f" * 32)
BOX = X25519PrivateKey.from_private_bytes(b"t" * 32)


def tenant_row(tenant: str = "koala") -> TenantRow:
    """Return a tenant that was just opened."""
    return TenantRow(id=tenant, opened=MOMENT, box_key=KEYS.wrap(tenant, BOX, b"n" * 12), hook=f"hook-{tenant}")


def attempt_row(name: str, live: int | None) -> AttemptRow:
    """Return an attempt of one document."""
    return AttemptRow(
        tenant="koala",
        id=name,
        document="d1",
        live=live,
        kind="page",
        state="open",
        amount=1000,
        currency="EUR",
        reference=f"r-{name}",
        contact="c1",
        wish="{}",
        begun=MOMENT,
        changed=MOMENT,
        look=MOMENT,
    )
