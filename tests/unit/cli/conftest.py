"""Commands that many tests begin with cost what the program asks at least, not what this machine could bear."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bookdesk.security.passphrase import STANDARD
from tests.support.leastcost import settle_for_the_least


@pytest.fixture(autouse=True)
def least_cost() -> Iterator[None]:
    """Measure no machine for a passphrase; how it is measured has tests of its own."""
    measure = STANDARD.measure
    settle_for_the_least()
    yield
    object.__setattr__(STANDARD, "measure", measure)
