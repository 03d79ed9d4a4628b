"""A portal in process with a scripted heart, and a visitor of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.types import ASGIApp

from bookdesk.server.pages.settings import PageSettings
from bookdesk.server.pages.whole import portal_app
from tests.support.portal_client import ADDRESS, PortalClient
from tests.support.scripted_portal import CODE, TOKEN, ScriptedPortal

GATEWAY = "https://checkout.gateway.test"


@pytest.fixture
def script() -> ScriptedPortal:
    return ScriptedPortal(gateway=GATEWAY)


@pytest.fixture
def settings() -> PageSettings:
    return PageSettings(ADDRESS, (GATEWAY,), b"k" * 32, file_bytes=2000)


@pytest.fixture
def app(script: ScriptedPortal, settings: PageSettings) -> ASGIApp:
    return portal_app(script, settings)


@pytest.fixture
def visitor(app: ASGIApp) -> Iterator[PortalClient]:
    with PortalClient(app) as client:
        yield client


@pytest.fixture
def inside(visitor: PortalClient) -> PortalClient:
    """A visitor who has redeemed his code."""
    page = f"/d/{TOKEN}/everything/code"
    visitor.post(page, {"code": CODE}, shown_on=page)
    return visitor
