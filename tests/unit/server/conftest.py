"""Each test of the portal's heart runs on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bookdesk.core.clock import MovableClock
from bookdesk.server.assembly import Portal, assemble
from bookdesk.server.heart import Heart
from bookdesk.server.storage import schema
from bookdesk.server.storage.engine import Store, sqlite_url
from tests.support import postgres
from tests.support.desk import Desk, opened
from tests.support.memorygateway import MemoryGateway, MemoryGateways
from tests.support.portal import KEYS, Letters, paired


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    """A PostgreSQL cluster for the whole session."""
    if postgres.programs() is None:
        pytest.skip("PostgreSQL is not installed on this machine")
    with postgres.running() as cluster:
        yield cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database, of either kind."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "portal.db")
    found: postgres.Cluster = request.getfixturevalue("cluster")
    return found.fresh()


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """A database with the portal's tables."""
    opened = Store(database)
    schema.prepare(opened)
    yield opened
    opened.close()


@pytest.fixture
def clock() -> MovableClock:
    """The time of the portal and its gateway."""
    return MovableClock(datetime(2026, 11, 30, 12, tzinfo=UTC))


@pytest.fixture
def gateway(clock: MovableClock) -> MemoryGateway:
    """Where customers pay."""
    return MemoryGateway(clock)


@pytest.fixture
def letters() -> Letters:
    """The mails that were sent."""
    return Letters()


@pytest.fixture
def portal(store: Store, clock: MovableClock, gateway: MemoryGateway, letters: Letters) -> Iterator[Portal]:
    """A portal put together, without sockets."""
    made = assemble(Heart(store, KEYS, MemoryGateways(gateway), clock), letters, "portal@example.org")
    yield made
    made.hooks.intake.close()
    made.door.close()


@pytest.fixture
def firm(portal: Portal) -> Desk:
    """The firm's own device, paired."""
    return paired(portal)


@pytest.fixture
def desk(portal: Portal, firm: Desk) -> Desk:
    """A desk of an opened tenant that is set up to be paid."""
    found = opened(portal, firm)
    found.set_up()
    return found
