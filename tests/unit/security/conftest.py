"""Practices to test with: made once, copied for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookdesk.store.places import Places
from tests.support.firm import Firm


@pytest.fixture(scope="session")
def founded_once(tmp_path_factory: pytest.TempPathFactory) -> Firm:
    made = Firm(Places(tmp_path_factory.mktemp("founded") / "home"))
    made.found()
    return made


@pytest.fixture(scope="session")
def staffed_once(founded_once: Firm, tmp_path_factory: pytest.TempPathFactory) -> Firm:
    made = founded_once.copy(tmp_path_factory.mktemp("staffed") / "home")
    made.staff()
    return made


@pytest.fixture
def unfounded(tmp_path: Path) -> Firm:
    """A place where no practice is yet."""
    return Firm(Places(tmp_path / "home"))


@pytest.fixture
def firm(founded_once: Firm, tmp_path: Path) -> Firm:
    """A practice on its first day."""
    return founded_once.copy(tmp_path / "home")


@pytest.fixture
def staffed(staffed_once: Firm, tmp_path: Path) -> Firm:
    """Two clients; Ben may approve for one of them."""
    return staffed_once.copy(tmp_path / "home")
