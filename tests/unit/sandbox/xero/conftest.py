"""A running stand-in for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.sandbox.xero.peer import Peer


@pytest.fixture
def peer() -> Iterator[Peer]:
    connected = Peer.connected()
    yield connected
    connected.close()
