"""The gateway's messages: believed over their raw bytes, stored raw and once, answered when they are on disk.

Requests that come at the same time share one transaction: a thread takes all that wait, writes them, then lets each be
answered. What a message is about is read at the gateway by the worker, never taken from the message.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request as Http
from starlette.responses import Response
from starlette.routing import Route

from bookdesk.core.errors import StorageError
from bookdesk.gateways.port import Forged, RawEvent
from bookdesk.server.gatewaydoor import GatewayDoor
from bookdesk.server.heart import Heart
from bookdesk.server.storage.base import stamp
from bookdesk.server.storage.engine import Store
from bookdesk.server.storage.tables import TenantRow
from bookdesk.server.sync.routes import within

LARGEST: Final = 1_000_000
"""Bytes of one message: gateways send some thousands."""
_AT_ONCE: Final = 500
_KNOWN_SECONDS: Final = 15.0
_INSERT: Final = text(
    "INSERT INTO message (tenant, gateway, id, kind, created, api_version, object_kind, object_id, body, known,"
    " received, told, done, tries, due) VALUES (:tenant, :gateway, :id, :kind, :created, :api_version, :object_kind,"
    " :object_id, :body, :known, :received, 0, 0, 0, :received) ON CONFLICT DO NOTHING"
)

Row = dict[str, str | int | None]


@dataclass(frozen=True, slots=True)
class _Batch:
    rows: Sequence[Row]
    written: Future[None]


class Intake:
    """Writes messages, many requests in one transaction."""

    def __init__(self, store: Store) -> None:
        """Begin to write to a database."""
        self._store = store
        self._waiting: queue.SimpleQueue[_Batch | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="portal intake", daemon=True)
        self._thread.start()

    def put(self, rows: Sequence[Row]) -> Future[None]:
        """Have messages written; the future is done once they are on disk, or fails as the writing did."""
        batch = _Batch(rows, Future())
        self._waiting.put(batch)
        return batch.written

    def close(self) -> None:
        """Write what waits, then stop."""
        self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (first := self._waiting.get()) is not None:
            batches, ended = [first], False
            while len(batches) < _AT_ONCE and not self._waiting.empty():
                more = self._waiting.get()
                if more is None:
                    ended = True
                    break
                batches.append(more)
            self._write(batches)
            if ended:
                return

    def _write(self, batches: Sequence[_Batch]) -> None:
        try:
            with self._store.writing() as session:
                session.connection().execute(_INSERT, [row for batch in batches for row in batch.rows])
        except (SQLAlchemyError, StorageError) as failure:
            for batch in batches:
                batch.written.set_exception(failure)
            return
        for batch in batches:
            batch.written.set_result(None)


@dataclass(frozen=True, slots=True)
class _Address:
    """Whose messages come on a path, and how they are believed."""

    tenant: str
    gateway: str
    secrets: tuple[str, ...]
    read_at: float


@dataclass
class Hooks:
    """Answers gateways. `woken` is called after messages were stored."""

    heart: Heart
    door: GatewayDoor
    intake: Intake
    woken: threading.Event
    _known: dict[str, _Address] = field(default_factory=dict)

    def routes(self) -> list[Route]:
        """Return the route."""
        return [Route("/hooks/{hook}", self.take, methods=["POST"])]

    async def take(self, http: Http) -> Response:
        """POST /hooks/…: store a message; 404 for a path that is nobody's, 400 for one that is not the gateway's."""
        body = await within(http, LARGEST)
        if body is None:
            return Response(status_code=413)
        address = self._known.get(http.path_params["hook"])
        if address is None or time.monotonic() - address.read_at > _KNOWN_SECONDS:
            address = await asyncio.to_thread(self._address, http.path_params["hook"])
        if address is None:
            return Response(status_code=404)
        verify = self.heart.gateways.verify(address.gateway)
        now = self.heart.now()
        try:
            events = verify(body, http.headers, address.secrets, now)
        except Forged:
            return Response(status_code=400)
        if events:
            await asyncio.wrap_future(self.intake.put([_row(address, event, stamp(now)) for event in events]))
            self.woken.set()
        return Response(status_code=204)

    def _address(self, hook: str) -> _Address | None:
        with self.heart.store.reading() as session:
            row = session.scalars(select(TenantRow).where(TenantRow.hook == hook)).one_or_none()
            if row is None or not row.gateway:
                return None
            address = _Address(row.id, row.gateway, self.door.hook_secrets(row), time.monotonic())
        self._known[hook] = address
        return address


def _row(address: _Address, event: RawEvent, received: str) -> Row:
    return {
        "tenant": address.tenant,
        "gateway": address.gateway,
        "id": event.id,
        "kind": event.kind,
        "created": stamp(event.created),
        "api_version": event.api_version,
        "object_kind": event.object_kind,
        "object_id": event.object_id,
        "body": event.body,
        "known": int(event.known),
        "received": received,
    }
