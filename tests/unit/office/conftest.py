"""A practice with two people at work on a cafe's books."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.office.bureau import Bureau, bureau_in
from tests.unit.office.busy import busy_bureau


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    with bureau_in(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Bureau]:
    with busy_bureau(tmp_path / "home") as opened:
        yield opened
