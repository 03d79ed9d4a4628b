"""The portal on a real port beside a small page of a gateway, and Debian's Chromium that walks over both."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Final, Literal

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, Request
from starlette.applications import Starlette
from starlette.requests import Request as Asked
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bookdesk.server.pages.settings import PageSettings
from bookdesk.server.pages.whole import portal_app
from tests.support.chromium import chromium
from tests.support.scripted_portal import ScriptedPortal

_TELL: Final = """document.addEventListener("securitypolicyviolation",
  (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));"""
"""Says of every violation of the content policy what it was; the browser's own words for it differ by version."""
_EXPECTED: Final = "Failed to load resource: the server responded with a status of "
"""How the browser tells of a page that is itself a refusal."""
Scheme = Literal["light", "dark"]


@contextmanager
def served(app: ASGIApp, listening: socket.socket) -> Iterator[None]:
    """Serve an application on a socket that listens already, so that nobody has to wait for it."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(30)
        listening.close()


def listen() -> tuple[socket.socket, str]:
    """Return a listening socket on loopback, and its origin."""
    listening = socket.create_server(("127.0.0.1", 0))
    return listening, f"http://127.0.0.1:{listening.getsockname()[1]}"


def gateway_page(script: ScriptedPortal, portal: str) -> Starlette:
    """Return what stands in for a gateway's hosted page: one button pays, one link gives up."""

    async def show(request: Asked) -> Response:
        token = request.path_params["token"]
        return HTMLResponse(
            f"<!doctype html><html lang=en><title>Pay</title><h1>The gateway</h1>"
            f"<form method=post><button>Pay now</button></form><a href='{portal}/d/{token}'>Give up</a>"
        )

    async def pay(request: Asked) -> Response:
        token = request.path_params["token"]
        if not script.silent:
            script.settle(token)
        return RedirectResponse(f"{portal}/d/{token}/back", 303)

    return Starlette(routes=[Route("/pay/{token}", show), Route("/pay/{token}", pay, methods=["POST"])])


@dataclass
class Walked:
    """A portal that is up: its origin, what it is told, and the browser."""

    origin: str
    script: ScriptedPortal
    browser: Browser

    @contextmanager
    def visitor(
        self, width: int = 1280, *, script: bool = True, scheme: Scheme = "light", locale: str = "en-AU"
    ) -> Iterator[Visitor]:
        """Open a fresh browser with a cookie jar of its own."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=script,
            color_scheme=scheme,
            locale=locale,
            base_url=self.origin,
            accept_downloads=True,
        )
        context.set_default_timeout(10_000)
        context.add_init_script(_TELL)
        try:
            yield Visitor(context, context.new_page(), scripts=script)
        finally:
            context.close()


@dataclass
class Visitor:
    """One person at the browser; `complaints` is what the browser found wrong: policy, console, failed requests."""

    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)
    scripts: bool = True

    def __post_init__(self) -> None:
        """Listen to the console and to faults of scripts; violations of the policy are told there."""
        self.page.on("console", lambda message: self._said(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", self._failed)

    def _said(self, text: str) -> None:
        if not text.startswith(_EXPECTED):
            self.complaints.append(text)

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # what is left behind by going on is no fault
            self.complaints.append(f"{request.failure}: {request.url}")

    def go(self, path: str) -> int:
        """Open a page and return its status."""
        response = self.page.goto(path)
        assert response is not None
        return response.status

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window."""
        size = self.page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        return int(size[0]) - int(size[1])


@contextmanager
def walked(script: ScriptedPortal) -> Iterator[Walked]:
    """Start portal, gateway and browser; skipped with a reason where there is no Chromium."""
    with ExitStack() as stack:
        browser = stack.enter_context(chromium())
        own, origin = listen()
        other, script.gateway = listen()
        settings = PageSettings(origin, (script.gateway,), b"b" * 32)
        stack.enter_context(served(portal_app(script, settings), own))
        stack.enter_context(served(gateway_page(script, origin), other))
        yield Walked(origin, script, browser)
