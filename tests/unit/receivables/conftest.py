"""Clients whose customers owe them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.receivables.owing import Owing, owing


@pytest.fixture
def dublin(tmp_path: Path) -> Iterator[Owing]:
    with owing(tmp_path) as client:
        yield client
