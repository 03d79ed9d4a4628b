"""The gateways of the catalogue, for a portal that runs: real ones, or a stand-in of this machine where it is set."""

from __future__ import annotations

from dataclasses import dataclass

from bookdesk.core.clock import Clock
from bookdesk.gateways.catalogue import Access, entry, gateways, open_gateway, webhook_verifier
from bookdesk.gateways.port import Gateway, VerifyWebhook


@dataclass(frozen=True, slots=True)
class CatalogueGateways:
    """Opens gateways by name; `base_url` is a stand-in's, for trying the portal without money."""

    clock: Clock
    base_url: str = ""

    def open(self, name: str, key: str, account: str) -> Gateway:
        """Open a gateway with a tenant's key."""
        practice = bool(self.base_url)
        access = Access(key, account=account or None, base_url=self.base_url or None, practice=practice)
        return open_gateway(name, access, self.clock)

    def verify(self, name: str) -> VerifyWebhook:
        """Return how messages in a gateway's name are believed."""
        return webhook_verifier(name)

    def origins(self) -> tuple[str, ...]:
        """Return the origins of the gateways' pages, to which customers are sent."""
        if self.base_url:
            return (self.base_url.rstrip("/"),)
        return tuple(entry(name).page_origin for name in sorted(gateways()))
