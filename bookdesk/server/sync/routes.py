"""The routes of the protocol: pairing, commands, events, acknowledgement, standing. JSON in and out, both signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as Http
from starlette.responses import Response
from starlette.routing import Route

from bookdesk.core.errors import BookDeskError
from bookdesk.core.records import MalformedRecord
from bookdesk.protocol import answering, messages
from bookdesk.protocol.commands import LARGEST_BATCH
from bookdesk.protocol.envelope import HEADER, TIME_HEADER, spelled
from bookdesk.server.buckets import Buckets, Rule
from bookdesk.server.heart import Heart
from bookdesk.server.pairing import pair
from bookdesk.server.sync.pulling import Pulling
from bookdesk.server.sync.requests import Asked, Reply, Requests, refusal

PAIRING: Final = Rule(most=10, period=timedelta(hours=1))
"""Tries of a pairing code, of all the world together: ten an hour against 2^50 codes."""
_SMALL = 10_000


class SyncRoutes:
    """Answers desks."""

    def __init__(self, heart: Heart, buckets: Buckets) -> None:
        """Work with these parts."""
        self._heart, self._buckets = heart, buckets
        self._requests, self._pulling = Requests(heart), Pulling(heart)

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/sync/pair", self.pair, methods=["POST"]),
            Route("/sync/commands", self.commands, methods=["POST"]),
            Route("/sync/ack", self.ack, methods=["POST"]),
            Route("/sync/events", self.events, methods=["GET"]),
            Route("/sync/state", self.state, methods=["GET"]),
        ]

    async def pair(self, http: Http) -> Response:
        """POST /sync/pair: spend a one-time code and register the firm's device."""
        body = await within(http, _SMALL)
        if body is None:
            return self._sent(self._too_large(), b"")
        return self._sent(await run_in_threadpool(self._pair, body), body)

    async def commands(self, http: Http) -> Response:
        """POST /sync/commands: apply a batch of commands."""
        return await self._signed(http, LARGEST_BATCH, self._requests.commands)

    async def ack(self, http: Http) -> Response:
        """POST /sync/ack: keep that the desk has events for good."""
        return await self._signed(http, _SMALL, lambda asked: self._requests.write(asked, self._pulling.acknowledge))

    async def events(self, http: Http) -> Response:
        """GET /sync/events: a signed page of events."""
        return await self._signed(http, 0, lambda asked: self._requests.read(asked, self._pulling.events))

    async def state(self, http: Http) -> Response:
        """GET /sync/state: how the device stands."""
        return await self._signed(http, 0, lambda asked: self._requests.read(asked, self._pulling.standing))

    async def _signed(self, http: Http, most: int, work: Callable[[Asked], Reply]) -> Response:
        envelope = http.headers.get(HEADER, "")
        body = await within(http, most)
        if body is None:
            return self._sent(self._too_large(), envelope.encode())
        path = http.url.path + (f"?{http.url.query}" if http.url.query else "")
        asked = Asked(envelope, http.method, path, body)
        return self._sent(await run_in_threadpool(work, asked), envelope.encode())

    def _pair(self, body: bytes) -> Reply:
        now = self._heart.now()
        if seconds := self._buckets.spend("pairing", PAIRING, now):
            return refusal(429, "too many", ("Too many codes were tried.", f"Try again in {seconds} seconds."), now)
        try:
            paired = pair(self._heart, messages.from_json(messages.Pairing, body))
        except MalformedRecord as reason:
            return refusal(400, "malformed", (f"The request cannot be read: {reason}.", "Send it as asked for."), now)
        except BookDeskError as reason:
            return refusal(403, "refused", (reason.what, reason.remedy), now)
        except ValueError as reason:
            return refusal(400, "malformed", (f"The request cannot be read: {reason}.", "Send it as asked for."), now)
        return Reply(200, messages.to_json(paired))

    def _too_large(self) -> Reply:
        words = ("The request is larger than one may be.", "Send less at a time.")
        return refusal(413, "too large", words, self._heart.now())

    def _sent(self, reply: Reply, asked: bytes) -> Response:
        seal = answering.sealed(self._heart.keys.signing, asked, reply.status, reply.body)
        headers = {answering.HEADER: seal, TIME_HEADER: spelled(self._heart.now()), "Cache-Control": "no-store"}
        return Response(reply.body, reply.status, headers, media_type="application/json")


async def within(http: Http, most: int) -> bytes | None:
    """Return a body of at most so many bytes, None for a larger one, of which no more is read."""
    parts, size = [], 0
    async for part in http.stream():
        size += len(part)
        if size > most:
            return None
        parts.append(part)
    return b"".join(parts)
