"""Every page of the portal as a list, made from its routes, so that no page is forgotten when one is added."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.routing import Route

from bookdesk.server.pages.app import page_routes
from bookdesk.server.pages.assets import address_of
from bookdesk.server.pages.settings import PageSettings
from tests.support.portal_client import ADDRESS
from tests.support.scripted_portal import TOKEN, ScriptedPortal


@dataclass(frozen=True)
class Place:
    """One route with its gaps filled."""

    pattern: str
    path: str
    method: str


def places(token: str = TOKEN) -> list[Place]:
    """Return every page and method; ids are those of the scripted heart."""
    routes = page_routes(ScriptedPortal(), PageSettings(ADDRESS, (), b""))
    return [
        Place(route.path, _filled(route, token), method)
        for route in routes
        for method in sorted(route.methods or ())
        if method != "HEAD"
    ]


def _filled(route: Route, token: str) -> str:
    path = route.path.replace("/static/{digest}/{name}", address_of("portal.css")).replace("{token}", token)
    return path.replace("{document}", "doc1").replace("{payment}", "pay1").replace("{method}", "pm1")
