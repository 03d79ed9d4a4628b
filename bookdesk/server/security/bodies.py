"""How much is read of what is sent: counted as it comes, since a length that is announced need not be true."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.types import Message, Receive

FORM_BYTES = 64 * 1024
"""More than any form of ours without files."""


class TooLarge(Exception):
    """More came than this place takes; the rest is not read."""


@dataclass
class CountedBody:
    """A request's `receive` that ends with `TooLarge` after `most` bytes."""

    receive: Receive
    most: int
    seen: int = 0

    async def __call__(self) -> Message:
        """Return the next message."""
        message = await self.receive()
        self.seen += len(message.get("body", b""))
        if self.seen > self.most:
            raise TooLarge
        return message
