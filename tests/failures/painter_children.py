"""Painting children that misbehave once a document is open: `python painter_children.py NAME LIMITS`."""

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
OPENED: Header = {"kind": "pdf", "drawn": False, "pages": [{"width_pt": 595.0, "height_pt": 842.0}]}


def _after_opening(work: Callable[[], Answer]) -> Handler:
    def handler(request: Header, payload: bytes) -> Answer:
        del payload
        return (OPENED, b"") if request["do"] == "open" else work()

    return handler


def slow() -> Answer:
    """Wait for what never comes."""
    threading.Event().wait()
    return {}, b""


def short() -> Answer:
    """Send fewer pixels than were announced."""
    return {"width": 100, "height": 100}, bytes(100)


def vast() -> Answer:
    """Announce a picture that no screen has."""
    return {"width": 100_000, "height": 100_000}, b""


def flooding() -> Answer:
    """Send more than may be taken."""
    return {"width": 100, "height": 100}, bytes(4 * MEGABYTE)


def garbage() -> Answer:
    """Print, and answer nonsense."""
    os.write(1, b"\xff" * 64)
    return {"width": "wide"}, b""


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


PLUGINS = {work.__name__: work for work in (slow, short, vast, flooding, garbage, killed, crashed, greedy)}


def start(name: str) -> Child:
    """Start the misbehaving child `name` with little time, memory and room for its answer."""
    limits = Limits(memory=1024 * MEGABYTE, wall_seconds=1.0, output_bytes=2 * MEGABYTE)
    return Child.start(name, limits, command=[own_command(name)[0], "-P", __file__, name])


if __name__ == "__main__":
    chosen, bounds = sys.argv[1:]
    sys.exit(serve(lambda: _after_opening(PLUGINS[chosen]), bounds))
