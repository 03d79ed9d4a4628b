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
_LINE = "%(action)s %(page)s %(status)s %(duration_ms)s ms"


class AccessLog:
    """A door that counts the time and writes the line when the answer is under way. `seconds` is a steady clock."""

    def __init__(self, app: ASGIApp, seconds: Callable[[], float]) -> None:
        """Stand before `app`."""
        self._app, self.seconds = app, seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = self.seconds()

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.tell(scope["method"], pattern_of(scope), message["status"], begun)
            await send(message)

        await self._app(scope, receive, tell)

    def tell(self, method: str, pattern: str, status: int, begun: float) -> None:
        """Write the line of a request that began at so many seconds."""
        if not _LOG.isEnabledFor(logging.INFO):
            return
        told: dict[str, object] = {"action": method, "page": pattern, "status": status}
        told["duration_ms"] = round((self.seconds() - begun) * 1000)
        # made here, since the logger would look up for each line which line of ours wrote it
        _LOG.handle(_LOG.makeRecord(_LOG.name, logging.INFO, "", 0, _LINE, (told,), None))


def pattern_of(scope: Scope) -> str:
    """Return the pattern of the route that took the request; a dash where none did."""
    route = scope.get("route")
    return route.path if isinstance(route, Route) else "-"


class Lines(logging.Formatter):
    """Lines with the second in which they were written, in local time, spelled once for all lines of a second."""

    def __init__(self, pattern: str) -> None:
        """Write by a pattern of `logging`, in the per cent style."""
        super().__init__(pattern)
        self._second = 0, ""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - its base's name
        """Return the date and time of a line to the second."""
        second, spelled = self._second
        if second != int(record.created):
            second, spelled = int(record.created), super().formatTime(record, datefmt or "%Y-%m-%d %H:%M:%S")
            self._second = second, spelled
        return spelled
