"""One browser for a module, a fresh heart for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.portal_browser import Walked, walked
from tests.support.scripted_portal import ScriptedPortal


@pytest.fixture(scope="module")
def portal_of_module() -> Iterator[Walked]:
    with walked(ScriptedPortal()) as portal:
        yield portal


@pytest.fixture
def portal(portal_of_module: Walked) -> Walked:
    gateway = portal_of_module.script.gateway
    vars(portal_of_module.script).update(vars(ScriptedPortal(gateway=gateway)))
    return portal_of_module
