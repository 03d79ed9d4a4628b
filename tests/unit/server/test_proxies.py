from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bookdesk.server.proxies import BehindProxies, client_of


async def whose(request: Request) -> Response:
    return PlainTextResponse(request.client.host if request.client else "")


def asked(proxies: int, *forwarded: str) -> str:
    async def ask() -> str:
        transport = httpx.ASGITransport(BehindProxies(Starlette(routes=[Route("/", whose)]), proxies))
        async with httpx.AsyncClient(transport=transport, base_url="https://pay.example") as client:
            headers = [("X-Forwarded-For", one) for one in forwarded]
            return (await client.get("/", headers=headers)).text

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("forwarded", "proxies", "client"),
    [
        ("192.0.2.7", 1, "192.0.2.7"),
        ("203.0.113.9, 192.0.2.7", 1, "192.0.2.7"),
        ("203.0.113.9, 192.0.2.7, 10.0.0.1", 2, "192.0.2.7"),
        ("192.0.2.7", 2, None),
        ("", 1, None),
        ("evil\r\n", 1, None),
        ("2001:db8::1", 1, "2001:db8::1"),
        ("192.0.2.7", 0, None),
    ],
)
def test_the_client_is_who_the_outermost_own_proxy_saw(forwarded: str, proxies: int, client: str | None) -> None:
    assert client_of(forwarded, proxies) == client


def test_what_a_client_writes_himself_is_not_believed() -> None:
    assert asked(1, "198.51.100.1", "192.0.2.7") == "192.0.2.7"
    assert asked(0, "198.51.100.1") == "127.0.0.1"
