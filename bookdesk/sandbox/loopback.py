"""Real HTTP on the loopback interface for the stand-ins: a listener, and one exchange that is written or cut."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Heard:
    """One request as it came. Header names are lower case; `query` is still encoded."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


class Listener(ThreadingHTTPServer):
    """One listening socket whose requests go to `serve`."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int, serve: Callable[[Heard, Exchange], None]) -> None:
        """Bind to the loopback interface; port 0 takes a free one."""
        super().__init__((LOOPBACK, port), Exchange)
        self.serve = serve
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def start(self) -> None:
        """Serve in the background."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and hang up on everybody."""
        self.shutdown()
        self.server_close()
        self._thread.join()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the library's own signature
        """Remember who is connected."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - the library's own signature
        """Forget who hung up."""
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the library's own signature
        """Stay silent: a peer that was cut off, or cut us off, is what a fault plan is for."""


class Exchange(BaseHTTPRequestHandler):
    """Reads one request, hands it on, writes or cuts."""

    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # headers and body leave together: apart, each answer waits 40 ms for an acknowledgement
    server: Listener

    def do_GET(self) -> None:
        """Serve any method alike."""
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.serve(Heard(self.command, parts.path, parts.query, headers, body), self)

    do_HEAD = do_PUT = do_POST = do_DELETE = do_GET  # noqa: N815 - the library's own names

    def write(self, status: int, headers: Mapping[str, str], body: bytes, upto: int | None = None) -> None:
        """Send an answer; with `upto`, only so many bytes of the body that was announced."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[:upto])
        if upto is not None:
            self.close_connection = True

    def cut(self) -> None:
        """End the connection without an answer."""
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own signature
        """Say nothing: a stand-in keeps its own log."""
