"""One line a request that tells what was asked and how it ended, never whose link it was.

The path is told as the route's pattern (`/d/{token}/pay`): a token, an id, a query or an address of mail never reaches
a line. What led nowhere is told without its path at all.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOG = logging.getLogger("bookdesk.server.access")


class AccessLog:
    """A door that counts the time and writes the line when the answer is under way. `seconds` is a steady clock."""

    def __init__(self, app: ASGIApp, seconds: Callable[[], float]) -> None:
        """Stand before `app`."""
        self._app, self._seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = self._seconds()

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                told = {"action": scope["method"], "page": pattern_of(scope), "status": message["status"]}
                took = round((self._seconds() - begun) * 1000)
                _LOG.info("%(action)s %(page)s %(status)s %(duration_ms)s ms", told | {"duration_ms": took})
            await send(message)

        await self._app(scope, receive, tell)


def pattern_of(scope: Scope) -> str:
    """Return the pattern of the route that took the request; a dash where none did."""
    route = scope.get("route")
    return route.path if isinstance(route, Route) else "-"
