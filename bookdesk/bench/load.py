"""Loads a server on loopback from this process, which is none of its own: as fast as it answers, or at a fixed rate.

At a fixed rate a request's time runs from the moment it was due, whether or not it could be sent then: a server that
stalls is charged with everybody who had to wait, not with one.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

HOST = "127.0.0.1"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_TRIES, _PAUSE = 600, 0.05


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it: wall `seconds` from first to last, and the seconds that each request took."""

    seconds: float
    each: Sequence[float]

    @property
    def rate(self) -> float:
        """Requests answered a second."""
        return len(self.each) / self.seconds


def get(path: str) -> bytes:
    """Return a request for a page."""
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept: text/html\r\n\r\n".encode()


def post(path: str, body: bytes, **headers: str) -> bytes:
    """Return a request that sends JSON; headers by name, with underscores for hyphens."""
    own = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{head}{own}\r\n".encode() + body


def loaded(port: int, requests: Sequence[bytes], status: int, *, connections: int, rate: float = 0.0) -> Load:
    """Send requests over so many connections, a `rate` of them a second, or each as soon as one is answered (0).

    `RuntimeError` for any answer of another status: a refusal is quick, and would pass for speed.
    """
    return asyncio.run(_Run(port, iter(enumerate(requests)), status, rate).all(connections))


def answers(port: int) -> None:
    """Wait until a server listens; `RuntimeError` where none does within half a minute."""
    asyncio.run(_listens(port))


async def _listens(port: int) -> None:
    for _ in range(_TRIES):
        try:
            _, writer = await asyncio.open_connection(HOST, port)
        except ConnectionRefusedError:
            await asyncio.sleep(_PAUSE)
        else:
            writer.close()
            await writer.wait_closed()
            return
    raise RuntimeError("The server does not listen.")


def free_port() -> int:
    """Return a port on which nobody listens at present."""
    return asyncio.run(_free_port())


async def _free_port() -> int:
    server = await asyncio.start_server(lambda _reader, _writer: None, HOST, 0)
    async with server:
        return int(server.sockets[0].getsockname()[1])


@dataclass
class _Run:
    port: int
    requests: Iterator[tuple[int, bytes]]
    status: int
    rate: float
    each: list[float] = field(default_factory=list)

    async def all(self, connections: int) -> Load:
        ways = [await asyncio.open_connection(HOST, self.port) for _ in range(connections)]
        start = time.perf_counter()
        try:
            async with asyncio.TaskGroup() as group:
                for reader, writer in ways:
                    group.create_task(self._work(reader, writer, start))
            return Load(time.perf_counter() - start, self.each)
        finally:
            for _, writer in ways:
                writer.close()
                await writer.wait_closed()

    async def _work(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, start: float) -> None:
        for number, request in self.requests:
            due = time.perf_counter()
            if self.rate:
                due = start + number / self.rate
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
            writer.write(request)
            await self._answered(reader)
            self.each.append(time.perf_counter() - due)

    async def _answered(self, reader: asyncio.StreamReader) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if length := _LENGTH.search(head):
            await reader.readexactly(int(length[1]))
        if int(head[9:12]) != self.status:
            raise RuntimeError(f"The server answered {head[9:12].decode()}, not {self.status}.")
