"""Reader children that misbehave in the middle of a document: `python reader_children.py NAME LIMITS`."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Callable

from bookdesk.core.child import Child
from bookdesk.core.childside import Handler, serve
from bookdesk.core.frames import Header
from bookdesk.core.itself import own_command
from bookdesk.core.limits import MEGABYTE, Limits

Answer = tuple[Header, bytes]
OPENED: Header = {"kind": "pdf", "page_count": 1, "einvoice": None, "problems": []}


def _after_opening(work: Callable[[], Answer]) -> Handler:
    def handler(request: Header, payload: bytes) -> Answer:
        del payload
        return (OPENED, b"") if request["do"] == "open" else work()

    return handler


def slow() -> Answer:
    """Wait for what never comes."""
    threading.Event().wait()
    return {}, b""


def garbage() -> Answer:
    """Answer with places outside the page."""
    row = [0, 0, 7, 1, "x", 1, 0, 0]
    page = {"number": 1, "width_pt": 10.0, "height_pt": 10.0, "source": "ocr", "words": [row]}
    return {"page": page | {"rotation": 0, "skew": 0.0}}, b""


def killed() -> Answer:
    """Be ended by the system, as when memory runs short."""
    os.kill(os.getpid(), signal.SIGKILL)
    return {}, b""


def crashed() -> Answer:
    """Read what is not there."""
    ctypes.string_at(0)
    return {}, b""


def greedy() -> Answer:
    """Ask for more memory than there is."""
    return {}, bytes(1 << 34)


PLUGINS = {work.__name__: work for work in (slow, garbage, killed, crashed, greedy)}


def start(name: str) -> Child:
    """Start the misbehaving child `name` with little time and memory."""
    limits = Limits(memory=1024 * MEGABYTE, wall_seconds=1.0)
    return Child.start(name, limits, command=[own_command(name)[0], "-P", __file__, name])


if __name__ == "__main__":
    chosen, bounds = sys.argv[1:]
    sys.exit(serve(lambda: _after_opening(PLUGINS[chosen]), bounds))
