"""Sends what is due to the endpoints: signed POSTs over real HTTP, one after the other, as the plan has it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

import requests

from bookdesk.sandbox.stripe import events
from bookdesk.sandbox.stripe.messages import Record
from bookdesk.sandbox.stripe.webhooks import Delivery, Letter, letter
from bookdesk.sandbox.stripe.world import World

_PATIENCE = 10
_LOOKS_EVERY = 1.0
_GOOD = range(200, 300)


class Postman:
    """Delivers for one world; `lock` guards the world, and is not held while an endpoint answers."""

    def __init__(self, world: World, lock: threading.RLock, tick: Callable[[], None]) -> None:
        """Deliver what `world` has to tell; `tick` brings its clock up to date, where that runs along."""
        self._tick = tick
        self._world, self._lock = world, lock
        self._round = threading.Lock()
        self._stirred, self._ended = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Deliver in the background, whenever there may be something."""
        self._thread = threading.Thread(target=self._walk, daemon=True)
        self._thread.start()

    def stir(self) -> None:
        """Tell that something may be due."""
        self._stirred.set()

    def stop(self) -> None:
        """Deliver no more."""
        self._ended.set()
        self._stirred.set()
        if self._thread is not None:
            self._thread.join(_PATIENCE + 1)

    def deliver(self) -> list[Record]:
        """Send all that is due now, in order; return what became of each: the event and the endpoint's status, or 0."""
        with self._round:
            with self._lock:
                self._tick()
                due = self._world.outbox.due(self._world.now)
            return [self._carry(delivery) for delivery in due]

    def _carry(self, delivery: Delivery) -> Record:
        with self._lock:
            ready = self._letter(delivery)
        status = 0 if delivery.lost else _posted(ready)
        with self._lock:
            self._world.outbox.report(delivery, taken=status in _GOOD, now=self._world.now)
        return {"event": delivery.event, "status": status}

    def _letter(self, delivery: Delivery) -> Letter:
        endpoint = self._world.endpoints.get(delivery.endpoint)
        body = json.dumps(events.shown(self._world, delivery.event), indent=2).encode()
        return letter(delivery, endpoint, body, self._world.now)

    def _walk(self) -> None:
        while not self._ended.is_set():
            self._stirred.wait(_LOOKS_EVERY)
            self._stirred.clear()
            if not self._ended.is_set():
                self.deliver()


def _posted(ready: Letter) -> int:
    try:
        return requests.post(ready.url, data=ready.body, headers=ready.headers, timeout=_PATIENCE).status_code
    except requests.RequestException:
        return 0
