"""Both sides in one process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.portalside import Side, beside_a_portal


@pytest.fixture
def side(tmp_path: Path) -> Iterator[Side]:
    """A client that is switched on at a portal beside his desk."""
    with beside_a_portal(tmp_path) as found:
        yield found
