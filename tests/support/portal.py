"""Rows and parts of a portal for tests."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from bookdesk.core.errors import Unreachable
from bookdesk.protocol import messages, signing, versions
from bookdesk.protocol.envelope import FIRM
from bookdesk.server.assembly import Portal
from bookdesk.server.keys import PortalKeys
from bookdesk.server.mailing import Letter
from bookdesk.server.pairing import new_code, pair
from bookdesk.server.storage.moneytables import AttemptRow
from bookdesk.server.storage.tables import TenantRow
from tests.support.desk import Desk

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


@dataclass
class Letters:
    """A mailer that keeps what it was given, or is away."""

    sent: list[Letter] = field(default_factory=list)
    away: bool = False

    def send(self, letter: Letter) -> None:
        """Keep a letter."""
        if self.away:
            raise Unreachable("The mail server is away.", "Try later.")
        self.sent.append(letter)


def paired(portal: Portal, device: str = "office") -> Desk:
    """Return the firm's device, paired by a code."""
    firm = Desk(portal, FIRM, device)
    code = new_code(portal.heart)
    asked = messages.Pairing(code, device, signing.public_of(firm.key), "Office", versions.spoken())
    assert pair(portal.heart, asked).portal_key == signing.public_of(portal.heart.keys.signing)
    return firm
