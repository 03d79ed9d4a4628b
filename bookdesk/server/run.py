"""A portal that runs: everything made that is missing, opened, served and let go of again."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp

from bookdesk.core.clock import Clock, SystemClock
from bookdesk.server import keys as keyfile
from bookdesk.server.assembly import Portal, assemble
from bookdesk.server.baton import Baton
from bookdesk.server.heart import Heart
from bookdesk.server.mailing import Mailer, NoMailer, SmtpMailer
from bookdesk.server.pages.settings import PageSettings
from bookdesk.server.pages.whole import portal_app
from bookdesk.server.proxies import BehindProxies
from bookdesk.server.realgateways import CatalogueGateways
from bookdesk.server.settings import PortalSettings
from bookdesk.server.storage import schema
from bookdesk.server.storage.engine import Store
from bookdesk.server.worker import Working

KEY_FILE = "portal.keys"
_WATCH_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Running:
    """A portal that is open, and the application that serves it."""

    portal: Portal
    app: ASGIApp
    working: Working


def open_heart(settings: PortalSettings, clock: Clock | None = None) -> Heart:
    """Open the keys and the database, made now where they are missing, upgraded where they are old."""
    keys = keyfile.load_or_make(settings.folder / KEY_FILE)
    store = Store(settings.database_url)
    schema.prepare(store)
    own = clock or SystemClock()
    return Heart(store, keys, CatalogueGateways(own, settings.gateway_url), own)


def open_portal(settings: PortalSettings, clock: Clock | None = None) -> Running:
    """Open a portal and put its application together; nothing is served or worked on yet."""
    heart = open_heart(settings, clock)
    mailer: Mailer = SmtpMailer(settings) if settings.smtp_host else NoMailer()
    portal = assemble(heart, mailer, settings.mail_from)
    baton = Baton(heart.store, "worker", secrets.token_hex(8))
    working = Working(portal.worker, baton, portal.woken)
    origins = CatalogueGateways(heart.clock, settings.gateway_url).origins()
    secret = hashlib.sha256(b"pages\x00" + heart.keys.forms).digest()
    pages = PageSettings(settings.address, origins, secret)
    app = portal_app(portal.for_pages(), pages, portal.routes(), _lifespan(working))
    return Running(portal, BehindProxies(app, settings.proxies) if settings.proxies else app, working)


def _lifespan(working: Working) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """Work behind the requests for as long as the application serves."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        working.start()
        yield
        await asyncio.to_thread(working.stop)

    return lifespan


def serve(settings: PortalSettings) -> int:
    """Serve until the process is told to end; returns the exit status: 1 where a defect of ours ended the worker."""
    running = open_portal(settings)
    server = uvicorn.Server(
        uvicorn.Config(
            running.app,
            host=settings.host,
            port=settings.port,
            access_log=False,  # the application writes its own, without tokens
            log_level="warning",
            proxy_headers=False,  # ours believes no more than the host's own proxies wrote
            server_header=False,
            limit_concurrency=500,
        )
    )
    ended, broken = threading.Event(), threading.Event()
    watch = threading.Thread(target=_watch, args=(server, running.working, ended, broken), daemon=True)
    watch.start()
    try:
        server.run()
    finally:
        ended.set()
        running.portal.close()
    return int(broken.is_set() or not server.started)


def _watch(server: uvicorn.Server, working: Working, ended: threading.Event, broken: threading.Event) -> None:
    """End the program where its worker ended by itself, so that whoever supervises it starts it anew."""
    while not ended.wait(_WATCH_SECONDS):
        if server.started and not working.alive:
            broken.set()
            server.should_exit = True
            return
