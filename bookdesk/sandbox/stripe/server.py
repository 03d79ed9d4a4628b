"""The sockets: API and hosted page on one port, and on another the control routes (see `control.py`)."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable

from bookdesk.sandbox.loopback import LOOPBACK, Exchange, Heard, Listener
from bookdesk.sandbox.stripe import control, page
from bookdesk.sandbox.stripe.faults import Cut
from bookdesk.sandbox.stripe.forms import parsed
from bookdesk.sandbox.stripe.messages import JSON, Answer, Asked, Record, Refused, refusal
from bookdesk.sandbox.stripe.postman import Postman
from bookdesk.sandbox.stripe.world import World

_HOLD_AT_MOST = 120


class Standin:
    """The two listeners around a world."""

    def __init__(
        self,
        world: World,
        port: int = 0,
        control_port: int = 0,
        *,
        running: Callable[[], float] | None = None,
        delivers: bool = True,
    ) -> None:
        """Bind both to the loopback interface; port 0 takes a free one.

        The world's clock stands still unless moved; with `running`, seconds that never run back, it runs along.
        With `delivers` webhooks are sent as they become due, otherwise on POST /deliver.
        """
        self.world, self.lock = world, threading.RLock()
        self._released = threading.Event()
        self._running, self._seen = running, running() if running else 0.0
        self.postman, self._delivers = Postman(world, self.lock, self._tick), delivers
        self._api: Listener | None = Listener(port, self._serve_api)
        self.port = self._api.server_port
        self._control = Listener(control_port, self._serve_control)
        self.control_port = self._control.server_port
        world.settings.page_base = self.base_url

    @property
    def base_url(self) -> str:
        """Return the address that stands for the API and for the hosted pages."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def control_url(self) -> str:
        """Return the address of the control routes."""
        return f"http://{LOOPBACK}:{self.control_port}"

    def start(self) -> None:
        """Serve in the background."""
        if self._api:
            self._api.start()
        self._control.start()
        if self._delivers:
            self.postman.start()

    def stop(self) -> None:
        """Close both listeners."""
        self._released.set()
        self.listen(wanted=False)
        self._control.stop()
        self.postman.stop()

    def listen(self, *, wanted: bool) -> None:
        """Refuse connections to the API, or accept them again on the same port."""
        if wanted and self._api is None:
            self._api = Listener(self.port, self._serve_api)
            self._api.start()
        elif not wanted and self._api is not None:
            self._api.stop()
            self._api = None

    def release(self) -> None:
        """Let the answers that are held arrive."""
        with self.lock:
            self.world.remembered.release()
            self._released.set()
            self._released = threading.Event()

    def _tick(self) -> None:
        """Let the world's clock run along."""
        if self._running is not None:
            seconds = int(self._running() - self._seen)
            self._seen += seconds
            self.world.advance(seconds)

    def _serve_api(self, heard: Heard, exchange: Exchange) -> None:
        method = "GET" if heard.method == "HEAD" else heard.method
        try:
            given = parsed(heard.body.decode(errors="replace") if method == "POST" else heard.query)
            answer = self._answer(Asked(method, heard.path, given, heard.headers))
        except Refused as refused:
            answer = refusal(refused)
        except Cut:
            exchange.cut()
            return
        self._stir()
        exchange.write(answer.status, answer.headers, answer.text.encode())

    def _answer(self, asked: Asked) -> Answer:
        """Ask the world; what is slow or held waits here, with the lock given back."""
        with self.lock:
            self._tick()
            released = self._released
            if not asked.path.startswith("/v1/"):
                return page.serve(self.world, asked)
            try:
                answer, seconds = self.world.handle(asked), self.world.took
            except Cut as cut:
                if cut.held is None:
                    raise
                answer, seconds = cut.held, _HOLD_AT_MOST
        if seconds:
            released.wait(seconds)
        return answer

    def _stir(self) -> None:
        if self._delivers:
            self.postman.stir()

    def _serve_control(self, heard: Heard, exchange: Exchange) -> None:
        try:
            body: Record = json.loads(heard.body) if heard.body else {}
            status, told = 200, self._controlled(heard, body)
        except Refused as refused:
            status, told = refused.status, {"error": refused.error}
        except (KeyError, TypeError, ValueError) as wrong:
            status, told = 400, {"error": str(wrong)}
        exchange.write(status, JSON, json.dumps(told).encode())

    def _controlled(self, heard: Heard, body: Record) -> object:
        route = f"{heard.method} {heard.path.strip('/')}"
        if route == "POST deliver":
            return self.postman.deliver()
        if route in {"POST listen", "POST release"}:
            self.release() if heard.path.endswith("release") else self.listen(wanted=bool(body["open"]))
            return None
        with self.lock:
            self._tick()
            told = json.loads(json.dumps(control.do(self.world, heard.method, heard.path, body)))
        self._stir()
        return told


def running_clock() -> float:
    """Return the machine's seconds that never run back."""
    return time.monotonic()
