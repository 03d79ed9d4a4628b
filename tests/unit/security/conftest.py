"""A founded practice, and a place where none is yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from bookdesk.store.places import Places
from tests.support.firm import Firm


@pytest.fixture
def firm(tmp_path: Path) -> Firm:
    made = Firm(Places(tmp_path / "home"))
    made.found()
    return made


@pytest.fixture
def unfounded(tmp_path: Path) -> Firm:
    return Firm(Places(tmp_path / "home"))
