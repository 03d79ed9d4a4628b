"""Whose request it is, where proxies stand in front: what they wrote is believed, what the client wrote is not.

Each proxy appends the address it was reached from to X-Forwarded-For; so with n proxies of the host's own, the n-th
from the right is the client's, and all that stands left of it anybody could have written.
"""

from __future__ import annotations

import ipaddress

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send


def client_of(forwarded: str, proxies: int) -> str | None:
    """Return the client's address as the outermost of so many proxies saw it; None where it is not told."""
    hops = [hop.strip() for hop in forwarded.split(",")]
    if proxies < 1 or len(hops) < proxies:
        return None
    try:
        return str(ipaddress.ip_address(hops[-proxies]))
    except ValueError:
        return None


class BehindProxies:
    """Gives each request the address of its client."""

    def __init__(self, app: ASGIApp, proxies: int) -> None:
        """Stand before `app`, behind so many proxies."""
        self._app, self._proxies = app, proxies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] == "http" and self._proxies:
            forwarded = ",".join(Headers(scope=scope).getlist("x-forwarded-for"))
            found = client_of(forwarded, self._proxies)
            if found is not None:
                scope = {**scope, "client": (found, 0)}
        await self._app(scope, receive, send)
