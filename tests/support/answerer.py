"""A listener on this machine that answers by a script, whatever it is asked: for answers that no stand-in gives."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from bookdesk.sandbox.loopback import LOOPBACK, Exchange, Heard, Listener

Act = Callable[[Exchange], None]
_JSON = {"Content-Type": "application/json", "Request-Id": "req_scripted"}


class Answerer:
    """Does one act of its script for each request, the last one ever after."""

    def __init__(self, script: Sequence[Act]) -> None:
        """Bind a free port."""
        self.heard: list[Heard] = []
        self.released = threading.Event()
        self._script = list(script)
        self._listener = Listener(0, self._serve)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{LOOPBACK}:{self._listener.server_port}"

    def start(self) -> None:
        """Listen."""
        self._listener.start()

    def stop(self) -> None:
        """Let go of whoever waits, and stop."""
        self.released.set()
        self._listener.stop()

    def _serve(self, heard: Heard, exchange: Exchange) -> None:
        self.heard.append(heard)
        act = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        act(exchange)


@contextmanager
def answering(*script: Act) -> Iterator[Answerer]:
    """Run an answerer with a script."""
    answerer = Answerer(script)
    answerer.start()
    try:
        yield answerer
    finally:
        answerer.stop()


def says(body: object, status: int = 200, headers: Mapping[str, str] = _JSON) -> Act:
    """Answer with bytes, text or what is written as JSON."""
    content = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return lambda exchange: exchange.write(status, headers, content)


def breaks_off(body: object, upto: int) -> Act:
    """Answer so many bytes of a body that was announced as longer."""
    content = json.dumps(body).encode()
    return lambda exchange: exchange.write(200, _JSON, content, upto=upto)


def cuts() -> Act:
    """End the connection in place of an answer."""
    return Exchange.cut


def resets() -> Act:
    """Reset the connection in place of an answer."""

    def act(exchange: Exchange) -> None:
        exchange.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        exchange.connection.close()
        exchange.cut()

    return act


def waits(until: Callable[[], threading.Event]) -> Act:
    """Answer nothing until an event is set, for a minute at most, then cut."""

    def act(exchange: Exchange) -> None:
        until().wait(60)
        exchange.cut()

    return act


def pours(size: int) -> Act:
    """Answer so many bytes, a piece at a time, until nobody listens."""

    def act(exchange: Exchange) -> None:
        exchange.send_response(200)
        exchange.send_header("Content-Type", "application/json")
        exchange.send_header("Content-Length", str(size))
        exchange.end_headers()
        piece = b'"' + b"x" * ((1 << 20) - 1)
        try:
            for _ in range(size // len(piece)):
                exchange.wfile.write(piece)
        except OSError:
            exchange.cut()

    return act
