"""The portal as one application: the pages, whatever other routes it has, and the doors around all of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bookdesk.server.pages.app import broken, page_routes, refused
from bookdesk.server.pages.looks import Looks
from bookdesk.server.pages.port import PortalServices
from bookdesk.server.pages.settings import PageSettings
from bookdesk.server.security.accesslog import AccessLog
from bookdesk.server.security.headers import SecurityHeaders

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def portal_app(
    services: PortalServices,
    settings: PageSettings,
    others: Sequence[BaseRoute] = (),
    lifespan: Lifespan | None = None,
) -> ASGIApp:
    """Return the application; `others` are routes for desks and gateways, `lifespan` what runs beside it."""
    inner = Starlette(
        routes=[*page_routes(services, settings), *others],  # most requests are of customers
        exception_handlers={HTTPException: refused, Exception: broken},
        lifespan=lifespan,
    )
    inner.router.redirect_slashes = False  # a stray slash is a wrong link, and a redirect would repeat the token
    log = AccessLog(inner, time.monotonic)
    return Looks(SecurityHeaders(log, settings.gateways), services, settings, log)
