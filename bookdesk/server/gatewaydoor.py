"""The way from a tenant to the gateway where its customers pay: by name, with the tenant's own key."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from typing import Protocol

from bookdesk.core.errors import NotFound
from bookdesk.gateways.port import Gateway, VerifyWebhook
from bookdesk.protocol import boxes
from bookdesk.server.keys import PortalKeys
from bookdesk.server.storage.tables import TenantRow

KEY_CONTEXT, HOOK_CONTEXT = "gateway key", "webhook secret"
"""What a desk says is in the boxes of `SetGateway`; the tenant's id follows after a slash."""


class NoGateway(NotFound):
    """The tenant's customers cannot pay online."""


class Gateways(Protocol):
    """Which gateways there are."""

    def open(self, name: str, key: str, account: str) -> Gateway:
        """Open a gateway with a tenant's key; `NotFound` for a name that is none."""
        ...

    def verify(self, name: str) -> VerifyWebhook:
        """Return how messages in a gateway's name are believed; `NotFound` as above."""
        ...


@dataclass(frozen=True, slots=True)
class _Opened:
    sealed: str
    gateway: Gateway


@dataclass
class GatewayDoor:
    """Opens each tenant's gateway once, and anew when its key was exchanged."""

    gateways: Gateways
    keys: PortalKeys
    _opened: dict[str, _Opened] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def of(self, tenant: TenantRow) -> Gateway:
        """Return the gateway of a tenant; `NoGateway` where none was set."""
        if not tenant.gateway:
            raise NoGateway("Nobody can pay online here yet.", "Pay by bank instead.")
        with self._guard:
            known = self._opened.get(tenant.id)
            if known is None or known.sealed != tenant.gateway_key:
                key = self._open(tenant, KEY_CONTEXT, tenant.gateway_key)
                known = _Opened(tenant.gateway_key, self.gateways.open(tenant.gateway, key, tenant.account))
                self._opened[tenant.id] = known
            return known.gateway

    def hook_secrets(self, tenant: TenantRow) -> tuple[str, ...]:
        """Return the secrets by which the gateway's messages for a tenant are believed."""
        return tuple(self._open(tenant, HOOK_CONTEXT, box) for box in json.loads(tenant.hook_secrets))

    def _open(self, tenant: TenantRow, what: str, box: str) -> str:
        return boxes.unseal(self.keys.unwrap(tenant.id, tenant.box_key), f"{what}/{tenant.id}", box).decode()

    def close(self) -> None:
        """Let go of all connections."""
        with self._guard:
            for known in self._opened.values():
                known.gateway.close()
            self._opened.clear()
