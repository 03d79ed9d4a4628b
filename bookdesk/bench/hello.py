"""The least that a Starlette page can be, served as the pay portal is: what the portal's speed is held against."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route


async def hello(_: Request) -> Response:
    """Greet."""
    return HTMLResponse("<!doctype html><title>Hello</title><p>Hello, world.</p>")


async def swallow(request: Request) -> Response:
    """Read what was sent and keep nothing."""
    await request.body()
    return Response(status_code=204)


def main(words: Sequence[str]) -> int:
    """Serve on the port that is named, with the settings of `bookdesk.server.run`."""
    app = Starlette(routes=[Route("/", hello), Route("/", swallow, methods=["POST"])])
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(words[0]),
        access_log=False,
        log_level="warning",
        server_header=False,
        limit_concurrency=500,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
