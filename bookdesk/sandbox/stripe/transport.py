"""The gateway's official client without a socket: its HTTP client asks a world in this process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import stripe

from bookdesk.sandbox.stripe.faults import Cut
from bookdesk.sandbox.stripe.forms import parsed
from bookdesk.sandbox.stripe.messages import Asked
from bookdesk.sandbox.stripe.world import World


class InProcess(stripe.HTTPClient):
    """A transport to one world. Between two tries the world's clock moves on; nobody sleeps."""

    name = "bookdesk-sandbox"

    def __init__(self, world: World) -> None:
        """Ask `world`."""
        super().__init__()
        self.world = world

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,  # noqa: ANN401 - the library's own signature
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        """Answer one request of the client; a cut connection is the error it knows for that."""
        parts = urlsplit(url)
        given = parsed(post_data if post_data is not None and method.upper() == "POST" else parts.query)
        named = {name.lower(): value for name, value in (headers or {}).items()}
        try:
            answer = self.world.handle(Asked(method.upper(), parts.path, given, named))
        except Cut as cut:
            message = "Unexpected error communicating with Stripe: the connection was cut."
            raise stripe.APIConnectionError(message, should_retry=True) from cut  # type: ignore[no-untyped-call]
        return answer.text, answer.status, _Headers(answer.headers)

    def _sleep_time_seconds(self, num_retries: int) -> float:
        """Let the world's clock wait instead of the caller."""
        self.world.advance(num_retries)
        return 0.0

    def close(self) -> None:
        """Close nothing."""


class _Headers(Mapping[str, str]):
    """Headers found by name whatever their case, as the client expects them."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = {name.lower(): value for name, value in headers.items()}

    def __getitem__(self, name: str) -> str:
        return self._headers[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._headers)

    def __len__(self) -> int:
        return len(self._headers)


def client_of(world: World, key: str, tries: int = 0) -> stripe.StripeClient:
    """Return the official client on a world, with a key, trying again `tries` times."""
    return stripe.StripeClient(key, http_client=InProcess(world), max_network_retries=tries)
