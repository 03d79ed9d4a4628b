"""How each command of a desk changes what the portal holds. What needs the gateway is only asked for here.

A command runs within the one transaction of its request; it either does all it should or is refused with a reason.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy.orm import Session

from bookdesk.core.errors import BookDeskError, NotAllowed
from bookdesk.core.records import MalformedRecord, to_data
from bookdesk.protocol import boxes, commands, jsontext
from bookdesk.protocol.envelope import FIRM
from bookdesk.protocol.events import Outcome
from bookdesk.protocol.kinds import UnknownKind
from bookdesk.protocol.messages import RawCommand, Result
from bookdesk.server.heart import Heart
from bookdesk.server.storage.base import stamp
from bookdesk.server.storage.tables import AppliedRow, DeviceRow, TenantRow
from bookdesk.server.tenants import held

_SECRET, _NONCE, _HOOK = 32, 12, 24


@dataclass
class Turn:
    """One request with commands: whose, in which session, when; `idem` is the key of the command whose turn it is."""

    heart: Heart
    session: Session
    tenant: str
    device: str
    at: datetime
    idem: str = ""

    def own(self) -> TenantRow:
        """Return the tenant's row; `NotFound` where it was not opened."""
        return held(self.session, self.tenant)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a command."""

    outcome: Outcome = Outcome.APPLIED
    why: str = ""
    given: str = ""


Handler = Callable[[Turn, Any], Done]


def apply(turn: Turn, raw: RawCommand, handlers: dict[type[commands.Command], Handler]) -> Result:
    """Apply a command unless it was; returns what became of it, then or now."""
    known = turn.session.get(AppliedRow, (turn.tenant, raw.idem))
    if known is not None:
        return Result(known.idem, Outcome(known.outcome), known.why, known.given)
    turn.idem = raw.idem
    done = _tried(turn, raw, handlers)
    row = {"tenant": turn.tenant, "idem": raw.idem, "kind": raw.kind, "at": stamp(turn.at)}
    turn.session.add(AppliedRow(**row, outcome=done.outcome, why=done.why, given=done.given))
    return Result(raw.idem, done.outcome, done.why, done.given)


def _tried(turn: Turn, raw: RawCommand, handlers: dict[type[commands.Command], Handler]) -> Done:
    try:
        command = commands.KINDS.decode(raw.kind, jsontext.loads(raw.data))
    except UnknownKind:
        return _refused(f"This portal does not know the command {raw.kind[:60]!r}. Bring it up to date.")
    except MalformedRecord as reason:
        return _refused(f"The command {raw.kind!r} cannot be read: {reason}.")
    try:
        with turn.session.begin_nested():
            return handlers[type(command)](turn, command)
    except (BookDeskError, MalformedRecord) as reason:
        return _refused(str(reason))


def _refused(why: str) -> Done:
    return Done(Outcome.REFUSED, why)


def open_tenant(turn: Turn, command: commands.OpenTenant) -> Done:
    """Open a tenant with a key of its own; opened again it stays as it is."""
    _firm_only(turn)
    if command.tenant == FIRM:
        raise NotAllowed("That name is taken by the firm itself.", "Choose another for the client.")
    row = turn.session.get(TenantRow, command.tenant)
    if row is None:
        key = X25519PrivateKey.from_private_bytes(turn.heart.chance(_SECRET))
        box = turn.heart.keys.wrap(command.tenant, key, turn.heart.chance(_NONCE))
        hook = turn.heart.chance(_HOOK).hex()
        row = TenantRow(id=command.tenant, opened=stamp(turn.at), box_key=box, hook=hook)
        turn.session.add(row)
    public = boxes.public_of(turn.heart.keys.unwrap(row.id, row.box_key))
    return Done(given=jsontext.dumps({"box_key": public, "hook": f"/hooks/{row.hook}"}))


def register_device(turn: Turn, command: commands.RegisterDevice) -> Done:
    """Let a device speak for a tenant: the firm for any, a tenant's own device for its tenant."""
    _for_tenant(turn, command.tenant)
    if command.tenant != FIRM:
        held(turn.session, command.tenant)
    row = turn.session.get(DeviceRow, (command.tenant, command.device))
    if row is not None and row.public_key != command.public_key:
        raise NotAllowed("Another key is registered under that device's name.", "Register it under a name of its own.")
    if row is not None and row.revoked is not None:
        raise NotAllowed("That device was revoked at the portal.", "Register the computer under a name of its own.")
    if row is None:
        named = {"tenant": command.tenant, "device": command.device, "name": command.name}
        turn.session.add(DeviceRow(**named, public_key=command.public_key, registered=stamp(turn.at)))
    return Done()


def revoke_device(turn: Turn, command: commands.RevokeDevice) -> Done:
    """Let a device speak no more; it stays known, so that its name is not taken by another."""
    _for_tenant(turn, command.tenant)
    row = turn.session.get(DeviceRow, (command.tenant, command.device))
    if row is None:
        return Done(why="There is no such device.")
    row.revoked = row.revoked or stamp(turn.at)
    return Done()


def set_tenant(turn: Turn, command: commands.SetTenant) -> Done:
    """Keep how the tenant is shown."""
    turn.own().settings = jsontext.dumps(to_data(command))
    return Done()


def set_gateway(turn: Turn, command: commands.SetGateway) -> Done:
    """Keep where the tenant is paid; boxes that do not open are refused now rather than when somebody pays."""
    row = turn.own()
    secrets = (
        ("gateway key", command.sealed_key),
        *(("webhook secret", box) for box in command.sealed_webhook_secrets),
    )
    key = turn.heart.keys.unwrap(row.id, row.box_key)
    for what, box in secrets:
        boxes.unseal(key, f"{what}/{row.id}", box)
    turn.heart.gateways.verify(command.gateway)
    row.gateway, row.account, row.gateway_key = command.gateway, command.account, command.sealed_key
    row.hook_secrets = json.dumps(list(command.sealed_webhook_secrets))
    return Done()


def _firm_only(turn: Turn) -> None:
    if turn.tenant != FIRM:
        raise NotAllowed("Only the firm's own device may do that.", "Send it with the device that was paired.")


def _for_tenant(turn: Turn, tenant: str) -> None:
    if turn.tenant not in {FIRM, tenant}:
        raise NotAllowed("A device speaks for its own client only.", "Send it with the firm's own device.")
