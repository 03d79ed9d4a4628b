"""Small named children that behave well or badly: `python child_handlers.py NAME LIMITS`."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
import time
from pathlib import Path

from bookdesk.core.childside import Handler, serve
from bookdesk.core.frames import Header
from bookdesk.core.itself import own_command

Answer = tuple[Header, bytes]


def echo(header: Header, payload: bytes) -> Answer:
    print("a library that prints")  # noqa: T201 - it must not reach the wire
    return header | {"stdin": sys.stdin.read()}, payload[::-1]


def surroundings(header: Header, payload: bytes) -> Answer:
    del header, payload
    files = sorted(entry.name for entry in Path.cwd().iterdir())
    niceness = os.nice(0) if hasattr(os, "nice") else None
    return {"cwd": str(Path.cwd()), "files": files, "environment": dict(os.environ), "niceness": niceness}, b""


def crash(header: Header, payload: bytes) -> Answer:
    ctypes.string_at(0)
    return header, payload


def fail(header: Header, payload: bytes) -> Answer:
    raise RuntimeError(f"unexpected {header['word']} {len(payload)}")


def garbage(header: Header, payload: bytes) -> Answer:
    del header, payload
    os.write(4, b"\x00" * 11 + b"\x02" + b"no")
    os._exit(0)


def hang(header: Header, payload: bytes) -> Answer:
    here, _there = socket.socketpair()
    here.recv(1)
    return header, payload


def spin(header: Header, payload: bytes) -> Answer:
    del header, payload
    while True:
        pass


def burn(header: Header, payload: bytes) -> Answer:
    """Use half a second of processor time."""
    del header
    began = time.process_time()
    while time.process_time() < began + 0.5:
        payload = payload[::-1]
    return {"used": time.process_time()}, payload


def swallow(header: Header, payload: bytes) -> Answer:
    return header, bytes(1 << 33) + payload


def flood(header: Header, payload: bytes) -> Answer:
    return header, payload + bytes(4096)


def dial(header: Header, payload: bytes) -> Answer:
    with socket.socket() as plug:
        plug.connect(("127.0.0.1", 9))
    return header, payload


def write_file(header: Header, payload: bytes) -> Answer:
    Path("trace").write_bytes(b"secret")
    return header, payload


def never_ready() -> Handler:
    return spin({}, b"")  # type: ignore[return-value] # it never returns


HANDLERS = (echo, surroundings, crash, fail, garbage, hang, spin, burn, swallow, flood, dial, write_file)


def command(name: str) -> list[str]:
    """Return the command that starts the child `name` of this file."""
    return [own_command(name)[0], "-P", __file__, name]


if __name__ == "__main__":
    chosen = {handler.__name__: handler for handler in HANDLERS}
    name, limits = sys.argv[1:]
    sys.exit(serve(never_ready if name == "never_ready" else lambda: chosen[name], limits))
