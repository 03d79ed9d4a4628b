"""The inside of a child process: bind the limits, keep the wire apart from what libraries print, answer requests."""

from __future__ import annotations

import faulthandler
import json
import os
import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import BinaryIO

from bookdesk.core.child import OUT_OF_MEMORY
from bookdesk.core.frames import Header, read_frame, write_frame
from bookdesk.core.limits import MEGABYTE, Limits, allow_one_request, bind

Handler = Callable[[Header, bytes], tuple[Header, bytes]]
"""Answers one request. Expected failures are part of the answer; an exception ends the child."""
_NETWORK = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo"})


def serve(load: Callable[[], Handler], limits: str) -> int:
    """Serve until the parent closes the wire; `load` does the imports, `limits` is the JSON of a `Limits`.

    Returns the exit status. It never returns in the usual course: the end of the wire ends the process at once, also
    in the middle of work, so that nothing outlives a parent that was locked or killed.
    """
    bounds = Limits(**json.loads(limits))
    bind(bounds)
    source, sink = _take_streams()
    faulthandler.enable()
    sys.addaudithook(_refuse_network)
    requests: SimpleQueue[tuple[Header, bytes]] = SimpleQueue()
    try:
        handler = load()
        threading.Thread(target=_feed, args=(source, bounds.input_bytes + MEGABYTE, requests), daemon=True).start()
        write_frame(sink, {"ready": True}, b"")
        while True:
            request = requests.get()
            allow_one_request(bounds)
            write_frame(sink, *handler(*request))
    except MemoryError:
        return OUT_OF_MEMORY


def _take_streams() -> tuple[BinaryIO, BinaryIO]:
    """Keep the two pipes for ourselves; what a library reads is empty, what it prints goes to standard error."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return source, sink


def _feed(source: BinaryIO, most: int, requests: SimpleQueue[tuple[Header, bytes]]) -> None:
    """Hand requests to the main thread; the end of the wire is the end of the process."""
    try:
        while frame := read_frame(source, most):
            requests.put(frame)
    finally:
        os._exit(0)


def _refuse_network(event: str, arguments: tuple[object, ...]) -> None:
    """Stop an honest mistake; hostile code is what the missing keys are for."""
    del arguments
    if event in _NETWORK:
        raise PermissionError("a child process has no network")
