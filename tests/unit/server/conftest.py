"""Each test of the portal's heart runs on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bookdesk.server.storage import schema
from bookdesk.server.storage.engine import Store, sqlite_url
from tests.support import postgres


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
